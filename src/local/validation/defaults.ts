/** Defaults of structural schemas, and the nulls that make place for them. */

import { isJsonObject } from "../../model/json.ts";
import type { Json } from "../../model/json.ts";
import { memoized } from "./schema.ts";
import type { Schema } from "./schema.ts";

type Fill = (value: unknown) => void;

/**
 * Fills the defaults of a schema into an object, also in the place of nulls of fields that may not be null.
 * @param value is changed
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting-and-nullable
 */
export function fillDefaults(schema: Schema, value: unknown): void {
  filler(schema)(value);
}

function refusesNull(schema: Schema | undefined): boolean {
  return schema !== undefined && schema.nullable !== true;
}

function fieldSchema(schema: Schema | undefined, field: string): Schema | undefined {
  const named = schema?.properties?.[field];
  if (named !== undefined) return named;
  return typeof schema?.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

/**
 * Drops the nulls of fields that may not be null and have no default.
 * @param value is changed
 */
export function dropNulls(schema: Schema | undefined, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) dropNulls(schema?.items, item);
  if (!isJsonObject(value)) return;
  for (const field in value) {
    const of = fieldSchema(schema, field);
    if (value[field] === null && refusesNull(of) && of?.default === undefined) delete value[field];
    else if (typeof value[field] === "object") dropNulls(of, value[field]);
  }
}

const filler = memoized<Fill>((schema) => {
  const properties = Object.entries(schema.properties ?? {});
  const defaulted = properties.flatMap(([field, of]) =>
    of.default === undefined || of.default === null ? [] : [{ field, of, standard: of.default }],
  );
  return (value) => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        if (item === null && refusesNull(schema.items)) value[index] = copyOf(schema.items?.default);
        if (schema.items !== undefined) filler(schema.items)(value[index]);
      });
    }
    if (!isJsonObject(value)) return;
    for (const { field, of, standard } of defaulted) {
      const found = Object.hasOwn(value, field) ? value[field] : undefined;
      if (found === undefined || (found === null && refusesNull(of))) value[field] = copyOf(standard);
    }
    for (const field in value) {
      const of = fieldSchema(schema, field);
      if (of === undefined) continue;
      if (value[field] === null && refusesNull(of)) value[field] = copyOf(of.default);
      if (typeof value[field] === "object") filler(of)(value[field]);
    }
  };
});

function copyOf(standard: Json | undefined): Json {
  return structuredClone(standard ?? null);
}
