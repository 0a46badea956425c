/** Quantities of resources: read, compared, written as the API server writes them. Pure. */

import { BINARY_SUFFIXES, DECIMAL_SUFFIXES, QUANTITY } from "../../model/quantity.ts";

/**
 * A quantity, exact to the billionth, which is as fine as Kubernetes keeps them.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export interface Quantity {
  /** In billionths. */
  nano: bigint;
  /** Canonical text. */
  text: string;
}

type Format = "decimal" | "exponent" | "binary";

const DECIMAL_SUFFIX = new Map(
  Object.entries(DECIMAL_SUFFIXES).map(([suffix, exponent]) => [exponent, suffix]),
);
const BINARY_SUFFIX = ["", ...Object.keys(BINARY_SUFFIXES)];

const NANO = 1_000_000_000n;
const MAXIMUM = (2n ** 63n - 1n) * NANO;

/** What the API server says of a text that is no quantity. */
export const QUANTITY_SYNTAX =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

// Few different texts occur, each of them often.
const known = new Map<string, Quantity>();
const KNOWN_LIMIT = 4096;

/** Reads a quantity. @returns `undefined` where it is none */
export function quantity(text: string): Quantity | undefined {
  const found = known.get(text);
  if (found !== undefined) return found;
  const read = parse(text);
  if (read === undefined) return undefined;
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(text, read);
  return read;
}

/** Reads a quantity that was checked before; what is none counts as nothing. */
export function quantityOf(value: unknown): Quantity {
  return (
    (typeof value === "string" || typeof value === "number" ? quantity(String(value)) : undefined) ?? ZERO
  );
}

const ZERO: Quantity = { nano: 0n, text: "0" };

/** A quantity of a size. @param nano in billionths @param like its notation is used */
export function quantityFrom(nano: bigint, like: Quantity): Quantity {
  return { nano, text: canonical(nano, like.text.endsWith("i") ? "binary" : "decimal") };
}

function parse(text: string): Quantity | undefined {
  const [, sign, digits, fraction = "", suffix = "", power] = QUANTITY.exec(text) ?? [];
  if (digits === undefined || !/\d/.test(text)) return undefined;
  const bits = BINARY_SUFFIXES[suffix];
  const format: Format = bits !== undefined ? "binary" : power === undefined ? "decimal" : "exponent";
  const exponent = power === undefined ? (DECIMAL_SUFFIXES[suffix] ?? 0) : Number(power);
  const shift = 9 + (bits === undefined ? exponent : 0) - fraction.length;
  let nano = shifted(BigInt(digits + fraction || "0") << BigInt(bits ?? 0), shift);
  if (format === "binary" && nano > MAXIMUM) nano = MAXIMUM;
  if (sign === "-") nano = -nano;
  const isKept = keepsText(digits, fraction, { bits, scale: exponent - fraction.length });
  return { nano, text: isKept ? text : canonical(nano, format) };
}

/** Times a power of ten. What is finer than nano is rounded up, so that what is asked for is not nothing. */
function shifted(unscaled: bigint, power: number): bigint {
  if (power >= 0) return unscaled * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (unscaled + divisor - 1n) / divisor;
}

/** Go writes a text again as it came when it can see at once that it is canonical. */
function keepsText(
  digits: string,
  fraction: string,
  { bits, scale }: { bits: number | undefined; scale: number },
): boolean {
  const all = (digits === "" ? "0" : digits) + fraction;
  if (bits !== undefined) return fraction === "" && all.length <= 6 && (Number(all) & 7) !== 0;
  return all.length <= 18 && scale >= -9 && scale % 3 === 0 && !all.endsWith("000") && !all.startsWith("0");
}

function canonical(nano: bigint, format: Format): string {
  if (nano === 0n) return "0";
  const size = nano < 0n ? -nano : nano;
  if (format === "binary" && size >= 1024n * NANO && size % NANO === 0n) {
    let [whole, power] = [nano / NANO, 0];
    while (whole % 1024n === 0n && power < 6) [whole, power] = [whole / 1024n, power + 1];
    return `${whole}${BINARY_SUFFIX[power]}`;
  }
  let [mantissa, exponent] = [nano, -9];
  while (mantissa % 1000n === 0n && exponent < 18) [mantissa, exponent] = [mantissa / 1000n, exponent + 3];
  if (format === "exponent") return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  return `${mantissa}${DECIMAL_SUFFIX.get(exponent)}`;
}
