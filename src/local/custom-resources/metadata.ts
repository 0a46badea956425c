/** Metadata of objects as Go reads it: what is unknown is dropped, what is empty is left out, what is of a wrong type is refused. */

import { isJsonObject } from "../../model/json.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import { OBJECT_META, pruneUnknown } from "../validation/index.ts";

/** What came of reading metadata. */
export interface DecodedMetadata {
  metadata: JsonObject;
  /** Paths of unknown fields. */
  unknown: string[];
  error?: string;
}

/**
 * Reads metadata.
 * @param field what Go calls it when it is read as a part of an object; empty when it is read alone, as in custom resources
 */
export function decodeMetadata(sent: Json | undefined, field = ""): DecodedMetadata {
  const given = sent ?? {};
  if (!isJsonObject(given)) {
    const target = field === "" ? "value" : `struct field CustomResourceDefinition.${field}`;
    return { metadata: {}, unknown: [], error: unmarshalError(given, target, "v1.ObjectMeta") };
  }
  const { value, unknown } = pruneUnknown(OBJECT_META, given);
  const error = errorIn(value, OBJECT_META, { struct: "ObjectMeta", path: field, type: "v1.ObjectMeta" });
  const metadata = Object.fromEntries(Object.entries(value).filter(([, one]) => !isEmpty(one)));
  return {
    metadata,
    unknown: unknown.map((path) => `metadata.${path}`),
    ...(error === undefined ? {} : { error }),
  };
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** What the decoder says to a value of a wrong type. @param target where it was to go: `struct field ObjectMeta.name` */
export function unmarshalError(value: Json, target: string, type: string): string {
  const kind = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  return `json: cannot unmarshal ${kind} into Go ${target} of type ${type}`;
}

const GO_TYPES: Readonly<Record<string, string>> = { string: "string", boolean: "bool", integer: "int64" };

/** The structs inside of metadata. */
const STRUCTS: Readonly<Record<string, string>> = {
  ownerReferences: "OwnerReference",
  managedFields: "ManagedFieldsEntry",
};

interface GoPlace {
  struct: string;
  path: string;
  /** What Go calls the type. */
  type: string;
}

function errorIn(
  value: Json | undefined,
  schema: StructuralSchema,
  { struct, path, type }: GoPlace,
): string | undefined {
  if (value === null || value === undefined) return undefined;
  const kind = Array.isArray(value) ? "array" : typeof value;
  const expected = schema.type === "integer" ? "number" : schema.type;
  if (kind !== expected) return unmarshalError(value, `struct field ${struct}.${path}`, type);
  const { items, properties = {}, additionalProperties } = schema;
  if (Array.isArray(value) && items !== undefined)
    return firstOf(
      value.map((item) => errorIn(item, items, { struct, path, type: type.replace(/^\[\]/, "") })),
    );
  if (!isJsonObject(value)) return undefined;
  if (typeof additionalProperties === "object") {
    const of = additionalProperties;
    return firstOf(Object.values(value).map((item) => errorIn(item, of, { struct, path, type: "string" })));
  }
  return firstOf(
    Object.entries(value).map(([name, field]) => {
      const of = properties[name];
      const inner = type.replace(/^v1\./, "");
      return (
        of &&
        errorIn(field, of, {
          struct: inner,
          path: path === "" ? name : `${path}.${name}`,
          type: goType(name, of),
        })
      );
    }),
  );
}

function goType(name: string, { type, format, items, additionalProperties }: StructuralSchema): string {
  if (format === "date-time") return "v1.Time";
  if (additionalProperties !== undefined) return "map[string]string";
  const struct = STRUCTS[name];
  if (items !== undefined) return struct === undefined ? "[]string" : `[]v1.${struct}`;
  return GO_TYPES[type ?? ""] ?? "v1.FieldsV1";
}

function firstOf(errors: readonly (string | undefined)[]): string | undefined {
  return errors.find((error) => error !== undefined);
}
