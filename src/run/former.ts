/** What a field manager applied, read back from the object: the manifest of its last write, as far as it still holds. Pure. */

import { ownFields } from "../apply/managed-fields.ts";
import { isJsonObject, type JsonObject, sameJson } from "../model/json.ts";
import type { LiveObject, Manifest } from "../model/object.ts";

/**
 * The manifest that a manager applied last.
 * @returns `undefined` when it owns nothing; without the fields that others changed since, as those are not its any more
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function formerManifest(live: LiveObject, fieldManager: string): Manifest | undefined {
  const fields = ownFields(live, fieldManager);
  if (Object.keys(fields).length === 0) return undefined;
  const owned = ownedPart(fields, live);
  const { apiVersion, kind } = live;
  const { name, namespace } = live.metadata;
  const metadata = isJsonObject(owned) && isJsonObject(owned["metadata"]) ? owned["metadata"] : {};
  return {
    ...(owned as JsonObject),
    apiVersion,
    kind,
    metadata: { ...metadata, name, ...(namespace !== undefined && { namespace }) },
  };
}

function ownedPart(fields: JsonObject, value: unknown): unknown {
  const steps = Object.entries(fields).filter(([step]) => step !== ".");
  if (steps.length === 0) return "." in fields ? emptied(value) : value;
  if (Array.isArray(value)) return steps.flatMap(([step, inner]) => ownedElement(step, inner, value));
  if (!isJsonObject(value)) return value;
  const owned: Record<string, unknown> = {};
  for (const [step, inner] of steps) {
    const name = step.slice(2);
    if (value[name] !== undefined) owned[name] = ownedPart(isJsonObject(inner) ? inner : {}, value[name]);
  }
  return owned;
}

/** Owned is the list or map itself, none of what is in it. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return isJsonObject(value) ? {} : value;
}

/** The element of a list that a step selects: `k:{…}` by keys, `v:…` by value. */
function ownedElement(step: string, inner: unknown, list: readonly unknown[]): unknown[] {
  const wanted: unknown = JSON.parse(step.slice(2));
  if (step.startsWith("v:")) return [wanted];
  if (!isJsonObject(wanted)) return [];
  const keys = Object.entries(wanted);
  const element = list.find(
    (candidate) => isJsonObject(candidate) && keys.every(([key, value]) => sameJson(candidate[key], value)),
  );
  if (element === undefined) return [];
  const part = ownedPart(isJsonObject(inner) ? inner : {}, element);
  return [isJsonObject(part) ? { ...wanted, ...part } : part];
}
