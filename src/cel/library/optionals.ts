/** Optional values. `or` and `orValue` are evaluated by need. @see https://pkg.go.dev/github.com/google/cel-go/cel#OptionalTypes */

import { EvaluationFailure, noSuchOverload } from "../error.ts";
import { JsonMap, listRule } from "../json-value.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import { Duration, isList, MapValue, Optional, Timestamp, Uint } from "../value.ts";
import type { Value } from "../value.ts";

/** The first moment that Go can name: `time.Time` counts as zero there, not at 1970. */
const ZERO_TIME = -62_135_596_800_000_000_000n;

const ZEROS: readonly Value[] = [null, false, 0n, 0, ""];

/** As in kro, lists and maps that follow a schema are never zero, even empty ones. */
function isZero(value: Value): boolean {
  if (typeof value !== "object" || value === null) return ZEROS.includes(value);
  if (isList(value)) return value.length === 0 && listRule(value) === undefined;
  if (value instanceof MapValue) return value.size === 0 && !(value instanceof JsonMap && value.isTyped);
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Duration) return value.nanos === 0n;
  return value instanceof Timestamp && value.nanos === ZERO_TIME;
}

/** The value of an optional. @throws {EvaluationFailure} where it has none */
export function unwrapped({ value }: Optional): Value {
  if (value === undefined) throw new EvaluationFailure("optional.none() dereference");
  return value;
}

function unwrap(list: readonly Value[]): Value[] {
  return list.flatMap((item) => {
    if (!(item instanceof Optional)) throw new EvaluationFailure("value is not optional");
    return item.value === undefined ? [] : [item.value];
  });
}

function optional(value: Value | undefined): Optional {
  return value === undefined ? Optional.none : new Optional(value);
}

/** `or` and `orValue`: the checker finds them here; evaluation does not call them. */
function evaluatedByNeed(): never {
  throw noSuchOverload();
}

export const OPTIONALS: Library = [
  define("optional.of(V): optional(V)", (value: Value) => new Optional(value)),
  define("optional.ofNonZeroValue(V): optional(V)", (value: Value) =>
    optional(isZero(value) ? undefined : value),
  ),
  define("optional.none(): optional(V)", () => Optional.none),
  define("optional(V).value(): V", unwrapped),
  define("optional(V).hasValue(): bool", ({ value }: Optional) => value !== undefined),
  define("optional(V).or(optional(V)): optional(V)", evaluatedByNeed),
  define("optional(V).orValue(V): V", evaluatedByNeed),
  define("list(V).last(): optional(V)", (list: readonly Value[]) => optional(list.at(-1))),
  define("list(V).first(): optional(V)", (list: readonly Value[]) => optional(list[0])),
  define("optional.unwrap(list(optional(V))): list(V)", unwrap),
  define("list(optional(V)).unwrapOpt(): list(V)", unwrap),
];
