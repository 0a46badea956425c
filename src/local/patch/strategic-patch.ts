/**
 * Strategic merge patch: a merge patch that knows which lists are merged by which keys, and that has directives.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.36.3/pkg/util/strategicpatch/patch.go
 */

import { type Json, type JsonObject, isJsonObject } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import { StatusError, badRequest } from "../status.ts";
import { goType, goValue } from "../apply/go-format.ts";
import { findByKey, inOrder, keyOf } from "./element-order.ts";
import { withoutNulls } from "./merge-patch.ts";
import { unfitting } from "./refusal.ts";

const DIRECTIVE = "$patch";
const RETAIN_KEYS = "$retainKeys";
const ORDER = "$setElementOrder";
const DELETE_FROM = "$deleteFromPrimitiveList";

/**
 * The object with the patch merged into it.
 * @param schema of the object's version: it holds patch strategies and merge keys
 * @throws StatusError 400 when a directive is malformed, 422 when it contradicts the patch, 500 where the server has no better answer
 */
export function strategicPatch(object: JsonObject, patch: Json, schema: StructuralSchema): JsonObject {
  if (!isJsonObject(patch))
    throw badRequest(
      `json: cannot unmarshal ${Array.isArray(patch) ? "array" : typeof patch} into Go value of type map[string]interface {}`,
    );
  return mergeMap(object, patch, schema);
}

/** A failure that the server does not foresee. */
function failure(message: string): StatusError {
  return new StatusError({ code: 500, message });
}

function mergeMap(original: JsonObject, patch: JsonObject, schema: StructuralSchema | undefined): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) return replacedMap(patch, directive);
  const out = retained(original, patch);
  const done = new Set([RETAIN_KEYS]);
  for (const key of Object.keys(patch))
    if (key.startsWith(ORDER)) mergeOrdered(out, patch, { key, schema, done });
  for (const key of Object.keys(patch)) if (!done.has(key)) mergeField(out, key, patch[key] ?? null, schema);
  return out;
}

function unknownDirective(directive: Json | undefined, patch: JsonObject): StatusError {
  return failure(`unknown patch type: ${goValue(directive)} in map: ${goValue(patch)}`);
}

/** The field that a directive before the slash is about. */
function fieldOf(key: string, directive: string, malformed: string): string {
  if (!key.startsWith(`${directive}/`)) throw badRequest(malformed);
  return key.slice(directive.length + 1);
}

function noList(value: Json | undefined): StatusError {
  return failure(
    `expected a []interface {}, but received a ${value === null ? "%!s(<nil>)" : goType(value ?? null)}`,
  );
}

function replacedMap(patch: JsonObject, directive: Json): JsonObject {
  if (directive === "delete") return {};
  const { [DIRECTIVE]: _directive, ...rest } = patch;
  if (directive === "replace") return rest;
  throw unknownDirective(directive, patch);
}

const MALFORMED_KEYS = "invalid patch format of retainKeys";

/** A copy of the original with the keys that the patch wants to keep. */
function retained(original: JsonObject, patch: JsonObject): JsonObject {
  const keys = patch[RETAIN_KEYS];
  if (keys === undefined) return { ...original };
  if (!Array.isArray(keys)) throw badRequest(MALFORMED_KEYS);
  const given = Object.keys(patch).filter(
    (key) =>
      key !== RETAIN_KEYS && patch[key] !== null && !key.startsWith(ORDER) && !key.startsWith(DELETE_FROM),
  );
  if (given.some((key) => !keys.includes(key))) throw badRequest(MALFORMED_KEYS);
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
}

function mergeField(out: JsonObject, name: string, value: Json, schema: StructuralSchema | undefined): void {
  const deletes = name.startsWith(DELETE_FROM);
  const key = deletes ? fieldOf(name, DELETE_FROM, "invalid patch format of primitive list") : name;
  const before = out[key];
  if (value === null) {
    delete out[key];
    return;
  }
  const property = propertyOf(schema, key);
  if (before !== undefined && isJsonObject(before) && isJsonObject(value)) {
    out[key] = mergeMap(before, value, property);
  } else if (Array.isArray(before) && Array.isArray(value)) {
    out[key] = mergeList(before, value, { property, deletes });
  } else if (!deletes) {
    set(
      out,
      key,
      withoutDirectives(
        before === undefined || kindOf(before) !== kindOf(value) ? withoutNulls(value) : value,
      ),
    );
  }
}

function set(out: JsonObject, key: string, value: Json | undefined): void {
  if (value === undefined) delete out[key];
  else out[key] = value;
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? "array" : typeof value;
}

function propertyOf(schema: StructuralSchema | undefined, key: string): StructuralSchema | undefined {
  const { properties = {}, additionalProperties: others } = schema ?? {};
  if (Object.hasOwn(properties, key)) return properties[key];
  return typeof others === "object" ? others : undefined;
}

function mergesByKey(property: StructuralSchema | undefined): boolean {
  return property?.["x-kubernetes-patch-strategy"]?.split(",").includes("merge") === true;
}

