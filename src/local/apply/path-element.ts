/**
 * Path elements as text, as managedFields write them: `f:` a field, `k:` a list item by its keys, `v:` an item of a set,
 * `i:` an index. Equal elements are equal texts.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/fieldpath/serialize-pe.go
 */

import { type Json, type JsonObject, isJsonObject } from "../../model/json.ts";
import { goJson, goNumber } from "./go-format.ts";

/** The element of an item of a set. */
export function valueElement(value: Json): string {
  return `v:${goJson(value)}`;
}

/**
 * The same element in the one text that stands for it.
 * @returns `undefined` for an element of a kind that is not known: the server ignores it
 * @throws SyntaxError when keys or a value are not JSON
 */
export function canonicalElement(element: string): string | undefined {
  const rest = element.slice(2);
  if (element[1] !== ":") throw new SyntaxError(`missing colon: ${element}`);
  switch (element.charAt(0)) {
    case "f":
      return element;
    case "k":
      return `k:${goJson(JSON.parse(rest) as Json)}`;
    case "v":
      return `v:${goJson(JSON.parse(rest) as Json)}`;
    case "i":
      return `i:${Number.parseInt(rest, 10)}`;
    default:
      return undefined;
  }
}

/** The order of elements in managedFields: fields, keys, values, indices. `"."` is first. */
export function compareElements(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [rank(a), rank(b)];
  if (left !== right) return left - right;
  if (left <= 1) return compareText(a, b);
  return compareJson(JSON.parse(a.slice(2)) as Json, JSON.parse(b.slice(2)) as Json);
}

function rank(element: string): number {
  return element === "." ? 0 : "?fkvi".indexOf(element.charAt(0));
}

/** By bytes of UTF-8, as Go does. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [a.isWellFormed() && SURROGATES.test(a), b.isWellFormed() && SURROGATES.test(b)];
  if (left || right) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const SURROGATES = /[\ud800-\udfff]/;

/** The order of values, whatever their types: numbers, text, booleans, lists, objects, null. */
function compareJson(a: Json, b: Json): number {
  const [left, right] = [typeRank(a), typeRank(b)];
  if (left !== right) return left - right;
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b);
  if (isJsonObject(a) && isJsonObject(b)) return compareFields(a, b);
  return 0;
}

function typeRank(value: Json): number {
  if (Array.isArray(value)) return 3;
  if (value === null) return 5;
  return { number: 0, string: 1, boolean: 2, object: 4 }[typeof value as "number"];
}

function compareLists(a: Json[], b: Json[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareJson(a[index] as Json, b[index] as Json);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Keys are sorted in elements. */
function compareFields(a: JsonObject, b: JsonObject): number {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [name, value] = left[index] as [string, Json];
    const [otherName, otherValue] = right[index] as [string, Json];
    const order = compareText(name, otherName) || compareJson(value, otherValue);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** A path as messages write it: `.spec.containers[name="web"].image`. */
export function pathText(path: readonly string[]): string {
  return path.map(elementText).join("");
}

/** One element as messages write it. */
export function elementText(element: string): string {
  const rest = element.slice(2);
  switch (element.charAt(0)) {
    case "f":
      return `.${rest}`;
    case "k": {
      const keys = Object.entries(JSON.parse(rest) as Record<string, Json>);
      return `[${keys.map(([name, value]) => `${name}=${valueText(value)}`).join(",")}]`;
    }
    case "v":
      return `[=${valueText(JSON.parse(rest) as Json)}]`;
    default:
      return `[${rest}]`;
  }
}

function valueText(value: Json): string {
  if (typeof value === "number") return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(",")}]`;
  if (isJsonObject(value))
    return Object.entries(value)
      .map(([name, part]) => `${name}=${valueText(part ?? null)}`)
      .join("");
  return JSON.stringify(value);
}
