/** Rules in CEL that a schema holds (`x-kubernetes-validations`). Pure. */

import { compileRule, type Rule } from "../cel/rule.ts";
import { typeOfSchema } from "../cel/schema-type.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";
import type { Problem } from "./error.ts";
import { joinPath } from "./path.ts";
import { fieldSchema } from "./schema-at.ts";

interface CompiledRule {
  source: string;
  message: string;
  /** Or why it is none. */
  rule: Rule | { error: string; summary: string };
}

// Rules belong to a schema, and one schema judges every instance: compiled once.
const compiled = new WeakMap<StructuralSchema, readonly CompiledRule[]>();

/** A value of a schema, and the one that it takes the place of. */
export interface Change {
  value: Json;
  /** With defaults. Absent for a new value: rules about changes have nothing to say of it. */
  before?: Json | undefined;
}

/**
 * Judges a value of the right types by the rules of its schema and of all within.
 * @param path of the value, for example `spec`
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function ruleProblems({ value, before }: Change, schema: StructuralSchema, path: string): Problem[] {
  if (value === null) return [];
  const problems = rulesOf(schema).flatMap((rule) => verdict(rule, { value, before }, path));
  const { items } = schema;
  if (Array.isArray(value) && items !== undefined) {
    // Items of a list cannot be told from one version to the next.
    const each = value.map((item, index) => ruleProblems({ value: item }, items, `${path}[${index}]`));
    problems.push(...each.flat());
  }
  if (!isJsonObject(value)) return problems;
  const old = isJsonObject(before) ? before : {};
  for (const [name, inner] of Object.entries(value)) {
    const known = fieldSchema(schema, name);
    const change = { value: inner ?? null, before: Object.hasOwn(old, name) ? old[name] : undefined };
    if (known !== undefined) problems.push(...ruleProblems(change, known, joinPath(path, [name])));
  }
  return problems;
}

function verdict(
  { source, message, rule }: CompiledRule,
  { value, before }: Change,
  path: string,
): Problem[] {
  const previous = before ?? undefined;
  if ("error" in rule || (rule.usesOldSelf && previous === undefined)) return [];
  const result = rule.evaluate({ self: value, oldSelf: previous });
  if ("failure" in result) return [{ path, message: `rule "${source}": ${result.failure}` }];
  return result.value === true ? [] : [{ path, message }];
}

/**
 * The parts of a value that rules about changes will want to see again.
 * @returns `undefined` when there are none
 */
export function partsInChanges(value: Json, schema: StructuralSchema): Json | undefined {
  if (rulesOf(schema).some(({ rule }) => "usesOldSelf" in rule && rule.usesOldSelf)) return value;
  if (!isJsonObject(value)) return undefined;
  const parts: JsonObject = {};
  for (const [name, inner] of Object.entries(value)) {
    const known = fieldSchema(schema, name);
    const part = known === undefined || inner === undefined ? undefined : partsInChanges(inner, known);
    if (part !== undefined) parts[name] = part;
  }
  return Object.keys(parts).length === 0 ? undefined : parts;
}

function rulesOf(schema: StructuralSchema): readonly CompiledRule[] {
  const rules = schema["x-kubernetes-validations"];
  if (rules === undefined) return [];
  let known = compiled.get(schema);
  if (known === undefined) {
    known = rules.map(({ rule, message }) => ({
      source: rule,
      message: message ?? `failed rule: ${rule}`,
      rule: compileRule(rule, typeOfSchema(schema, "self")),
    }));
    compiled.set(schema, known);
  }
  return known;
}

/**
 * Finds rules that do not compile: the API server would refuse the definition.
 * @param path of the schema, for example `spec.schema.spec`
 */
export function schemaRuleProblems(schema: StructuralSchema, path: string): Problem[] {
  const problems: Problem[] = rulesOf(schema).flatMap(({ source, rule }) =>
    "error" in rule ? [{ path, message: `invalid validation rule "${source}": ${rule.summary}` }] : [],
  );
  const { items, properties = {}, additionalProperties } = schema;
  for (const [name, inner] of Object.entries(properties))
    problems.push(...schemaRuleProblems(inner, joinPath(path, [name])));
  if (items !== undefined) problems.push(...schemaRuleProblems(items, `${path}[]`));
  if (typeof additionalProperties === "object")
    problems.push(...schemaRuleProblems(additionalProperties, `${path}[*]`));
  return problems;
}
