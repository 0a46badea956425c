/** Fields of a kubeconfig entry, read with their type; a field of another type is an error that names file, entry and field. Pure. */

import { dirname, resolve } from "node:path";
import { ProviderError } from "../errors.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { Entry } from "./kubeconfig.ts";

/** How messages name an entry: `user admin of /home/me/.kube/config`. */
export function nameOf(entry: Entry): string {
  return `${entry.section} ${entry.name} of ${entry.file}`;
}

/** The error of an entry that cannot be used. */
export function badEntry(entry: Entry, what: string, advice = "Correct the file."): ProviderError {
  return new ProviderError("bad-kubeconfig", what, { object: nameOf(entry), advice });
}

/** A text; `undefined` when absent or empty. */
export function text(entry: Entry, field: string, from: JsonObject = entry.fields): string | undefined {
  const value = from[field];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  // YAML reads an unquoted 0123 as a number: kubectl refuses it as well, and writing it back would lose digits.
  throw badEntry(entry, `${field} is not a string`, "Put the value in quotes.");
}

/** A switch; `false` when absent. */
export function flag(entry: Entry, field: string, from: JsonObject = entry.fields): boolean {
  const value = from[field] ?? false;
  if (typeof value === "boolean") return value;
  throw badEntry(entry, `${field} is neither true nor false`);
}

/** A list of texts; empty when absent. */
export function texts(entry: Entry, field: string, from: JsonObject = entry.fields): string[] {
  const value = from[field] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw badEntry(entry, `${field} is not a list of strings`);
}

/** A mapping; `undefined` when absent. */
export function mapping(entry: Entry, field: string): JsonObject | undefined {
  const value = entry.fields[field];
  if (value === undefined || value === null) return undefined;
  if (isJsonObject(value)) return value;
  throw badEntry(entry, `${field} is not a mapping`);
}

/** A path; relative ones start at the directory of the entry's file. */
export function path(entry: Entry, field: string): string | undefined {
  const value = text(entry, field);
  return value === undefined ? undefined : relativeTo(entry, value);
}

/** A path as the entry's file means it. */
export function relativeTo(entry: Entry, value: string): string {
  return resolve(dirname(entry.file), value);
}

/** A text that is kept in base64. */
export function decoded(entry: Entry, field: string): string | undefined {
  const value = text(entry, field);
  return value === undefined ? undefined : Buffer.from(value, "base64").toString("utf8");
}
