/**
 * What of an applied configuration does not fit the schema, in the words of structured-merge-diff.
 * @see https://github.com/kubernetes-sigs/structured-merge-diff/blob/v6.3.3/typed/validate.go
 */

import type { Json, JsonObject } from "../../model/json.ts";
import { type FieldType, type ListType, type MapType } from "./field-type.ts";
import { goSyntax, goType, goValue } from "./go-format.ts";
import { ItemError, itemElement } from "./list-item.ts";
import { elementText } from "./path-element.ts";
import { walkedAs } from "./shape.ts";

/** A path and what is wrong there. */
interface TypeProblem {
  path: string;
  message: string;
}

/**
 * All that does not fit, as one text.
 * @returns `undefined` when everything fits
 */
export function typeErrors(type: FieldType, value: JsonObject): string | undefined {
  const found: TypeProblem[] = [];
  check(found, type, value);
  if (found.length === 0) return undefined;
  const lines = found.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  return lines.length === 1 ? lines[0] : ["errors:", ...lines.map((line) => `  ${line}`)].join("\n");
}

function check(found: TypeProblem[], type: FieldType, value: Json): void {
  switch (walkedAs(type, value)) {
    case "map":
      if (type.map !== undefined) checkMap(found, type.map, value);
      return;
    case "scalar":
      checkScalar(found, type.scalar, value);
      return;
    case "list":
      if (type.list !== undefined) checkList(found, type.list, value);
      return;
  }
}

function checkScalar(found: TypeProblem[], scalar: FieldType["scalar"], value: Json): void {
  if (value === null) return;
  const given = typeof value;
  if (scalar === "untyped" ? given !== "object" : given === (scalar === "numeric" ? "number" : scalar))
    return;
  found.push({ path: "", message: scalarProblem(scalar, value) });
}

function scalarProblem(scalar: FieldType["scalar"], value: Json): string {
  switch (scalar) {
    case "numeric":
      return `expected numeric (int or float), got ${goType(value)}`;
    case "string":
      return `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
    case "boolean":
      return `expected boolean, got ${held(value)}`;
    case "untyped":
    case undefined:
    default:
      return `expected any scalar, got ${held(value)}`;
  }
}

/** A value as Go prints the struct that holds it. */
function held(value: Json): string {
  return `&{${goValue(value)}}`;
}

/** Adds the element to the paths of what was found below it. Only errors have paths: most values have none. */
function under(found: TypeProblem[], from: number, element: string): void {
  for (const problem of found.slice(from)) problem.path = elementText(element) + problem.path;
}

function checkMap(found: TypeProblem[], map: MapType, value: Json): void {
  if (value === null) return;
  if (typeof value !== "object" || Array.isArray(value)) {
    found.push({ path: "", message: `expected map, got ${held(value)}` });
    return;
  }
  for (const name in value) {
    const part = value[name];
    if (part === undefined) continue;
    const type = map.declared(name) ?? map.others;
    if (type === undefined) {
      found.push({ path: `.${name}`, message: "field not declared in schema" });
      return;
    }
    const before = found.length;
    check(found, type, part);
    if (found.length > before) under(found, before, `f:${name}`);
  }
}

function checkList(found: TypeProblem[], list: ListType, value: Json): void {
  if (value === null) return;
  if (!Array.isArray(value)) {
    found.push({ path: "", message: `expected list, got ${held(value)}` });
    return;
  }
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const element = list.atomic ? `i:${index}` : elementOrProblem(found, { list, item, index });
    if (element === undefined) return;
    if (seen.has(element))
      found.push({ path: "", message: `duplicate entries for key ${elementText(element)}` });
    seen.add(element);
    const before = found.length;
    check(found, list.item, item);
    if (found.length > before) under(found, before, element);
  }
}

function elementOrProblem(
  found: TypeProblem[],
  { list, item, index }: { list: ListType; item: Json; index: number },
): string | undefined {
  try {
    return itemElement(list, item);
  } catch (error) {
    if (!(error instanceof ItemError)) throw error;
    found.push({ path: "", message: `element ${index}: ${error.message}` });
    return undefined;
  }
}
