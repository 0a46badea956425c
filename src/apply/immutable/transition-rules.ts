/**
 * Transition rules of a custom kind: the CEL rules of its schema that compare a value with the one before (`self == oldSelf`).
 *
 * They are found in the schema, since the message of a refusal is whatever the author of the definition wrote. A value that breaks
 * one can only be had by a new object; whether that would be valid is for the proof to tell. Two facts that no rule shows: where the
 * schema itself is broken the server does not evaluate rules at all, and a field that is removed has no rule. Pure.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#transition-rules
 */

import { parse } from "../../cel/parse.ts";
import { findReferences } from "../../cel/references.ts";
import { isJsonObject, type JsonObject } from "../../model/json.ts";
import type { TransitionRule } from "./transition-rule.ts";

const VARIABLES = new Set(["self", "oldSelf"]);

/**
 * Finds the transition rules of a schema.
 * @param schema OpenAPI v3, of the whole object
 */
export function transitionRules(schema: JsonObject, path: readonly string[] = []): TransitionRule[] {
  const { items, additionalProperties, properties, "x-kubernetes-validations": validations } = schema;
  const own = (Array.isArray(validations) ? validations : []).flatMap((validation): TransitionRule[] => {
    const rule = isJsonObject(validation) ? validation["rule"] : undefined;
    if (!isJsonObject(validation) || typeof rule !== "string" || !usesOldSelf(rule)) return [];
    return [{ path: [...path, ...fieldNames(validation["fieldPath"])], rule }];
  });
  const below = [items, additionalProperties]
    .filter(isJsonObject)
    .flatMap((each) => transitionRules(each, [...path, "*"]));
  const named = Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([name, property]) =>
    isJsonObject(property) ? transitionRules(property, [...path, name]) : [],
  );
  return [...own, ...below, ...named];
}

function usesOldSelf(rule: string): boolean {
  try {
    const tree = parse(rule, () => false);
    return findReferences(tree, VARIABLES, () => []).references.some(({ root }) => root === "oldSelf");
  } catch {
    // Syntax that our parser does not know: a word of this name is hardly anything else.
    return /\boldSelf\b/.test(rule);
  }
}

// A rule may point below itself: `.kind`, `['a-b']`.
function fieldNames(path: unknown): string[] {
  if (typeof path !== "string") return [];
  return [...path.matchAll(/\.([^.[\]]+)|\[['"]([^'"]+)['"]\]/g)].map(
    ([, name, quoted]) => name ?? quoted ?? "",
  );
}
