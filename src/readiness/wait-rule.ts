/** What a user may wait for instead of the rule of the kind: plain data, so that it can be kept. Pure. */

import type { LiveObject } from "../model/object.ts";
import { conditionOf, explain } from "./conditions.ts";
import { judgeInstance } from "./kro.ts";
import { judge, judgePreconditions } from "./readiness.ts";
import { progressing, READY, type Readiness, type Surroundings } from "./verdict.ts";

/**
 * `"ready"`: the rule of the kind. A condition by type (and status, default `"True"`). A JSONPath in kubectl's simple form
 * (`{.status.phase}` or `.status.phase`) that must have a value, or a given one. A rule by name, for kinds that are not known
 * before a program makes them.
 */
export type WaitRule =
  | "ready"
  | { condition: string; status?: "True" | "False" }
  | { jsonpath: string; value?: string }
  | CelRule
  | { rule: keyof typeof named };

/** A CEL expression over `self`, the live object: see cel-rule.ts. */
export interface CelRule {
  cel: string;
}

/** Rules for kinds that no table can list: every graph of kro makes its own. */
const named = { "kro-instance": judgeInstance } satisfies Record<string, (object: LiveObject) => Readiness>;

/** Judges an object by a rule that a user chose. */
export function judgeBy(
  rule: Exclude<WaitRule, CelRule>,
  object: LiveObject,
  around: Surroundings = {},
): Readiness {
  if (rule === "ready") return judge(object, around);
  return judgePreconditions(object) ?? byRule(rule, object);
}

function byRule(rule: Exclude<WaitRule, "ready" | CelRule>, object: LiveObject): Readiness {
  if ("rule" in rule) return named[rule.rule](object);
  return "condition" in rule ? byCondition(rule, object) : byPath(rule, object);
}

function byCondition(rule: { condition: string; status?: string }, object: LiveObject): Readiness {
  const condition = conditionOf(object, rule.condition);
  const status = rule.status ?? "True";
  if (condition?.status === status) return READY;
  return progressing(
    explain(condition, `its condition ${rule.condition} is ${condition?.status ?? "absent"}, not ${status}`),
  );
}

function byPath(rule: { jsonpath: string; value?: string }, object: LiveObject): Readiness {
  const values = readPath(object, rule.jsonpath);
  const wanted = rule.value;
  const satisfied =
    wanted === undefined ? values.length > 0 : values.some((value) => String(value) === wanted);
  return satisfied
    ? READY
    : progressing(`${rule.jsonpath} is ${values.length === 0 ? "absent" : values.map(String).join(", ")}`);
}

/**
 * Reads a JSONPath of field names, indexes and `[*]`.
 * @returns the values found, none when the path ends early
 */
function readPath(object: unknown, jsonpath: string): unknown[] {
  const inner = jsonpath.replace(/^\{(.*)\}$/, "$1");
  const steps = [...inner.matchAll(/\.?((?:\\.|[^.[\]\\])+)|\[(\*|\d+)\]|\['([^']*)'\]/g)];
  let values: unknown[] = [object];
  for (const [, name, index, quoted] of steps) {
    const key = quoted ?? index ?? name?.replaceAll("\\", "") ?? "";
    values = values
      .flatMap((value) => children(value, key))
      .filter((value) => value !== undefined && value !== null);
  }
  return values;
}

function children(value: unknown, key: string): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (key === "*") return Object.values(value);
  return [(value as Record<string, unknown>)[key]];
}
