/** References, intersections and unions of JSON Schema, resolved at one level. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { mergeAll } from "./intersection.ts";
import { resolveReference, SchemaProblem } from "./reference.ts";
import { typeOfValues, unionOf } from "./union.ts";

/** What has to be known to flatten a schema. */
export interface Flattening {
  /** The document that references are into. */
  root: JsonObject;
  /** References that the schema is inside of. */
  active: ReadonlySet<string>;
}

/** A schema without `$ref`, `allOf`, `anyOf` and `oneOf`, and the references that were followed to it. */
export interface Flat {
  schema: JsonObject;
  entered: string[];
}

/**
 * Inlines what a schema refers to, and says its unions another way.
 * @throws {SchemaProblem} for cycles, contradictions, and unions that stay ones
 */
export function flatten(context: Flattening, source: JsonObject): Flat {
  const { $ref, allOf, anyOf, oneOf, ...own } = source;
  const entered: string[] = [];
  const follow = (part: unknown): JsonObject => {
    const flat = flatten({ ...context, active: new Set([...context.active, ...entered]) }, objectOf(part));
    entered.push(...flat.entered);
    return flat.schema;
  };
  const parts: JsonObject[] = [];
  if (typeof $ref === "string") {
    if (context.active.has($ref)) throw cycle($ref);
    entered.push($ref);
    parts.push(follow(resolveReference(context.root, $ref)));
  }
  for (const part of listOf(allOf)) parts.push(follow(part));
  for (const branches of [anyOf, oneOf])
    if (branches !== undefined) parts.push(union(listOf(branches).map(follow)));
  const schema = mergeAll([...parts, own]);
  if (typeof schema === "string")
    throw new SchemaProblem(`the parts of the schema disagree on ${schema}. Say it in one of them.`);
  return { schema, entered };
}

function cycle(reference: string): SchemaProblem {
  return new SchemaProblem(
    `the schema contains itself, by ${reference}. A structural schema cannot: stop here with an object of any fields.`,
  );
}

function union(branches: readonly JsonObject[]): JsonObject {
  const one = unionOf(branches);
  if (one === undefined) {
    const types = branches.map(({ type, const: value, enum: values }) => {
      if (typeof type === "string") return type;
      return typeOfValues(value === undefined ? listOf(values) : [value]) ?? "any";
    });
    throw new SchemaProblem(
      `a structural schema has no union of ${types.join(" and ")}. Use one object with optional fields, or one type.`,
    );
  }
  return one.nullable ? { ...one.schema, nullable: true } : one.schema;
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** `true` is the schema of anything. */
function objectOf(part: unknown): JsonObject {
  if (isJsonObject(part)) return part;
  if (part === true) return {};
  throw new SchemaProblem("nothing fits a part of the schema. Leave it out.");
}
