/** Dropping what a schema does not know, as the decoder of built-in kinds and the pruning of custom resources do. */

import { isJsonObject } from "../../model/json.ts";
import { OBJECT_META } from "./object-meta.ts";
import { memoized } from "./schema.ts";
import type { Schema } from "./schema.ts";

/** What is left, and the paths of what was dropped, sorted: `spec.foo`, `spec.containers[0].foo`. */
export interface Pruned<T> {
  value: T;
  unknown: string[];
}

type Predicate = (value: unknown) => boolean;

const SCALAR: Schema = { type: "string" };

/** What every object of an embedded kind has, whether or not its schema says so. */
const EMBEDDED: ReadonlyMap<string, Schema> = new Map([
  ["apiVersion", SCALAR],
  ["kind", SCALAR],
  ["metadata", OBJECT_META],
]);

/**
 * Drops the fields that a schema does not know. Below fields that preserve what is unknown, what is specified is pruned still.
 * @param schema of the whole object
 * @param value is not changed; when there is nothing to drop, it is what is returned
 */
export function pruneUnknown<T>(schema: Schema, value: T): Pruned<T> {
  if (knows(schema)(value)) return { value, unknown: [] };
  const unknown: string[] = [];
  const pruned = prune(value, { schema, open: isOpen(schema), path: "", unknown }) as T;
  return { value: pruned, unknown: unknown.sort() };
}

function isOpen(schema: Schema | undefined): boolean {
  return schema?.["x-kubernetes-preserve-unknown-fields"] === true;
}

/** Most objects have nothing to drop: whether that is so is asked first, without paths and copies. */
const knows: (schema: Schema) => Predicate = memoized<Predicate>((schema) => {
  const { properties = {}, additionalProperties, items } = schema;
  const fields = new Map(Object.entries(properties).map(([name, of]) => [name, of] as const));
  if (schema["x-kubernetes-embedded-resource"] === true) for (const entry of EMBEDDED) fields.set(...entry);
  const others = typeof additionalProperties === "object" ? additionalProperties : undefined;
  const open = isOpen(schema);
  return (value) => {
    if (isScalar(value)) return true;
    if (Array.isArray(value))
      return !open && items !== undefined ? value.every(knows(items)) : value.every(isScalar);
    for (const key in value as Record<string, unknown>) {
      const of = fields.get(key) ?? others;
      const field = (value as Record<string, unknown>)[key];
      if (of !== undefined ? !knows(of)(field) : !open && !(additionalProperties === true && isScalar(field)))
        return false;
    }
    return true;
  };
});

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

interface Place {
  schema: Schema | undefined;
  /** Whether unknown fields are preserved here. */
  open: boolean;
  path: string;
  unknown: string[];
}

function prune(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return pruneItems(value, place);
  return isJsonObject(value) ? pruneFields(value, place) : value;
}

function pruneItems(list: unknown[], { schema, open, path, unknown }: Place): unknown[] {
  const items = schema?.items;
  // What a list preserves, its items preserve too, whatever their schema says of themselves.
  if (open && items === undefined) return list;
  return list.map((item, index) =>
    prune(item, { schema: items, open: open || isOpen(items), path: `${path}[${index}]`, unknown }),
  );
}

function pruneFields(value: Record<string, unknown>, { schema, open, path, unknown }: Place): unknown {
  const { properties = {}, additionalProperties } = schema ?? {};
  const embedded = schema?.["x-kubernetes-embedded-resource"] === true;
  const kept: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    const at = path === "" ? key : `${path}.${key}`;
    const own =
      (embedded ? EMBEDDED.get(key) : undefined) ??
      (Object.hasOwn(properties, key) ? properties[key] : undefined);
    const of = own ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
    if (of !== undefined || additionalProperties === true)
      kept[key] = prune(field, { schema: of, open: isOpen(of), path: at, unknown });
    else if (open) kept[key] = field;
    else unknown.push(at);
  }
  return kept;
}
