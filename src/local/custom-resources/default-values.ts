/** Defaults in schemas must fulfil the schemas that they are defaults of. */

import { sameJson } from "../../model/json.ts";
import { invalid } from "../validation/field-errors.ts";
import type { FieldError } from "../validation/field-errors.ts";
import { pruneUnknown, validateEmbedded, validateRules, validateStructure } from "../validation/index.ts";
import type { Schema } from "../validation/index.ts";

/**
 * Finds defaults that are wrong.
 * @param path of the schema
 */
export function defaultErrors(schema: Schema, path: string): FieldError[] {
  const { items, properties = {} } = schema;
  return [
    ...ownErrors(schema, `${path}.default`),
    ...(items === undefined ? [] : defaultErrors(items, `${path}.items`)),
    ...Object.entries(properties).flatMap(([name, of]) => defaultErrors(of, `${path}.properties[${name}]`)),
  ];
}

function ownErrors(schema: Schema, path: string): FieldError[] {
  const { default: standard } = schema;
  if (standard === undefined || standard === null) return [];
  const pruned = sameJson(pruneUnknown(schema, standard).value, standard);
  const unknown = pruned ? [] : [invalid(path, standard, "must not have unknown fields")];
  const embedded = validateEmbedded(schema, standard, path);
  if (embedded.length > 0) return [...unknown, ...embedded];
  const structure = validateStructure(schema, standard, path);
  if (structure.length > 0) return [...unknown, ...structure];
  const rules = validateRules(schema, standard, { previous: standard, isRoot: false });
  const errors = rules.length > 0 ? rules : validateRules(schema, standard, { isRoot: false });
  const at = (field: string) =>
    field === "<nil>" ? path : `${path}${field.startsWith("[") ? "" : "."}${field}`;
  return [...unknown, ...errors.map((error) => ({ ...error, field: at(error.field) }))];
}
