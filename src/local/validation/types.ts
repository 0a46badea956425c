/** The keywords `type`, `nullable` and `format` as far as it decides about types. */

import { typeInvalid } from "./field-errors.ts";
import { formatTest } from "./formats.ts";
import { quote } from "./go-text.ts";
import { fieldOf, problem } from "./problem.ts";
import type { Problem } from "./problem.ts";
import type { Schema } from "./schema.ts";

/** What a JSON value is, in the words of schemas. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  // What does not fit 64 bits was read as a float.
  if (typeof value === "number")
    return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? "integer" : "number";
  return typeof value;
}

/** What the API server takes the format of a value for, by its type alone. */
const OWN_FORMATS: Readonly<Record<string, string>> = { integer: "int64", number: "float64" };

/** Formats by type; those of strings are many. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  integer: ["int32", "int64"],
  number: ["float", "double"],
};

/** A format that the API server does not ignore. */
function effectiveFormat(type: string, format: string | undefined): string | undefined {
  return format !== undefined && format !== "" && isKnownFormat(type, format) ? format : undefined;
}

/** Whether a format means something for a type. */
export function isKnownFormat(type: string, format: string): boolean {
  if (type === "" || type === "string") return formatTest(format) !== undefined;
  return FORMATS[type]?.includes(format) === true;
}

export interface TypeRule {
  types: readonly string[];
  format: string | undefined;
  /** @returns how many checks were made */
  checkType: (value: unknown, at: string, problems: Problem[]) => number;
}

/** What a schema says of types. */
export function typeRule(schema: Schema): TypeRule {
  const eitherOr = schema["x-kubernetes-int-or-string"] === true;
  const types = eitherOr
    ? ["integer", "string"]
    : schema.type === undefined || schema.type === ""
      ? []
      : [schema.type];
  const format = effectiveFormat(types.length === 1 ? (types[0] ?? "") : "", schema.format);
  const accepts = acceptance(types, format);
  const name = types.join(",");
  return {
    types,
    format,
    checkType: (value, at, problems) => {
      if (value === null || value === undefined) {
        if (types.length === 0 || schema.nullable === true) return 1;
        problems.push(wrongType(at, name, "null"));
        return 0;
      }
      if (types.length === 0 && format === undefined) return 0;
      const kind = kindOf(value);
      const verdict = accepts(kind);
      if (verdict === "yes") return 2;
      problems.push(
        verdict === "type" ? wrongType(at, name, kind) : wrongType(at, format ?? "", OWN_FORMATS[kind] ?? ""),
      );
      return 1;
    },
  };
}

/** Whether a kind of value is accepted, else what is wrong with it. */
function acceptance(
  types: readonly string[],
  format: string | undefined,
): (kind: string) => "yes" | "type" | "format" {
  const numeric = types.includes("number") || types.includes("integer");
  return (kind) => {
    const fits = types.includes(kind) || (kind === "integer" && types.includes("number"));
    const isText = kind === "string" || kind === "array";
    if (format !== undefined) {
      if (!isText && !fits && OWN_FORMATS[kind] !== format) return "format";
      if (!numeric && isText) return "yes";
    }
    return fits ? "yes" : "type";
  };
}

function wrongType(at: string, expected: string, found: string): Problem {
  const text = `${at} in body must be of type ${expected}: ${quote(found)}`;
  return problem(text, typeInvalid(fieldOf(at), found, text));
}
