/**
 * JSON merge patch.
 * @see https://www.rfc-editor.org/rfc/rfc7386
 */

import { type Json, type JsonObject, isJsonObject } from "../../model/json.ts";
import { badRequest } from "../status.ts";

/**
 * The object with the patch merged into it: null removes a field, anything but an object replaces what is there.
 * @throws StatusError 400 when the patch is not an object
 */
export function mergePatch(object: JsonObject, patch: Json): JsonObject {
  if (!isJsonObject(patch))
    throw badRequest(
      patch === null
        ? "Invalid JSON Patch"
        : `error decoding patch: json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`,
    );
  return merged(object, patch);
}

function goKind(value: Json): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function merged(object: JsonObject, patch: JsonObject): JsonObject {
  const out = { ...object };
  for (const name of Object.keys(patch)) {
    const [before, wanted] = [out[name], patch[name]];
    if (wanted === null || wanted === undefined) delete out[name];
    else if (isJsonObject(before) && isJsonObject(wanted)) out[name] = merged(before, wanted);
    else out[name] = isJsonObject(before) ? wanted : withoutNulls(wanted);
  }
  return out;
}

/** New parts have no fields that are null; items of lists may be. */
export function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
  return Object.fromEntries(fields.map(([name, part]) => [name, withoutNulls(part as Json)]));
}
