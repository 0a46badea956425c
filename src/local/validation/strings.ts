/** Keywords of strings. */

import { EvaluationFailure } from "../../cel/error.ts";
import { regularExpression } from "../../cel/regular-expression.ts";
import { invalid, tooLong, typeInvalid } from "./field-errors.ts";
import type { FieldError } from "./field-errors.ts";
import { formatTest } from "./formats.ts";
import { quote } from "./go-text.ts";
import { fieldOf, problem } from "./problem.ts";
import type { Problem } from "./problem.ts";
import type { Schema } from "./schema.ts";

type StringCheck = (value: string, at: string, problems: Problem[]) => number;

/** The check of strings. @param format one that the API server does not ignore */
export function stringCheck(schema: Schema, format: string | undefined): StringCheck {
  const { minLength = 0, maxLength = Infinity, pattern = "" } = schema;
  const matches = pattern === "" ? undefined : matcher(pattern);
  const isOfFormat = format === undefined ? undefined : formatTest(format);
  return (value, at, problems) => {
    const report = (text: string, make: (field: string, text: string) => FieldError) =>
      problems.push(problem(text, make(fieldOf(at), text)));
    const refuse = (text: string) => report(text, (field) => invalid(field, value, text));
    const length =
      value.length > maxLength || value.length < 2 * minLength ? Array.from(value).length : value.length;
    // The first of the three that fails is reported.
    if (length > maxLength)
      report(`${at} in body should be at most ${maxLength} chars long`, (field) => tooLong(field, maxLength));
    else if (length < minLength) refuse(`${at} in body should be at least ${minLength} chars long`);
    else if (matches?.(value) === false) refuse(`${at} in body should match '${pattern}'`);
    if (isOfFormat === undefined) return 1;
    if (!isOfFormat(value)) {
      const text = `${at} in body must be of type ${format}: ${quote(value)}`;
      report(text, (field) => typeInvalid(field, value, text));
    }
    return 2;
  };
}

/** Patterns are those of RE2. One that it would refuse matches nothing: the definition was refused for it. */
function matcher(pattern: string): (text: string) => boolean {
  try {
    const expression = regularExpression(pattern);
    return (text) => expression.test(text);
  } catch (error) {
    if (!(error instanceof EvaluationFailure)) throw error;
    return () => false;
  }
}
