/** Reading `status.conditions`. Pure. */

import { valueAt } from "../model/json.ts";

/** @see https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties */
export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  observedGeneration?: number;
}

/** All conditions of an object, in its own order. */
export function conditionsOf(object: unknown): Condition[] {
  const found = valueAt(object, ["status", "conditions"]);
  return Array.isArray(found) ? found.filter(isCondition) : [];
}

function isCondition(value: unknown): value is Condition {
  return typeof valueAt(value, ["type"]) === "string" && typeof valueAt(value, ["status"]) === "string";
}

/** One condition by its type. */
export function conditionOf(object: unknown, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

/** A condition in words: `reason: message`, as far as it has them. */
export function explain(condition: Condition | undefined, otherwise: string): string {
  const words = [condition?.reason, condition?.message].filter((part) => part !== undefined && part !== "");
  return words.length === 0 ? otherwise : words.join(": ");
}

/** What a verdict says of the condition that decided it. */
export function decidedBy(condition: Condition): { condition: Condition; cause?: string } {
  const { reason } = condition;
  return { condition, ...(reason !== undefined && reason !== "" && { cause: reason }) };
}
