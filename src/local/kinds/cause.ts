/** Causes of a refusal, as `field.Error` of Kubernetes words them. Pure. */

import type { StatusCause } from "../status.ts";
import { quote } from "../validation/go-text.ts";
import { isSet } from "./fields.ts";

/** All that is wrong, in the order in which it was found. */
export type Causes = StatusCause[];

/** @see https://github.com/kubernetes/apimachinery/blob/master/pkg/util/validation/field/errors.go */
function cause(reason: string, field: string, title: string, detail: string): StatusCause {
  return { reason, message: detail === "" ? title : `${title}: ${detail}`, field };
}

/** A value as Go writes it into a message: JSON with the characters escaped that HTML would read. */
export function goJson(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replaceAll(
    /[<>&\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text as `%q` of Go quotes it. */
export const quoted = quote;

/** A map as Go writes it, sorted by its keys. */
export function sorted(map: object | null | undefined): object | null {
  if (map === undefined || map === null) return null;
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shown(value: unknown): string {
  return typeof value === "string" ? quoted(value) : goJson(value);
}

export function required(field: string, detail = ""): StatusCause {
  return cause("FieldValueRequired", field, "Required value", detail);
}

export function invalid(field: string, value: unknown, detail: string): StatusCause {
  return cause("FieldValueInvalid", field, `Invalid value: ${shown(value)}`, detail);
}

/** An invalid value that is not shown. */
export function invalidUnseen(field: string, detail: string): StatusCause {
  return cause("FieldValueInvalid", field, "Invalid value", detail);
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): StatusCause {
  const detail = `supported values: ${supported.map(quoted).join(", ")}`;
  return cause("FieldValueNotSupported", field, `Unsupported value: ${shown(value)}`, detail);
}

export function duplicate(field: string, value: unknown, detail = ""): StatusCause {
  return cause("FieldValueDuplicate", field, `Duplicate value: ${shown(value)}`, detail);
}

export function notFoundCause(field: string, value: unknown, detail = ""): StatusCause {
  return cause("FieldValueNotFound", field, `Not found: ${shown(value)}`, detail);
}

export function forbiddenCause(field: string, detail: string): StatusCause {
  return cause("FieldValueForbidden", field, "Forbidden", detail);
}

/** @param limit bytes */
export function tooLong(field: string, limit: number): StatusCause {
  return cause(
    "FieldValueTooLong",
    field,
    "Too long",
    `may not be more than ${limit} ${limit === 1 ? "byte" : "bytes"}`,
  );
}

export function tooMany(field: string, count: number, limit: number): StatusCause {
  const detail = `must have at most ${limit} ${limit === 1 ? "item" : "items"}`;
  return cause("FieldValueTooMany", field, `Too many: ${count}`, detail);
}

/** One cause for each thing that is wrong with a value. */
export function addInvalid(
  to: Causes,
  field: string,
  { value, wrong }: { value: unknown; wrong: readonly string[] },
): void {
  for (const detail of wrong) to.push(invalid(field, value, detail));
}

export function addNegative(to: Causes, field: string, value: number | null | undefined): void {
  if (typeof value === "number" && value < 0)
    to.push(invalid(field, value, "must be greater than or equal to 0"));
}

/** A cause when there is no word, or it is none of several. */
export function addUnsupported(
  to: Causes,
  field: string,
  { value, supported }: { value: string | null | undefined; supported: readonly string[] },
): void {
  if (value === undefined || value === null || value === "") to.push(required(field));
  else if (!supported.includes(value)) to.push(notSupported(field, value, supported));
}

/** A cause when there is a word, and it is none of several. */
export function addWord(
  to: Causes,
  field: string,
  { value, supported }: { value: string | undefined; supported: string[] },
): void {
  if (isSet(value) && !supported.includes(value)) to.push(notSupported(field, value, supported));
}
