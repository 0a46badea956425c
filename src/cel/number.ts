/** Doubles as Go writes them. */

/** `%g` of Go: as short as it can be, with an exponent below 1e-4 and from 1e6 on. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  return power < -4 || power >= 6 ? `${digits}e${padded(power)}` : formatPlain(value);
}

function padded(exponent: number): string {
  return `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** `%f` of Go with as many digits as are needed: never with an exponent. */
export function formatPlain(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const text = String(value);
  const [, sign = "", whole = "", fraction = "", exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return text;
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, "0")}`;
}

/** `%.Nf` of Go: exactly rounded, half to even. */
export function formatFixed(value: number, precision: number): string {
  const { negative, numerator, denominator } = exactly(value);
  const scaled = roundedDivision(numerator * 10n ** BigInt(precision), denominator);
  const digits = scaled.toString().padStart(precision + 1, "0");
  const point = digits.length - precision;
  return `${negative ? "-" : ""}${digits.slice(0, point)}${precision > 0 ? `.${digits.slice(point)}` : ""}`;
}

/** `%.Ne` of Go: exactly rounded, half to even. */
export function formatScientific(value: number, precision: number): string {
  const { negative, numerator, denominator } = exactly(value);
  let power = numerator === 0n ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const digitsAt = (exponent: number): string => {
    const shift = precision - exponent;
    const scaled =
      shift >= 0
        ? roundedDivision(numerator * 10n ** BigInt(shift), denominator)
        : roundedDivision(numerator, denominator * 10n ** BigInt(-shift));
    return scaled.toString();
  };
  let digits = digitsAt(power);
  // The logarithm is inexact next to powers of ten, and rounding may carry into one.
  while (digits !== "0" && digits.length !== precision + 1) {
    power += digits.length > precision + 1 ? 1 : -1;
    digits = digitsAt(power);
  }
  digits = digits.padEnd(precision + 1, "0");
  const fraction = precision > 0 ? `.${digits.slice(1)}` : "";
  return `${negative ? "-" : ""}${digits[0]}${fraction}e${padded(power)}`;
}

interface Fraction {
  negative: boolean;
  numerator: bigint;
  denominator: bigint;
}

/** A finite double as the fraction that it is. */
function exactly(value: number): Fraction {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const mantissa = bits & 0xfffffffffffffn;
  const whole = exponent === 0 ? mantissa : mantissa | 0x10000000000000n;
  const shift = Math.max(exponent, 1) - 1075;
  return {
    negative: bits >> 63n === 1n,
    numerator: shift > 0 ? whole << BigInt(shift) : whole,
    denominator: shift < 0 ? 1n << BigInt(-shift) : 1n,
  };
}

function roundedDivision(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}
