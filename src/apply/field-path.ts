/** Field paths as server-side apply writes them in conflict causes: `.spec.containers[name="web"].image`. Pure. */

import { isJsonObject, sameJson } from "../model/json.ts";

/** A field name, a list index, a value of a set, or the keys of a list element. */
export type FieldStep = string | { keys: Record<string, unknown> } | { value: unknown } | { index: number };

const STEP =
  /\.([^.[\]]+)|\[([^\]=]+=(?:"(?:[^"\\]|\\.)*"|[^\],]+)(?:,[^\]=]+=(?:"(?:[^"\\]|\\.)*"|[^\],]+))*)\]|\[=((?:"(?:[^"\\]|\\.)*"|[^\]])+)\]|\[(\d+)\]/g;

/**
 * Splits a path into its steps.
 * Field names with dots (annotation keys) are written bare by the server; the longest name that exists wins when reading.
 */
export function parseFieldPath(path: string): FieldStep[] {
  const steps: FieldStep[] = [];
  for (const [, name, keys, value, index] of (path.startsWith(".") || path.startsWith("[")
    ? path
    : `.${path}`
  ).matchAll(STEP)) {
    if (name !== undefined) steps.push(name);
    else if (keys !== undefined) steps.push({ keys: parseKeys(keys) });
    else if (value !== undefined) steps.push({ value: parseScalar(value) });
    else if (index !== undefined) steps.push({ index: Number(index) });
  }
  return steps;
}

function parseKeys(text: string): Record<string, unknown> {
  const pairs = text.matchAll(/([^,=]+)=("(?:[^"\\]|\\.)*"|[^,]+)/g);
  return Object.fromEntries([...pairs].map(([, key = "", value = ""]) => [key, parseScalar(value)]));
}

function parseScalar(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A place in an object: the container that holds the last step, and that step as a key. */
interface Place {
  container: Record<string | number, unknown>;
  key: string | number;
}

/** Finds the place that a path names, `undefined` where the object does not set it. */
function placeOf(object: unknown, steps: readonly FieldStep[]): Place | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || typeof object !== "object" || object === null) return undefined;
  const container = object as Record<string | number, unknown>;
  if (typeof step !== "string") {
    const key = Array.isArray(object) ? elementOf(object, step) : -1;
    return key < 0 ? undefined : descend({ container, key }, rest);
  }
  // The server does not quote dots in field names, so join as many plain steps as make an existing name.
  const names = steps
    .slice(0, steps.findIndex((item) => typeof item !== "string") >>> 0)
    .filter((item) => typeof item === "string");
  for (let taken = names.length; taken > 0; taken -= 1) {
    const key = names.slice(0, taken).join(".");
    if (Object.hasOwn(container, key)) return descend({ container, key }, steps.slice(taken));
  }
  return undefined;
}

function descend(place: Place, rest: readonly FieldStep[]): Place | undefined {
  return rest.length === 0 ? place : placeOf(place.container[place.key], rest);
}

function elementOf(list: readonly unknown[], step: Exclude<FieldStep, string>): number {
  if ("index" in step) return step.index < list.length ? step.index : -1;
  if ("value" in step) return list.findIndex((item) => sameJson(item, step.value));
  const keys = Object.entries(step.keys);
  // A key that the manifest leaves out is defaulted by the server (`protocol: TCP`): it must not contradict.
  return list.findIndex(
    (item) =>
      isJsonObject(item) &&
      keys.every(([key, value]) => item[key] === undefined || sameJson(item[key], value)),
  );
}

/** Whether an object sets the field that a path names. */
export function hasField(object: unknown, path: string): boolean {
  return placeOf(object, parseFieldPath(path)) !== undefined;
}

/** The value at a path, `undefined` where the object does not set it. */
export function fieldAt(object: unknown, path: string): unknown {
  const place = placeOf(object, parseFieldPath(path));
  return place?.container[place.key];
}

/** A copy of an object in which one field that it sets is removed, or set to another value. */
export function withField<T extends object>(object: T, path: string, value: unknown): T {
  const copy = structuredClone(object);
  const place = placeOf(copy, parseFieldPath(path));
  if (place === undefined) return copy;
  if (value !== undefined) place.container[place.key] = value;
  else if (Array.isArray(place.container)) place.container.splice(Number(place.key), 1);
  else delete place.container[place.key];
  return copy;
}
