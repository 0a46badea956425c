/** Scalars of markers, read as Go's strconv reads them. Pure. */

/** What is wrong with a field, in kro's words: caught where the path of the field is known. */
export class FieldProblem extends Error {
  override readonly name = "FieldProblem";
}

const TRUE = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE = new Set(["0", "f", "F", "FALSE", "false", "False"]);
const INTEGER = /^[+-]?\d+$/;
// Without hexadecimal numbers.
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * @param context kro's words before Go's error
 * @throws {FieldProblem}
 */
export function parseBool(text: string, context: string): boolean {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new FieldProblem(`${context}: strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/**
 * @param context kro's words before Go's error
 * @throws {FieldProblem} also for integers that JavaScript cannot hold
 */
export function parseInteger(text: string, context: string): number {
  const number = Number(text);
  if (INTEGER.test(text) && Number.isSafeInteger(number)) return number;
  const why = INTEGER.test(text) ? "value out of range" : "invalid syntax";
  throw new FieldProblem(`${context}: strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`);
}

/**
 * @param context kro's words before Go's error
 * @throws {FieldProblem} also for infinity and what is not a number, which JSON cannot write
 */
export function parseFloat64(text: string, context: string): number {
  const number = Number(text.replaceAll("_", ""));
  if (FLOAT.test(text) && Number.isFinite(number)) return number;
  const why = FLOAT.test(text) ? "value out of range" : "invalid syntax";
  throw new FieldProblem(`${context}: strconv.ParseFloat: parsing ${JSON.stringify(text)}: ${why}`);
}
