/** Quantities. @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library */

import { BINARY_SUFFIXES, DECIMAL_SUFFIXES, QUANTITY } from "../../model/quantity.ts";
import { EvaluationFailure } from "../error.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import { MAX_INT, MIN_INT, Opaque } from "../value.ts";

/**
 * `unscaled × 10^scale`, as `resource.Quantity` of Go keeps it: only one that fits an int64 by the precision of its text (`small`) is
 * an integer for `isInteger`.
 */
class Quantity extends Opaque {
  readonly typeName = "kubernetes.Quantity";
  readonly unscaled: bigint;
  readonly scale: number;
  readonly small: boolean;

  constructor(unscaled: bigint, scale: number, small: boolean) {
    super();
    this.unscaled = unscaled;
    this.scale = scale;
    this.small = small;
  }

  equals(other: Opaque): boolean {
    return other instanceof Quantity && compareQuantities(this, other) === 0;
  }
}

const NANO = -9;

/** Parses a quantity. @returns `undefined` where it is none */
function parsed(text: string): Quantity | undefined {
  const [, sign, digits, fraction = "", suffix = "", exponent] = QUANTITY.exec(text) ?? [];
  if (digits === undefined || !/\d/.test(text)) return undefined;
  const whole = digits === "" ? "0" : digits;
  const negative = sign === "-" ? -1n : 1n;
  const bits = BINARY_SUFFIXES[suffix];
  const shift =
    bits === undefined ? (exponent === undefined ? (DECIMAL_SUFFIXES[suffix] ?? 0) : Number(exponent)) : 0;
  const scale = shift - fraction.length;
  const unscaled = BigInt(whole + fraction) << BigInt(bits ?? 0);
  const precision =
    bits === undefined
      ? 18 - whole.length - fraction.length
      : fraction === ""
        ? 14 - whole.length - Math.trunc((bits * 3) / 10)
        : -1;
  if (precision >= 0 && scale >= NANO) return new Quantity(negative * unscaled, scale, true);
  const rounded = roundedUp(unscaled, scale);
  const isCapped = bits !== undefined && compareQuantities(rounded, MAXIMUM) > 0;
  const { unscaled: size, scale: finer } = isCapped ? MAXIMUM : rounded;
  return new Quantity(negative * size, finer, false);
}

const MAXIMUM = new Quantity(MAX_INT, 0, false);

/** Nothing is finer than nano: less is rounded up, so that what is asked for is not nothing. */
function roundedUp(unscaled: bigint, scale: number): Quantity {
  if (scale >= NANO) return new Quantity(unscaled, scale, false);
  const divisor = 10n ** BigInt(NANO - scale);
  return new Quantity((unscaled + divisor - 1n) / divisor, NANO, false);
}

function quantity(text: string): Quantity {
  const result = parsed(text);
  if (result !== undefined) return result;
  throw new EvaluationFailure(
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  );
}

function unscaledAt({ unscaled, scale }: Quantity, at: number): bigint {
  return unscaled * 10n ** BigInt(scale - at);
}

function compareQuantities(a: Quantity, b: Quantity): number {
  const scale = Math.min(a.scale, b.scale);
  const [sizeA, sizeB] = [unscaledAt(a, scale), unscaledAt(b, scale)];
  return sizeA < sizeB ? -1 : sizeA > sizeB ? 1 : 0;
}

function sum(a: Quantity, b: Quantity): Quantity {
  if (a.small && b.small) {
    if (b.unscaled === 0n) return a;
    if (a.unscaled === 0n) return b;
  }
  const scale = Math.min(a.scale, b.scale);
  const unscaled = unscaledAt(a, scale) + unscaledAt(b, scale);
  return new Quantity(unscaled, scale, a.small && b.small && unscaled <= MAX_INT && unscaled >= MIN_INT);
}

function negated({ unscaled, scale, small }: Quantity): Quantity {
  return new Quantity(-unscaled, scale, small);
}

function integerOf({ unscaled, scale, small }: Quantity): bigint | undefined {
  if (!small || scale < 0) return undefined;
  const value = unscaled * 10n ** BigInt(scale);
  return value <= MAX_INT && value >= MIN_INT ? value : undefined;
}

function asInteger(value: Quantity): bigint {
  const result = integerOf(value);
  if (result === undefined) throw new EvaluationFailure("cannot convert value to integer");
  return result;
}

function ofInt(value: bigint): Quantity {
  return new Quantity(value, 0, true);
}

export const QUANTITIES: Library = [
  define("quantity(string): Quantity", quantity),
  define("isQuantity(string): bool", (text: string) => parsed(text) !== undefined),
  define("sign(Quantity): int", ({ unscaled }: Quantity) => (unscaled > 0n ? 1n : unscaled < 0n ? -1n : 0n)),
  define("Quantity.isGreaterThan(Quantity): bool", (a: Quantity, b: Quantity) => compareQuantities(a, b) > 0),
  define("Quantity.isLessThan(Quantity): bool", (a: Quantity, b: Quantity) => compareQuantities(a, b) < 0),
  define("Quantity.compareTo(Quantity): int", (a: Quantity, b: Quantity) => BigInt(compareQuantities(a, b))),
  define("Quantity.asApproximateFloat(): double", ({ unscaled, scale }: Quantity) =>
    scale === 0 ? Number(unscaled) : Number(unscaled) * 10 ** scale,
  ),
  define("Quantity.asInteger(): int", asInteger),
  define("Quantity.isInteger(): bool", (value: Quantity) => integerOf(value) !== undefined),
  define("Quantity.add(Quantity): Quantity", sum),
  define("Quantity.add(int): Quantity", (a: Quantity, b: bigint) => sum(a, ofInt(b))),
  define("Quantity.sub(Quantity): Quantity", (a: Quantity, b: Quantity) => sum(a, negated(b))),
  define("Quantity.sub(int): Quantity", (a: Quantity, b: bigint) => sum(a, ofInt(-b))),
];