/** Merges a list together with the directive that orders it. */
function mergeOrdered(
  out: JsonObject,
  patch: JsonObject,
  { key, schema, done }: { key: string; schema: StructuralSchema | undefined; done: Set<string> },
): void {
  const order = patch[key];
  done.add(key);
  if (!Array.isArray(order)) throw noList(order);
  const name = fieldOf(key, ORDER, "invalid patch format of setElementOrder list");
  const [before, wanted] = [out[name], patch[name]];
  if (before !== undefined && !Array.isArray(before)) throw noList(before);
  if (wanted !== undefined && !Array.isArray(wanted)) throw noList(wanted);
  const property = propertyOf(schema, name);
  const mergeKey = property?.["x-kubernetes-patch-merge-key"] ?? "";
  checkOrder(wanted ?? [], order, mergeKey);
  if (before === undefined && wanted === undefined) return;
  done.add(name);
  const merged = mergedItems(before, wanted, property);
  out[name] = inOrder(merged, { patched: order, server: before ?? [], mergeKey });
}

function mergedItems(
  before: Json[] | undefined,
  wanted: Json[] | undefined,
  property: StructuralSchema | undefined,
): Json[] {
  if (before === undefined) return withoutDirectives(wanted ?? []) as Json[];
  return wanted === undefined ? before : mergeList(before, wanted, { property, deletes: false });
}

/** The items of the patch must be among those that are ordered, in that order. */
function checkOrder(wanted: readonly Json[], order: readonly Json[], mergeKey: string): void {
  if (wanted.length === 0 || order.length === 0) return;
  let at = 0;
  for (const item of wanted) {
    if (isJsonObject(item) && item[DIRECTIVE] !== undefined) continue;
    const found = findByKey(order.slice(at), item, mergeKey);
    if (found < 0)
      throw failure(
        `The order in patch list:\n${goValue([...wanted])}\n doesn't match $setElementOrder list:\n${goValue([...order])}\n`,
      );
    at += found + 1;
  }
}

function mergeList(
  original: Json[],
  patch: Json[],
  { property, deletes }: { property: StructuralSchema | undefined; deletes: boolean },
): Json[] {
  if (!deletes && !mergesByKey(property)) return patch;
  if (original.length === 0 && patch.length === 0) return original;
  if ([...original, ...patch].some(Array.isArray)) throw unfitting();
  const mergeKey = property?.["x-kubernetes-patch-merge-key"] ?? "";
  if (![...original, ...patch].some(isJsonObject)) return mergeScalars(original, patch, deletes);
  if (mergeKey === "") throw failure("cannot merge lists without merge key for struct");
  return mergeObjects(original, patch, { mergeKey, item: property?.items });
}

function mergeScalars(original: Json[], patch: Json[], deletes: boolean): Json[] {
  if (deletes) return original.filter((item) => !patch.includes(item));
  return inOrder([...new Set([...original, ...patch])], { patched: patch, server: original, mergeKey: "" });
}

function mergeObjects(
  original: Json[],
  patch: Json[],
  { mergeKey, item }: { mergeKey: string; item: StructuralSchema | undefined },
): Json[] {
  const wanted = patch.filter((one) => !isJsonObject(one) || one[DIRECTIVE] === undefined);
  const special = patch.filter((one) => isJsonObject(one) && one[DIRECTIVE] !== undefined);
  let kept = original;
  for (const one of special) kept = withDirective(kept, one as JsonObject, mergeKey);
  if (special.some((one) => isJsonObject(one) && one[DIRECTIVE] === "replace")) return wanted;
  const merged = [...kept];
  for (const one of wanted) {
    if (keyOf(one, mergeKey) === undefined) throw noMergeKey(one, mergeKey);
    const at = findByKey(merged, one, mergeKey);
    const before = merged[at];
    if (isJsonObject(before) && isJsonObject(one)) merged[at] = mergeMap(before, one, item);
    else merged.push(one);
  }
  return inOrder(merged, { patched: wanted, server: kept, mergeKey });
}

function withDirective(items: Json[], patch: JsonObject, mergeKey: string): Json[] {
  switch (goValue(patch[DIRECTIVE])) {
    case "delete":
      if (patch[mergeKey] === undefined) throw noMergeKey(patch, mergeKey);
      return items.filter((item) => keyOf(item, mergeKey) !== patch[mergeKey]);
    case "replace":
      return items;
    case "merge":
      throw failure("merging lists cannot yet be specified in the patch");
    default:
      throw unknownDirective(patch[DIRECTIVE], patch);
  }
}

function noMergeKey(item: Json, mergeKey: string): StatusError {
  return failure(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`);
}

/** New parts have no directives; `undefined` for a part that is itself one. */
function withoutDirectives(value: Json): Json | undefined {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  if (value[DIRECTIVE] !== undefined) return undefined;
  const fields = Object.entries(value).map(
    ([name, part]) => [name, withoutDirectives(part ?? null)] as const,
  );
  return Object.fromEntries(fields.filter(([, part]) => part !== undefined));
}
