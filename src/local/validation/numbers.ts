/** Keywords of numbers, with what the API server makes of limits that are no whole numbers. */

import { invalid } from "./field-errors.ts";
import { goNumber } from "./go-text.ts";
import { fieldOf, general, problem } from "./problem.ts";
import type { Problem } from "./problem.ts";
import type { Schema } from "./schema.ts";

type NumberCheck = (value: number, at: string, problems: Problem[]) => number;

const INT_32 = 2 ** 31;
const INT_64 = 2 ** 63;
const FLOAT_32 = 3.4028234663852886e38;

/** What a number must fit into: by type, and by a format that suits it. */
function rangeOf(type: string | undefined, format: string | undefined) {
  if (type === "integer") {
    const limit = format === "int32" ? INT_32 : INT_64;
    return (value: number) => Number.isInteger(value) && value >= -limit && value < limit;
  }
  if (type === "number" && format === "float") return (value: number) => Math.abs(value) <= FLOAT_32;
  return () => true;
}

/**
 * The check of numbers.
 * @param type the only type that the schema has, `undefined` where it has several
 */
export function numberCheck(
  schema: Schema,
  type: string | undefined,
  format: string | undefined,
): NumberCheck {
  const fits = rangeOf(type, format);
  const name = format === undefined ? `${type} (default format)` : `${type} with format ${format}`;
  const outside = (what: string, at: string) => general(`${what} value must be of type ${name} in ${at}`);
  const limits = limitsOf(schema);
  return (value, at, problems) => {
    if (!fits(value)) problems.push(outside("Checked", at));
    for (const { what, limit, check } of limits) {
      const suits = fits(limit);
      if (!suits) problems.push(outside(what, at));
      // A whole number is compared with a whole limit, whatever the limit is.
      const whole = suits && Number.isInteger(value);
      const text = check(value, whole ? Math.trunc(limit) : limit, at);
      if (text === undefined) continue;
      const shown = text.startsWith("factor") ? Math.trunc(limit) : value;
      problems.push(problem(text, invalid(fieldOf(at), shown, text)));
    }
    return 2;
  };
}

interface Limit {
  /** As the message calls it that says that the limit itself is out of range. */
  what: string;
  limit: number;
  check: (value: number, limit: number, at: string) => string | undefined;
}

function limitsOf(schema: Schema): Limit[] {
  const { multipleOf, minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false } = schema;
  const limits: Limit[] = [];
  if (multipleOf !== undefined) limits.push({ what: "MultipleOf", limit: multipleOf, check: notMultiple });
  if (minimum !== undefined) {
    const words = exclusiveMinimum ? "greater than" : "greater than or equal to";
    const check = comparison((value, limit) => (exclusiveMinimum ? value <= limit : value < limit), words);
    limits.push({ what: "Minimum boundary", limit: minimum, check });
  }
  if (maximum !== undefined) {
    const words = exclusiveMaximum ? "less than" : "less than or equal to";
    const check = comparison((value, limit) => (exclusiveMaximum ? value >= limit : value > limit), words);
    limits.push({ what: "Maximum boundary", limit: maximum, check });
  }
  return limits;
}

function comparison(isOut: (value: number, limit: number) => boolean, words: string): Limit["check"] {
  return (value, limit, at) =>
    isOut(value, limit) ? `${at} in body should be ${words} ${goNumber(limit)}` : undefined;
}

function notMultiple(value: number, factor: number, at: string): string | undefined {
  if (factor <= 0) return `factor MultipleOf declared for ${at} must be positive: ${goNumber(factor)}`;
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  if (isWhole(times)) return undefined;
  return `${at} in body should be a multiple of ${goNumber(factor)}`;
}

/** Whole but for what floats lose upwards: what they lose downwards counts, as on the API server. */
function isWhole(value: number): boolean {
  const whole = Math.trunc(value);
  return value === whole || Math.abs(value - whole) / (Math.abs(value) + Math.abs(whole)) < 1e-9;
}
