/** Reading `status.conditions`. Pure. */

import { valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";

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
  return conditionsIn(valueAt(object, ["status"]));
}

/** The conditions of a part of a status: of a listener, of a route's parent. */
export function conditionsIn(part: unknown): Condition[] {
  const found = valueAt(part, ["conditions"]);
  return Array.isArray(found) ? found.filter(isCondition) : [];
}

function isCondition(value: unknown): value is Condition {
  return typeof valueAt(value, ["type"]) === "string" && typeof valueAt(value, ["status"]) === "string";
}

/** One condition by its type. */
export function conditionOf(object: unknown, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

/** Whether a condition is about the object as it is now. Many controllers do not say which generation they mean: that counts as now. */
export function isCurrent({ metadata: { generation = 0 } }: LiveObject, condition: Condition): boolean {
  return (condition.observedGeneration ?? generation) >= generation;
}

/** The conditions that are about the object as it is now. */
export function currentConditionsOf(object: LiveObject): Condition[] {
  return conditionsOf(object).filter((condition) => isCurrent(object, condition));
}

/** A condition in words: `reason: message`, as far as it has them. */
export function explain(condition: Condition | undefined, otherwise: string): string {
  const words = [condition?.reason, condition?.message].filter((part) => part !== undefined && part !== "");
  return words.length === 0 ? otherwise : words.join(": ");
}

/** Why a condition of an older generation does not count. */
export function outdated({ metadata }: LiveObject, { type, observedGeneration }: Condition): string {
  return `its condition ${type} is about generation ${observedGeneration} of ${metadata.generation}`;
}

/** What a verdict says of the condition that decided it. */
export function decidedBy(condition: Condition): { condition: Condition; cause?: string } {
  const { reason } = condition;
  return { condition, ...(reason !== undefined && reason !== "" && { cause: reason }) };
}
