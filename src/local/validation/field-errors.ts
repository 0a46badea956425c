/** Errors of fields, one constructor per kind of error. @see https://pkg.go.dev/k8s.io/apimachinery/pkg/util/validation/field */

import type { StatusCause } from "../status.ts";
import { goJson, goNumber, quote } from "./go-text.ts";

/** A cause that says everything. */
export type FieldError = Required<StatusCause>;

/** Stands for a value that messages leave out. */
export const OMITTED = Symbol("omitted");

/** A value that is printed already: a struct of Go, whose fields have an order. */
export class Printed {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** How a path is written that has no step: the root of an object. */
export const ROOT = "<nil>";

function printed(value: unknown): string {
  if (value instanceof Printed) return value.text;
  if (typeof value === "string") return quote(value);
  return typeof value === "number" ? goNumber(value) : goJson(value);
}

function made(reason: string, field: string, parts: (string | undefined)[]): FieldError {
  const message = parts.filter((part) => part !== undefined && part !== "").join(": ");
  return { reason, message, field: field === "" ? ROOT : field };
}

function withValue(value: unknown): string | undefined {
  return value === OMITTED ? undefined : printed(value);
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return made("FieldValueInvalid", field, ["Invalid value", withValue(value), detail]);
}

/** The value is of another type than the schema's. */
export function typeInvalid(field: string, value: unknown, detail: string): FieldError {
  return made("FieldValueTypeInvalid", field, ["Invalid value", withValue(value), detail]);
}

export function required(field: string, detail = ""): FieldError {
  return made("FieldValueRequired", field, ["Required value", detail]);
}

export function forbidden(field: string, detail: string): FieldError {
  return made("FieldValueForbidden", field, ["Forbidden", detail]);
}

export function duplicate(field: string, value: unknown): FieldError {
  return made("FieldValueDuplicate", field, ["Duplicate value", withValue(value)]);
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? "" : `supported values: ${supported.map(quote).join(", ")}`;
  return made("FieldValueNotSupported", field, ["Unsupported value", withValue(value), detail]);
}

/** @param most bytes */
export function tooLong(field: string, most: number): FieldError {
  return made("FieldValueTooLong", field, [
    "Too long",
    `may not be more than ${most} ${most === 1 ? "byte" : "bytes"}`,
  ]);
}

export function tooMany(field: string, count: number, most: number): FieldError {
  return made("FieldValueTooMany", field, [
    "Too many",
    String(count),
    `must have at most ${most} ${most === 1 ? "item" : "items"}`,
  ]);
}

/** Path of a field of an object: `spec.name`. */
export function childPath(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** Path of an entry of a map: `data[key]`. */
export function keyPath(path: string, key: string): string {
  return `${path}[${key}]`;
}
