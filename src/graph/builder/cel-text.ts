/** How values and paths are written in CEL. Pure. */

/** Fields and indexes. */
export type CelPath = readonly (string | number)[];

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Words that CEL does not take after a dot; other reserved words it does. */
const KEYWORDS: ReadonlySet<string> = new Set(["true", "false", "null", "in"]);

/**
 * Writes a path: `web.metadata.labels["app.kubernetes.io/name"]`.
 * @param certain how many leading steps are surely there; each one after them gives an optional: `schema.spec.?port`
 */
export function celPath(root: string, path: CelPath, certain = path.length): string {
  return path.reduce<string>((text, step, index) => text + celStep(step, index >= certain), root);
}

function celStep(step: string | number, optional: boolean): string {
  const mark = optional ? "?" : "";
  if (typeof step === "string" && IDENTIFIER.test(step) && !KEYWORDS.has(step)) return `.${mark}${step}`;
  return `[${mark}${typeof step === "number" ? step : celString(step)}]`;
}

/** A string literal. In double quotes always: kro finds the end of an expression by them. */
export function celString(text: string): string {
  // JSON's escapes are all CEL's as well. A lone surrogate is none of either.
  return JSON.stringify(text.toWellFormed());
}

/**
 * A number literal; whole numbers are of CEL's type int.
 * @returns `undefined` for what no literal can hold: NaN, infinities
 */
export function celNumber(value: number | bigint): string | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) return undefined;
  const text = Object.is(value, -0) ? "0" : String(value);
  return text.startsWith("-") ? `(${text})` : text;
}

/**
 * A string that kro leaves as it is, though it looks as if it held expressions: a shell script with `${HOME}` in it.
 * @returns the text itself where nothing in it looks like one
 * @see https://kro.run/docs/concepts/rgd/cel-expressions
 */
export function literal(text: string): string {
  return text.includes("${") ? `\${${celString(text)}}` : text;
}
