/**
 * Types of fields as merging needs them, made from structural schemas where they are first met, each once.
 * @see https://github.com/kubernetes/kube-openapi/blob/master/pkg/schemaconv/openapi.go
 */

import type { Json } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import { OBJECT_META } from "./object-meta.ts";

/** What a value may be: at least one of the three. */
export interface FieldType {
  scalar?: "numeric" | "string" | "boolean" | "untyped";
  list?: ListType;
  map?: MapType;
}

export interface ListType {
  /** Atomic lists are written as a whole; items of the others are told apart by their keys or values. */
  atomic: boolean;
  /** Sorted names of the keys, with what stands for a missing one; none in a set. */
  keys: readonly { name: string; otherwise: Json | undefined }[];
  /** The keys as the schema orders them, for messages. */
  keyNames: readonly string[];
  item: FieldType;
}

export interface MapType {
  atomic: boolean;
  /** The type of a declared field. */
  declared(name: string): FieldType | undefined;
  /** The type of all other fields; `undefined` where there may be none. */
  others: FieldType | undefined;
  /** Whether any field is declared. */
  struct: boolean;
}

/** Any value, written as a whole. */
const UNTYPED: FieldType = { scalar: "untyped" };
UNTYPED.list = { atomic: true, keys: [], keyNames: [], item: UNTYPED };
UNTYPED.map = { atomic: true, declared: () => undefined, others: UNTYPED, struct: false };

/** Any value, whose objects have fields of their own and whose lists are written as a whole. */
export const DEDUCED: FieldType = { scalar: "untyped", list: UNTYPED.list };
DEDUCED.map = { atomic: false, declared: () => undefined, others: DEDUCED, struct: false };

/** The type of a value of a map's field. Fields that the schema does not know are taken as a whole: nobody validates them here. */
export function typeOfField(map: MapType, name: string): FieldType {
  return map.declared(name) ?? map.others ?? UNTYPED;
}

const roots = new WeakMap<StructuralSchema, FieldType>();
const types = [
  new WeakMap<StructuralSchema, FieldType>(),
  new WeakMap<StructuralSchema, FieldType>(),
] as const;

const STRING: StructuralSchema = { type: "string" };

/** The fields of every object, whatever the schema of its kind says of them. */
const ROOT_FIELDS = { apiVersion: STRING, kind: STRING, metadata: OBJECT_META };

/**
 * The type of objects of a kind.
 * @param schema absent where nothing is known of the kind: all types are deduced from values
 */
export function objectType(schema: StructuralSchema | undefined): FieldType {
  if (schema === undefined) return DEDUCED;
  let type = roots.get(schema);
  if (type === undefined) {
    type = makeType({ ...schema, properties: { ...schema.properties, ...ROOT_FIELDS } }, false);
    roots.set(schema, type);
  }
  return type;
}

function typeOf(schema: StructuralSchema, preserve: boolean): FieldType {
  const known = types[preserve ? 1 : 0];
  let type = known.get(schema);
  if (type === undefined) {
    type = makeType(schema, preserve);
    known.set(schema, type);
  }
  return type;
}

/** @param preserve whether a schema above preserves unknown fields: so do all below it */
function makeType(schema: StructuralSchema, above: boolean): FieldType {
  const preserve = above || schema["x-kubernetes-preserve-unknown-fields"] === true;
  switch (schema.type) {
    case "object":
      return { map: mapType(schema, preserve) };
    case "array":
      return { list: listType(schema, preserve) };
    case "integer":
    case "number":
      return { scalar: "numeric" };
    case "boolean":
      return { scalar: "boolean" };
    case "string":
      return { scalar: (schema.format ?? "byte") === "byte" || schema.format === "" ? "string" : "untyped" };
    case undefined:
    default:
      // A Quantity may be a number, but neither a list nor an object.
      if (schema.format === "quantity") return { scalar: "untyped" };
      return { scalar: "untyped", list: listType(schema, preserve), map: mapType(schema, preserve) };
  }
}

function mapType(schema: StructuralSchema, preserve: boolean): MapType {
  const properties = embedded(schema);
  const made = new Map<string, FieldType | undefined>();
  return {
    atomic: schema["x-kubernetes-map-type"] === "atomic",
    struct: Object.keys(properties).length > 0,
    others: otherFields(schema, preserve),
    declared(name) {
      const known = made.get(name);
      if (known !== undefined || made.has(name)) return known;
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      const type = property === undefined ? undefined : typeOf(property, preserve);
      // Names that the schema does not know come from objects: to remember them would be to grow without limit.
      if (type !== undefined) made.set(name, type);
      return type;
    },
  };
}

function embedded(schema: StructuralSchema): Record<string, StructuralSchema> {
  const properties = schema.properties ?? {};
  return schema["x-kubernetes-embedded-resource"] === true ? { ...properties, ...ROOT_FIELDS } : properties;
}

function otherFields(schema: StructuralSchema, preserve: boolean): FieldType | undefined {
  const { additionalProperties: others } = schema;
  if (others === undefined)
    return preserve || Object.keys(embedded(schema)).length === 0 ? DEDUCED : undefined;
  if (typeof others === "object") return typeOf(others, preserve);
  return others ? DEDUCED : undefined;
}

function listType(schema: StructuralSchema, preserve: boolean): ListType {
  const kind = schema["x-kubernetes-list-type"] ?? "atomic";
  const keyNames = kind === "map" ? (schema["x-kubernetes-list-map-keys"] ?? []) : [];
  return {
    atomic: kind === "atomic",
    keyNames,
    keys: keyNames.toSorted().map((name) => ({ name, otherwise: keyDefault(schema.items, name) })),
    item: schema.items === undefined ? UNTYPED : typeOf(schema.items, preserve),
  };
}

/** The default of a key, or the zero value where Go has no other way to say that it is missing. */
function keyDefault(item: StructuralSchema | undefined, name: string): Json | undefined {
  return item?.properties?.[name]?.default ?? item?.["x-go-zero"]?.[name];
}
