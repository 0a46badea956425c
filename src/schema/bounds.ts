/** Bounds of numbers, lengths and sizes: JSON Schema's as a CustomResourceDefinition has them. Pure. */

import type { JsonObject } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";

const SIZES = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"] as const;

const BOUNDS = [
  { keyword: "minimum", exclusiveKeyword: "exclusiveMinimum", inwards: 1 },
  { keyword: "maximum", exclusiveKeyword: "exclusiveMaximum", inwards: -1 },
] as const;

/** Sets the bounds of a schema whose type is known. */
export function applyBounds(out: StructuralSchema, schema: JsonObject): void {
  for (const keyword of SIZES) {
    const value = schema[keyword];
    if (typeof value === "number") out[keyword] = value;
  }
  if (typeof schema["multipleOf"] === "number" && !(out.type === "integer" && schema["multipleOf"] === 1))
    out.multipleOf = schema["multipleOf"];
  for (const bound of BOUNDS) applyBound(out, schema, bound);
}

/** JSON Schema writes an exclusive bound as a number, OpenAPI 3.0 as `true` beside the bound. Integers need neither. */
function applyBound(out: StructuralSchema, schema: JsonObject, bound: (typeof BOUNDS)[number]): void {
  const { keyword, exclusiveKeyword, inwards } = bound;
  const inclusive = numberOf(schema[keyword]);
  const exclusive = schema[exclusiveKeyword] === true ? inclusive : numberOf(schema[exclusiveKeyword]);
  const stricter =
    exclusive !== undefined && (inclusive === undefined || (exclusive - inclusive) * inwards >= 0);
  if (!stricter) {
    if (inclusive !== undefined && !saysNothing(out, inclusive, inwards)) out[keyword] = inclusive;
  } else if (out.type === "integer") {
    out[keyword] = inwards === 1 ? Math.floor(exclusive) + 1 : Math.ceil(exclusive) - 1;
  } else {
    out[keyword] = exclusive;
    out[exclusiveKeyword] = true;
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** zod gives every integer the bounds of what JavaScript can count. */
function saysNothing({ type }: StructuralSchema, value: number, inwards: 1 | -1): boolean {
  return type === "integer" && value * inwards <= -Number.MAX_SAFE_INTEGER;
}
