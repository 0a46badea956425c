/** Reading values by a JSONPath. What is missing gives no value, never an error: it may come to be. Pure. */

import { isJsonObject } from "../model/json.ts";
import type { Operand, Operator, Step } from "./jsonpath.ts";

/** The values that a path leads to; none where it ends early. `null` is no value. */
export function valuesAt(root: unknown, path: readonly Step[]): unknown[] {
  let values: unknown[] = [root];
  for (const step of path) values = values.flatMap((value) => follow(value, step));
  return values.filter(isValue);
}

function isValue(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function follow(value: unknown, step: Step): unknown[] {
  switch (step.by) {
    case "field":
      return isJsonObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
    case "every":
      return childrenOf(value);
    case "below":
      return withDescendants(value);
    case "slice":
      return Array.isArray(value) ? sliceOf(value, step) : [];
    case "union":
      return step.of.flatMap((path) => valuesAt(value, path));
    case "filter":
      return Array.isArray(value) ? value.filter((element) => passes(element, step)) : [];
  }
}

function childrenOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

/** The value and all below it that have values of their own. */
function withDescendants(value: unknown): unknown[] {
  const children = childrenOf(value);
  return children.length === 0 ? [] : [value, ...children.flatMap(withDescendants)];
}

function sliceOf(list: unknown[], { from = 0, to, step }: Extract<Step, { by: "slice" }>): unknown[] {
  return list.slice(from, to).filter((_value, index) => index % step === 0);
}

function passes(element: unknown, { left, operator, right }: Extract<Step, { by: "filter" }>): boolean {
  const [found] = valuesAt(element, left);
  if (found === undefined || operator === "exists") return found !== undefined;
  return compares(found, operator, operandOf(element, right));
}

function operandOf(element: unknown, operand: Operand): unknown {
  return "value" in operand ? operand.value : valuesAt(element, operand.path)[0];
}

// Texts stand for numbers here, which compare in the same way.
const COMPARISONS: Readonly<Record<Exclude<Operator, "exists">, (a: string, b: string) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function compares(left: unknown, operator: Exclude<Operator, "exists">, right: unknown): boolean {
  return typeof left === typeof right && COMPARISONS[operator](left as string, right as string);
}
