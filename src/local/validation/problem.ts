/** What validation by schema finds, before it is known where the schema's root stands in the object. */

import type { Correlation } from "./correlation.ts";
import { childPath, invalid, ROOT } from "./field-errors.ts";
import type { FieldError } from "./field-errors.ts";
import type { Schema } from "./schema.ts";

/** One finding. Two of the same text are one, wherever they were made. */
export interface Problem {
  text: string;
  error: FieldError;
}

/** A value on its way through the check of a schema. */
export interface Checked {
  value: unknown;
  /** Path of the value, as messages write it. */
  at: string;
  /** Is added to. */
  problems: Problem[];
  /** The value beside that before the update. */
  old?: Correlation | undefined;
}

/**
 * Finds what is wrong with a value.
 * @returns how many checks were made: of schemas that all fail, the one with most is reported
 */
export type Check = (schema: Schema, checked: Checked) => number;

/** A problem of the value at a path. */
export function problem(text: string, error: FieldError): Problem {
  return { text, error };
}

/** A problem that the API server knows no field of: of a combination of schemas, or of a number's range. */
export function general(text: string): Problem {
  return { text, error: invalid("", "", text) };
}

/** What a path of a message is called as a field: entries of a map at the root begin with a dot. */
export function fieldOf(path: string): string {
  return path.startsWith(".") ? path.slice(1) : path;
}

/**
 * The errors of problems, each once.
 * @param base path of the root of the schema
 */
export function errorsOf(problems: readonly Problem[], base: string): FieldError[] {
  const unique = new Map(problems.map(({ text, error }) => [text, error]));
  if (base === "") return [...unique.values()];
  return Array.from(unique.values(), (error) => ({
    ...error,
    field: error.field === ROOT ? base : childPath(base, error.field),
  }));
}
