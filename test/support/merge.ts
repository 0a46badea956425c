/** Changing manifests, and comparing them with what the server made of them. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../../src/model/json.ts";

/** Merges a change into a manifest; lists are replaced. @see https://www.rfc-editor.org/rfc/rfc7386 */
export function merge(target: JsonObject, change: JsonObject): JsonObject {
  const merged = { ...target };
  for (const [key, value] of Object.entries(change)) {
    const before = merged[key];
    merged[key] = isJsonObject(value) ? merge(isJsonObject(before) ? before : {}, value) : value;
  }
  return merged;
}

/**
 * Where a live value lacks what is wanted. The server may add fields, not items of lists, except to `conditions`.
 * @returns one line per difference, none when everything is there
 */
export function missing(live: unknown, wanted: Json | undefined, path = ""): string[] {
  if (isJsonObject(wanted)) {
    const at = isJsonObject(live) ? live : {};
    return Object.entries(wanted).flatMap(([key, value]) => missing(at[key], value, `${path}.${key}`));
  }
  if (!Array.isArray(wanted)) {
    return live === wanted ? [] : [`${path}: ${JSON.stringify(live)}, not ${JSON.stringify(wanted)}`];
  }
  const items: unknown[] = Array.isArray(live) ? live : [];
  if (path.endsWith(".conditions")) {
    return wanted
      .filter((item) => !items.some((candidate) => missing(candidate, item).length === 0))
      .map((item) => `${path}: ${JSON.stringify(items)} has no ${JSON.stringify(item)}`);
  }
  if (items.length !== wanted.length) return [`${path}: ${items.length} items, not ${wanted.length}`];
  return wanted.flatMap((item, index) => missing(items[index], item, `${path}[${index}]`));
}

/** Paths of the values that a change adds to a manifest; lists are not looked into. */
export function addedBy(change: JsonObject, manifest: JsonObject, path: string[] = []): string[][] {
  return Object.entries(change).flatMap(([key, value]) => {
    const before = manifest[key];
    if (isJsonObject(value)) return addedBy(value, isJsonObject(before) ? before : {}, [...path, key]);
    return before === undefined ? [[...path, key]] : [];
  });
}
