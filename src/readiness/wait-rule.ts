/** What a user may wait for instead of the rule of the kind: plain data, so that it can be kept. Pure. */

import type { LiveObject } from "../model/object.ts";
import { type Condition, conditionsOf, decidedBy, explain, isCurrent, outdated } from "./conditions.ts";
import type { Step } from "./jsonpath.ts";
import { valuesAt } from "./jsonpath-values.ts";
import type { RuleName } from "./named-rules.ts";
import { progressing, READY, type Readiness } from "./verdict.ts";

/** A condition that must be `True`, or of the given status. Type and status may be written in any case, as for `kubectl wait`. */
export interface ConditionRule {
  condition: string;
  /** @default "True" */
  status?: "True" | "False" | "Unknown";
}

/** A JSONPath that must have a value, or a given one. */
export interface PathRule {
  jsonpath: string;
  value?: string;
}

/** A CEL expression over `self`, the live object, that must be true. */
export interface CelRule {
  cel: string;
}

/** A rule by its name: see named-rules.ts. */
export interface NameRule {
  rule: RuleName;
}

/** What an object can be checked for. */
export type CheckRule = ConditionRule | PathRule | CelRule | NameRule;

/** What can be waited for: `"ready"` is the rule of the kind. */
export type WaitRule = "ready" | CheckRule;

/** What is waited for: rules that must all hold, or with `"applied"` and `false` no more than that the server accepted the object. */
export type WaitChoice = WaitRule | readonly WaitRule[] | "applied" | false;

/** What ends a wait as a failure: any of the rules. */
export type FailChoice = CheckRule | readonly CheckRule[];

/** What is waited for when `"ready"` means another rule than that of the kind. */
export function withReady(wait: WaitChoice, ready: WaitRule): WaitChoice {
  if (wait === false || wait === "applied" || ready === "ready") return wait;
  const meant = [wait].flat().map((rule) => (rule === "ready" ? ready : rule));
  return Array.isArray(wait) ? meant : (meant[0] ?? ready);
}

/** Judges an object by a condition that a user chose. */
export function judgeByCondition(
  { condition: type, status = "True" }: ConditionRule,
  object: LiveObject,
): Readiness {
  const condition = conditionNamed(object, type);
  if (condition === undefined) return progressing(`it has no condition ${type} yet`);
  if (!isCurrent(object, condition)) return progressing(outdated(object, condition), decidedBy(condition));
  if (condition.status.toLowerCase() === status.toLowerCase()) return READY;
  const otherwise = `its condition ${condition.type} is ${condition.status}, not ${status}`;
  return progressing(explain(condition, otherwise), decidedBy(condition));
}

/** Its condition of that type: spelled so, else in another case. */
export function conditionNamed(object: LiveObject, type: string): Condition | undefined {
  const all = conditionsOf(object);
  return (
    all.find((one) => one.type === type) ?? all.find((one) => one.type.toLowerCase() === type.toLowerCase())
  );
}

/** Judges an object by a path that a user chose; of several values one must be the right one. */
export function judgeByPath(
  { jsonpath, value: wanted }: PathRule,
  path: readonly Step[],
  object: LiveObject,
): Readiness {
  const values = valuesAt(object, path);
  const satisfied =
    wanted === undefined
      ? values.length > 0
      : values.some((value) => textOf(value)?.trim() === wanted.trim());
  return satisfied
    ? READY
    : progressing(`${jsonpath} is ${values.length === 0 ? "absent" : values.map(shown).join(", ")}`);
}

function shown(value: unknown): string {
  return textOf(value) ?? JSON.stringify(value);
}

/** A text, number or truth value as people write it. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}
