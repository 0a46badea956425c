/** How quantities are written: their suffixes and their syntax. Pure. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */

/** Powers of ten by suffix. */
export const DECIMAL_SUFFIXES: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

/** Powers of two by suffix. */
export const BINARY_SUFFIXES: Readonly<Record<string, number>> = {
  Ki: 10,
  Mi: 20,
  Gi: 30,
  Ti: 40,
  Pi: 50,
  Ei: 60,
};

/** Groups: sign, whole digits without leading zeros, fraction, suffix, exponent. It takes texts without any digit, too. */
export const QUANTITY = /^([+-]?)0*(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;

/** The value of a quantity, near enough to compare sizes; `undefined` for what is none. */
export function quantityValue(text: string): number | undefined {
  const [, sign, digits = "", fraction = "", suffix = "", exponent = "0"] = QUANTITY.exec(text) ?? [];
  if (sign === undefined || !/\d/.test(text)) return undefined;
  const binary = BINARY_SUFFIXES[suffix];
  const factor =
    binary === undefined ? 10 ** ((DECIMAL_SUFFIXES[suffix] ?? 0) + Number(exponent)) : 2 ** binary;
  return Number(`${sign}${digits === "" ? "0" : digits}.${fraction === "" ? "0" : fraction}`) * factor;
}
