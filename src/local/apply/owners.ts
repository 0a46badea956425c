/**
 * Who owns which fields: `metadata.managedFields`, read and written.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.36.3/pkg/util/managedfields/internal/managedfields.go
 */

import { type Json, type JsonObject, isJsonObject } from "../../model/json.ts";
import { type FieldSet, type FieldSetBuilder, add, addNode, ordered, sameSet } from "./field-set.ts";
import { canonicalElement } from "./path-element.ts";

/** One manager, in one operation and subresource, and for updates in one version. */
export interface Owner {
  manager: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  subresource: string;
  /** Absent where it is not known. */
  time?: string | undefined;
  fields: FieldSet;
  /** The entry that it was read from, which is written again if nothing changed. */
  entry?: JsonObject;
}

/** By what tells owners apart: for applies, the version does not. */
export type Owners = Map<string, Owner>;

/** What tells owners apart, as the server writes it. It also orders conflicts. */
export function ownerId(owner: Pick<Owner, "manager" | "operation" | "apiVersion" | "subresource">): string {
  const version = owner.operation === "Apply" ? "" : `,"apiVersion":${JSON.stringify(owner.apiVersion)}`;
  const part = owner.subresource === "" ? "" : `,"subresource":${JSON.stringify(owner.subresource)}`;
  const manager = owner.manager === "" ? "" : `"manager":${JSON.stringify(owner.manager)},`;
  return `{${manager}"operation":"${owner.operation}"${version}${part}}`;
}

/** managedFields that say nothing the server understands. */
export class OwnersError extends Error {}

/**
 * Reads managedFields. Of entries with the same id, the last one holds.
 * @throws OwnersError
 */
export function readOwners(entries: Json | undefined): Owners {
  const owners: Owners = new Map();
  for (const [index, entry] of (Array.isArray(entries) ? entries : []).entries()) {
    const owner = readOwner(isJsonObject(entry) ? entry : {}, index);
    owners.set(ownerId(owner), owner);
  }
  return owners;
}

function readOwner(entry: JsonObject, index: number): Owner {
  const { manager = "", operation, apiVersion, subresource = "", time, fieldsType, fieldsV1 } = entry;
  if (operation !== "Apply" && operation !== "Update")
    throw new OwnersError("operation must be `Apply` or `Update`");
  if (typeof apiVersion !== "string" || apiVersion === "")
    throw new OwnersError("apiVersion must not be empty");
  if (fieldsType !== "FieldsV1") throw new OwnersError(fieldsTypeProblem(fieldsType, index));
  return {
    manager: text(manager),
    operation,
    apiVersion,
    subresource: text(subresource),
    time: typeof time === "string" ? utc(time) : undefined,
    fields: readFields(isJsonObject(fieldsV1) ? fieldsV1 : {}),
    entry,
  };
}

function text(value: Json): string {
  return typeof value === "string" ? value : "";
}

function fieldsTypeProblem(fieldsType: Json | undefined, index: number): string {
  return fieldsType === undefined || fieldsType === ""
    ? `missing fieldsType in managed fields entry ${index}`
    : `invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${index}`;
}

function utc(time: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time)) return time;
  const parsed = Date.parse(time);
  return Number.isNaN(parsed) ? time : `${new Date(parsed).toISOString().slice(0, 19)}Z`;
}

/** Sets that are canonical, since they were checked once: stored entries come back as the same objects. */
const canonical = new WeakSet<object>();

function readFields(fields: JsonObject): FieldSet {
  if (canonical.has(fields)) return fields as unknown as FieldSet;
  const set = isCanonical(fields) ? (fields as unknown as FieldSet) : canonicalNode(fields);
  canonical.add(set);
  return set;
}

/** Whether nothing would be changed: so it is with all that the server wrote itself. */
function isCanonical(node: JsonObject): boolean {
  for (const element in node) {
    const below = node[element];
    if (element === ".") {
      if (Object.keys(node).length === 1) return false;
    } else if (!isJsonObject(below) || canonicalOrThrow(element) !== element || !isCanonical(below))
      return false;
  }
  return true;
}

/** @throws OwnersError when an element is not one */
function canonicalNode(node: JsonObject): FieldSetBuilder {
  const out: FieldSetBuilder = {};
  for (const element in node) {
    if (element === ".") continue;
    const below = node[element];
    const known = canonicalOrThrow(element);
    if (known === undefined) continue;
    const children = isJsonObject(below) ? canonicalNode(below) : {};
    const member = isJsonObject(below) && ("." in below || Object.keys(below).length === 0);
    addNode(out, known, { member, below: children });
    // A node of which nothing was understood is a field still.
    if (out[known] === undefined) add(out, known);
  }
  return out;
}

/** The elements that were met: most objects have the same ones. Emptied when it is full. */
const elements = new Map<string, string | undefined>();
const MOST_ELEMENTS = 10_000;

function canonicalOrThrow(element: string): string | undefined {
  if (element.startsWith("f:")) return element;
  const known = elements.get(element);
  if (known !== undefined) return known;
  if (elements.size >= MOST_ELEMENTS) elements.clear();
  try {
    const made = canonicalElement(element);
    elements.set(element, made);
    return made;
  } catch (error) {
    if (error instanceof SyntaxError) throw new OwnersError(`parsing key as path element: ${error.message}`);
    throw error;
  }
}

/** The managedFields that say who owns what, in the server's order; `undefined` where nobody owns anything. */
export function writeOwners(owners: Owners): JsonObject[] | undefined {
  if (owners.size === 0) return undefined;
  return [...owners.values()].sort(compareOwners).map(writeOwner);
}

/** Sets in the server's order, by their text: objects of a kind mostly have the same ones, which are then made once. */
const inOrder = new Map<string, JsonObject>();
const MOST_SETS = 2_000;

function orderedOnce(fields: FieldSet): JsonObject {
  const text = JSON.stringify(fields);
  const known = inOrder.get(text);
  if (known !== undefined) return known;
  if (inOrder.size >= MOST_SETS) inOrder.clear();
  const made = ordered(fields) as unknown as JsonObject;
  inOrder.set(text, made);
  return made;
}

function compareOwners(a: Owner, b: Owner): number {
  return (
    compare(a.operation, b.operation) ||
    compare(a.time ?? "", b.time ?? "") ||
    compare(a.manager, b.manager) ||
    compare(a.apiVersion, b.apiVersion) ||
    compare(a.subresource, b.subresource)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function writeOwner({ manager, operation, apiVersion, subresource, time, fields, entry }: Owner): JsonObject {
  const known = entry?.["fieldsV1"];
  const same = known !== undefined && (known === fields || sameSet(known as unknown as FieldSet, fields));
  if (entry !== undefined && same && entry["time"] === time && entry["apiVersion"] === apiVersion)
    return entry;
  const fieldsV1 = same ? known : orderedOnce(fields);
  canonical.add(fieldsV1 as JsonObject);
  return {
    ...(manager === "" ? {} : { manager }),
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: "FieldsV1",
    fieldsV1,
    ...(subresource === "" ? {} : { subresource }),
  };
}
