/** Subresources, printer columns and selectable fields of a definition. */

import { duplicate, invalid, required, tooMany } from "../validation/field-errors.ts";
import type { FieldError } from "../validation/field-errors.ts";
import type { Schema } from "../validation/index.ts";
import { fieldPathSteps } from "../validation/rule-path.ts";
import type { DefinitionSubresources, PrinterColumn } from "./definition.ts";

const COLUMN_TYPES = ["boolean", "date", "integer", "number", "string"];
const COLUMN_FORMATS = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];
const MAX_SELECTABLE_FIELDS = 8;

/** Finds what is wrong with subresources. @param path of them */
export function subresourceErrors(
  subresources: DefinitionSubresources | undefined,
  path: string,
): FieldError[] {
  const { scale } = subresources ?? {};
  if (scale === undefined) return [];
  const { specReplicasPath = "", statusReplicasPath = "", labelSelectorPath = "" } = scale;
  const below = (value: string, field: string, [roots, words]: readonly [string[], string]): FieldError[] => {
    const wrong = simplePathErrors(value, `${path}.scale.${field}`);
    if (wrong.length > 0) return wrong;
    if (roots.some((root) => value.startsWith(root))) return [];
    return [invalid(`${path}.scale.${field}`, value, `should be a json path under ${words}`)];
  };
  return [
    ...(specReplicasPath === ""
      ? [required(`${path}.scale.specReplicasPath`)]
      : below(specReplicasPath, "specReplicasPath", [[".spec."], ".spec"])),
    ...(statusReplicasPath === ""
      ? [required(`${path}.scale.statusReplicasPath`)]
      : below(statusReplicasPath, "statusReplicasPath", [[".status."], ".status"])),
    ...(labelSelectorPath === ""
      ? []
      : below(labelSelectorPath, "labelSelectorPath", [[".spec.", ".status."], "either .spec or .status"])),
  ];
}

function simplePathErrors(text: string, path: string): FieldError[] {
  return text.startsWith(".") ? [] : [invalid(path, text, "must be a simple json path starting with .")];
}

/** Finds what is wrong with a column. @param path of it */
export function columnErrors(column: PrinterColumn, path: string): FieldError[] {
  const { name = "", type = "", format = "", jsonPath = "" } = column;
  const errors: FieldError[] = [];
  if (name === "") errors.push(required(`${path}.name`));
  const types = `must be one of ${COLUMN_TYPES.join(",")}`;
  if (type === "") errors.push(required(`${path}.type`, types));
  else if (!COLUMN_TYPES.includes(type)) errors.push(invalid(`${path}.type`, type, types));
  if (format !== "" && !COLUMN_FORMATS.includes(format))
    errors.push(invalid(`${path}.format`, format, `must be one of ${COLUMN_FORMATS.join(",")}`));
  if (jsonPath === "") errors.push(required(`${path}.JSONPath`));
  else errors.push(...simplePathErrors(jsonPath, `${path}.JSONPath`));
  return errors;
}

const SELECTABLE_TYPES = ["string", "boolean", "integer"];

/** Finds what is wrong with the fields that lists may be filtered by. @param path of them */
export function selectableFieldErrors(
  fields: readonly { jsonPath?: string }[],
  schema: Schema | undefined,
  path: string,
): FieldError[] {
  const seen = new Set<string>();
  const errors = fields.flatMap(({ jsonPath = "" }, index) => {
    const at = `${path}[${index}].jsonPath`;
    if (jsonPath === "") return [required(at)];
    const found = schema && !jsonPath.includes("[") ? fieldPathSteps(jsonPath, schema) : undefined;
    if (found === undefined) return [invalid(at, jsonPath, `is an invalid path: ${invalidPath(jsonPath)}`)];
    const wrong: FieldError[] = [];
    if (found.path.split(".")[0] === "metadata")
      wrong.push(invalid(at, jsonPath, "must not point to fields in metadata"));
    if (!SELECTABLE_TYPES.includes(found.schema.type ?? "")) {
      const detail =
        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";
      wrong.push(invalid(at, jsonPath, detail));
    }
    if (seen.has(found.path)) wrong.push(duplicate(at, jsonPath));
    seen.add(found.path);
    return wrong;
  });
  if (seen.size > MAX_SELECTABLE_FIELDS) errors.push(tooMany(path, seen.size, MAX_SELECTABLE_FIELDS));
  return errors;
}

function invalidPath(text: string): string {
  if (!text.startsWith(".") && !text.startsWith("["))
    return `expected [ or . but got: ${text.split(".")[0] ?? ""}`;
  return text.includes("[") ? "array notation is not allowed" : "does not refer to a valid field";
}
