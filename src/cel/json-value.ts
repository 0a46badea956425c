/** JSON as values: the schema says what a string or a number is (pkg/cel/unstructured of kro). Converted as far as it is looked at. */

import { isJsonObject } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";
import { EvaluationFailure } from "./error.ts";
import { escapeField, unescapeField } from "./field-name.ts";
import { embedded } from "./schema-type.ts";
import { parseDateTime, parseSchemaDuration } from "./time.ts";
import { MapValue } from "./value.ts";
import type { Value } from "./value.ts";

/** An object of JSON, and the schema that it follows, where one is known. */
export class JsonMap extends MapValue {
  readonly json: Readonly<Record<string, unknown>>;
  readonly #schema: StructuralSchema | undefined;

  constructor(json: Readonly<Record<string, unknown>>, schema?: StructuralSchema) {
    super();
    this.json = json;
    this.#schema = schema;
  }

  get size(): number {
    return Object.keys(this.json).length;
  }

  get(key: Value): Value | undefined {
    if (typeof key !== "string") return undefined;
    const properties = this.#properties;
    const name = properties === undefined ? key : unescapeField(key);
    if (name === undefined || !Object.hasOwn(this.json, name)) return undefined;
    const value = this.json[name];
    // The null of an object's field is a field that is not there.
    if (value === undefined || (value === null && properties !== undefined)) return undefined;
    const values = this.#schema?.additionalProperties;
    const schema =
      properties === undefined ? (typeof values === "object" ? values : undefined) : properties[name];
    return fromJson(value, schema);
  }

  keys(): Value[] {
    const names = Object.keys(this.json).filter((name) => this.json[name] !== undefined);
    return this.#properties === undefined ? names : names.map((name) => escapeField(name) ?? name);
  }

  /** Whether a schema says what it holds. */
  get isTyped(): boolean {
    return this.#schema?.properties !== undefined || typeof this.#schema?.additionalProperties === "object";
  }

  get #properties(): Record<string, StructuralSchema> | undefined {
    return this.#schema?.properties;
  }
}

/** How a list that follows a schema is compared and added: sets and lists of keyed objects differ from other lists. */
export interface ListRule {
  type: "atomic" | "set" | "map";
  keys: readonly string[];
}

const rules = new WeakMap<readonly Value[], ListRule>();

/** The rule of a list, `undefined` for one that an expression made or that follows no schema. */
export function listRule(list: readonly Value[]): ListRule | undefined {
  return rules.get(list);
}

/** Gives a list the rule of another. */
export function keepRule(list: readonly Value[], rule: ListRule): readonly Value[] {
  rules.set(list, rule);
  return list;
}

/**
 * Converts JSON to a value.
 * @param schema what it follows; without one, a number is an int where it is whole
 * @throws {EvaluationFailure} where it does not follow the schema
 */
export function fromJson(json: unknown, schema?: StructuralSchema): Value {
  if (schema === undefined) return untyped(json);
  if (json === null || json === undefined) {
    if (schema.nullable === true || schema.type === undefined) return null;
    throw new EvaluationFailure("invalid data, got null for schema with nullable=false");
  }
  if (schema.type === undefined) return untyped(json);
  if (schema.type === "object") return typedObject(json, schema);
  if (schema.type === "array") return typedList(json, schema);
  return schema.type === "string" ? typedString(json, schema.format ?? "") : typedScalar(json, schema.type);
}

function untyped(json: unknown): Value {
  if (typeof json === "number") return Number.isInteger(json) ? BigInt(json) : json;
  if (typeof json === "boolean" || typeof json === "string" || typeof json === "bigint") return json;
  if (json === null || json === undefined) return null;
  return Array.isArray(json) ? json.map(untyped) : new JsonMap(json as Record<string, unknown>);
}

function invalid(expected: string): EvaluationFailure {
  return new EvaluationFailure(`invalid data, expected ${expected}`);
}

function typedObject(json: unknown, schema: StructuralSchema): Value {
  if (!isJsonObject(json)) throw invalid("a map for the provided schema with type=object");
  return new JsonMap(json, embedded(schema));
}

function typedList(json: unknown, schema: StructuralSchema): Value {
  if (!Array.isArray(json)) throw invalid("an array for the provided schema with type=array");
  const list = json.map((item) => fromJson(item, schema.items));
  const type = schema["x-kubernetes-list-type"] ?? "atomic";
  return keepRule(list, { type, keys: schema["x-kubernetes-list-map-keys"] ?? [] });
}

const STRINGS: Record<string, (text: string) => Value> = {
  duration: parseSchemaDuration,
  date: (text) => parseDateTime(`${text}T00:00:00Z`),
  "date-time": parseDateTime,
  byte: (text) => Buffer.from(text, "base64"),
};

function typedString(json: unknown, format: string): Value {
  if (typeof json !== "string") throw invalid("string");
  return STRINGS[format]?.(json) ?? json;
}

function typedScalar(json: unknown, type: "number" | "integer" | "boolean"): Value {
  if (type === "boolean") {
    if (typeof json === "boolean") return json;
    throw invalid("bool");
  }
  if (typeof json !== "number" && typeof json !== "bigint")
    throw invalid(type === "number" ? "float" : "int");
  if (type === "number") return Number(json);
  if (typeof json === "number" && !Number.isInteger(json)) throw invalid("int, got non-integer float");
  return BigInt(json);
}
