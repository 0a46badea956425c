/** Types of schemas, as kro declares them (pkg/cel/schemas.go). */

import type { StructuralSchema } from "../model/schema.ts";
import type { CelType } from "./expression.ts";
import { escapeField, isKeyword, unescapeField } from "./field-name.ts";
import { DYN, INT, STRING } from "./type.ts";

const STRING_FORMATS: Record<string, CelType> = {
  byte: { kind: "bytes" },
  duration: { kind: "duration" },
  date: { kind: "timestamp" },
  "date-time": { kind: "timestamp" },
};

const SCALARS: Record<string, CelType> = {
  boolean: { kind: "bool" },
  number: { kind: "double" },
  integer: INT,
};

/**
 * The type of values that a schema describes.
 * @param schema its `properties` become fields; without a `type` it is `dyn`
 * @param name what the type is called in messages, and what makes it another type than that of an equal schema elsewhere
 */
export function typeOfSchema(schema: StructuralSchema, name?: string): CelType {
  return declaredType(schema, name) ?? DYN;
}

/** The type of a schema; `undefined` where kro declares none, and so no field. */
function declaredType(schema: StructuralSchema, name?: string): CelType | undefined {
  if (schema["x-kubernetes-int-or-string"] === true || schema.format === "int-or-string") return DYN;
  if (schema.type === "object") return objectType(schema, name);
  if (schema.type === "string") return STRING_FORMATS[schema.format ?? ""] ?? STRING;
  if (schema.type !== "array") return SCALARS[schema.type ?? ""];
  const of = schema.items && declaredType(embedded(schema.items), step(name, "@idx"));
  return of && { kind: "list", of };
}

function objectType(schema: StructuralSchema, name: string | undefined): CelType {
  const values = schema.additionalProperties;
  if (typeof values === "object") {
    return { kind: "map", of: declaredType(embedded(values), step(name, "@elem")) ?? DYN };
  }
  return name === undefined ? { kind: "object", schema } : { kind: "object", schema, name };
}

function step(name: string | undefined, next: string): string | undefined {
  return name === undefined ? undefined : `${name}.${next}`;
}

const EMBEDDED: Record<string, StructuralSchema> = {
  kind: { type: "string" },
  apiVersion: { type: "string" },
  metadata: { type: "object", properties: { name: { type: "string" }, generateName: { type: "string" } } },
};

const completed = new WeakMap<StructuralSchema, StructuralSchema>();

/** A schema as expressions see it: an embedded object has a kind and a name, whether or not its schema says so. */
export function embedded(schema: StructuralSchema): StructuralSchema {
  if (schema["x-kubernetes-embedded-resource"] !== true) return schema;
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  if (kind?.type === "string" && apiVersion?.type === "string" && metadata?.properties !== undefined)
    return schema;
  const known = completed.get(schema) ?? { ...schema, properties: { ...schema.properties, ...EMBEDDED } };
  completed.set(schema, known);
  return known;
}

/**
 * The type of a field of an object.
 * @param field as the expression writes it, escaped
 * @returns `undefined` where the schema has no such field
 */
export function fieldType(type: CelType & { kind: "object" }, field: string): CelType | undefined {
  const plain = unescapeField(field) ?? field;
  // `a.namespace` and `a.__namespace__` are the same field.
  const property =
    escapeField(plain) === field || isKeyword(field) ? type.schema.properties?.[plain] : undefined;
  const declared = property && declaredType(embedded(property), step(type.name, field));
  if (declared !== undefined) return declared;
  return type.schema["x-kubernetes-preserve-unknown-fields"] === true ? DYN : undefined;
}

/** The fields that expressions can name, escaped, with their types. */
export function fieldsOf(type: CelType & { kind: "object" }): [field: string, type: CelType][] {
  return Object.keys(type.schema.properties ?? {}).flatMap((name) => {
    const field = escapeField(name);
    const property = type.schema.properties?.[name];
    const declared = property && declaredType(embedded(property), step(type.name, name));
    return field === undefined || declared === undefined ? [] : [[field, declared]];
  });
}

/** Names the objects in the type of a variable after the variable, unless they have a name. */
export function named(type: CelType, name: string): CelType {
  if (type.kind === "object") return type.name === undefined ? { ...type, name } : type;
  if (type.kind === "list") return { ...type, of: named(type.of, `${name}.@idx`) };
  if (type.kind === "map") return { ...type, of: named(type.of, `${name}.@elem`) };
  return type.kind === "optional" ? { ...type, of: named(type.of, name) } : type;
}
