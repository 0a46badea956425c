/** Rules in CEL that a schema holds (`x-kubernetes-validations`). Pure. */

import { compile } from "../cel/compile.ts";
import { CelError } from "../cel/error.ts";
import { typeOfSchema } from "../cel/schema-type.ts";
import type { Expression } from "../cel/expression.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";
import type { Problem } from "./error.ts";
import { joinPath } from "./path.ts";

interface Rule {
  message: string;
  /** `undefined` for a rule about a change, which has nothing to say of a new object. */
  expression: Expression | undefined;
}

// Rules belong to a schema, and one schema judges every instance: compiled once.
const compiled = new WeakMap<StructuralSchema, readonly Rule[]>();

/**
 * Judges a value of the right types by the rules of its schema and of all within.
 * @param path of the value, for example `spec`
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function ruleProblems(value: Json, schema: StructuralSchema, path: string): Problem[] {
  if (value === null) return [];
  const problems = rulesOf(schema).flatMap((rule) => verdict(rule, value, path));
  const { items, properties = {}, additionalProperties } = schema;
  if (Array.isArray(value) && items !== undefined) {
    problems.push(...value.flatMap((item, index) => ruleProblems(item, items, `${path}[${index}]`)));
  }
  if (!isJsonObject(value)) return problems;
  for (const [name, inner] of Object.entries(value)) {
    const known =
      properties[name] ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
    if (known !== undefined && inner !== undefined)
      problems.push(...ruleProblems(inner, known, joinPath(path, [name])));
  }
  return problems;
}

function verdict({ expression, message }: Rule, self: Json, path: string): Problem[] {
  if (expression === undefined) return [];
  try {
    const result = expression.evaluate({ self });
    if (result.state === "value" && result.value === true) return [];
    return [
      { path, message: result.state === "value" ? message : `rule "${expression.source}": ${result.reason}` },
    ];
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return [{ path, message: error.summary }];
  }
}

function rulesOf(schema: StructuralSchema): readonly Rule[] {
  const rules = schema["x-kubernetes-validations"];
  if (rules === undefined) return [];
  let known = compiled.get(schema);
  if (known === undefined) {
    known = rules.map(({ rule, message }) => ({
      message: message ?? `failed rule: ${rule}`,
      expression: /\boldSelf\b/.test(rule) ? undefined : compile(rule, { self: typeOfSchema(schema) }),
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
  const problems: Problem[] = [];
  try {
    rulesOf(schema);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    problems.push({ path, message: `invalid validation rule: ${error.summary}` });
  }
  const { items, properties = {}, additionalProperties } = schema;
  for (const [name, inner] of Object.entries(properties))
    problems.push(...schemaRuleProblems(inner, joinPath(path, [name])));
  if (items !== undefined) problems.push(...schemaRuleProblems(items, `${path}[]`));
  if (typeof additionalProperties === "object")
    problems.push(...schemaRuleProblems(additionalProperties, `${path}[*]`));
  return problems;
}
