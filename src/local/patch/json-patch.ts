/**
 * JSON patch as the API server takes it: indices may be negative, and `replace` sets what is absent.
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */

import { stepsOf } from "../../model/json-pointer.ts";
import { type Json, type JsonObject, isJsonObject, sameJson } from "../../model/json.ts";
import { StatusError, badRequest } from "../status.ts";
import { goValue } from "../apply/go-format.ts";
import { unfitting } from "./refusal.ts";

const MAX_OPERATIONS = 10_000;

/**
 * The object with the operations applied, one after the other.
 * @param patch a list of operations
 * @throws StatusError 400 when the patch is none, 413 when it is too long, 422 when an operation cannot be done
 */
export function jsonPatch(object: JsonObject, patch: Json): JsonObject {
  if (!Array.isArray(patch) || !patch.every(isJsonObject))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goKind(Array.isArray(patch) ? patch.find((one) => !isJsonObject(one)) : patch)} into Go value of type ${Array.isArray(patch) ? "" : "[]"}handlers.jsonPatchOp`,
    );
  if (patch.length > MAX_OPERATIONS)
    throw new StatusError({
      code: 413,
      reason: "RequestEntityTooLarge",
      message: `Request entity too large: The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`,
    });
  let document: Json = object;
  for (const operation of patch) document = apply(document, operation);
  if (!isJsonObject(document)) throw unfitting();
  return document;
}

function goKind(value: Json | undefined): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function apply(document: Json, operation: JsonObject): Json {
  const path = pointer(operation["path"]);
  const value = operation["value"] ?? null;
  switch (goValue(operation["op"])) {
    case "add":
      return edit(document, path, (container, key) => added(container, key, value));
    case "remove":
      return edit(document, path, removed);
    case "replace":
      if (path.length === 0) return typeof value === "object" && value !== null ? value : fail();
      return edit(document, path, (container, key) => replaced(container, key, value));
    case "move": {
      const from = pointer(operation["from"]);
      const moved = read(document, from);
      return edit(edit(document, from, removed), path, (container, key) => added(container, key, moved));
    }
    case "copy": {
      const copied = read(document, pointer(operation["from"]));
      return edit(document, path, (container, key) => added(container, key, copied));
    }
    case "test":
      return sameJson(path.length === 0 ? document : read(document, path), value) ? document : fail();
    default:
      return fail();
  }
}

function fail(): never {
  throw unfitting();
}

/** The steps of a pointer; what is before its first slash is ignored. */
function pointer(path: Json | undefined): string[] {
  return typeof path === "string" ? stepsOf(path) : fail();
}

type Container = JsonObject | Json[];

function containerOf(value: Json | undefined): Container {
  return Array.isArray(value) || isJsonObject(value) ? value : fail();
}

/** A field that is absent reads as null; an item that is absent does not read. */
function child(container: Container, key: string): Json {
  if (!Array.isArray(container)) return Object.hasOwn(container, key) ? (container[key] ?? null) : null;
  return container[existing(container, key)] ?? null;
}

function read(document: Json, path: readonly string[]): Json {
  if (path.length === 0) return fail();
  let value = document;
  for (const step of path) value = child(containerOf(value), step);
  return value;
}

/** Changes the container that the path leads into, and copies those above it. */
function edit(
  document: Json,
  path: readonly string[],
  change: (container: Container, key: string) => Json,
): Json {
  const [step, ...rest] = path;
  if (step === undefined) return fail();
  const container = containerOf(document);
  if (rest.length === 0) return change(container, step);
  return replaced(container, step, edit(child(container, step), rest, change));
}

function index(key: string): number {
  return /^[+-]?\d+$/.test(key) ? Number(key) : fail();
}

/** The index of an item that is there; negative ones count from the end. */
function existing(items: readonly Json[], key: string): number {
  const at = index(key);
  return at >= -items.length && at < items.length ? (at + items.length) % items.length : fail();
}

function added(container: Container, key: string, value: Json): Json {
  if (!Array.isArray(container)) return withField(container, key, value);
  if (key === "-") return [...container, value];
  const at = index(key);
  const size = container.length + 1;
  if (at >= size || at < -size) return fail();
  return container.toSpliced(at < 0 ? at + size : at, 0, value);
}

function replaced(container: Container, key: string, value: Json): Json {
  return Array.isArray(container)
    ? container.with(existing(container, key), value)
    : withField(container, key, value);
}

function removed(container: Container, key: string): Json {
  if (Array.isArray(container)) return container.toSpliced(existing(container, key), 1);
  if (!Object.hasOwn(container, key)) return fail();
  const { [key]: _removed, ...rest } = container;
  return rest;
}

function withField(container: JsonObject, key: string, value: Json): JsonObject {
  const out = { ...container };
  // Assigned by definition, since `__proto__` is a field like others.
  Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
  return out;
}
