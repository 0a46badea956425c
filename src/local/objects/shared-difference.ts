/** What makes one object of another with which it shares most of its parts: found by identity, so that finding it costs little. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";

/**
 * What is to be done to `from` to make it `to`: fields to set, fields to take away, and the same for objects inside.
 * Fields that are `undefined` are absent.
 */
export function sharedDifference(from: object, to: object): JsonObject {
  const set: [string, Json][] = [];
  const within: [string, Json][] = [];
  const gone = Object.keys(from).filter(
    (name) => valueOf(from, name) !== undefined && valueOf(to, name) === undefined,
  );
  for (const name of Object.keys(to)) {
    const [old, value] = [valueOf(from, name), valueOf(to, name)];
    if (value === undefined || value === old) continue;
    if (isJsonObject(old) && isJsonObject(value)) {
      const inside = sharedDifference(old, value);
      if (Object.keys(inside).length > 0) within.push([name, inside]);
    } else set.push([name, value]);
  }
  return {
    ...(set.length === 0 ? {} : { set: Object.fromEntries(set) }),
    ...(gone.length === 0 ? {} : { gone }),
    ...(within.length === 0 ? {} : { within: Object.fromEntries(within) }),
  };
}

/** Does to `from`, which stays as it is, what `sharedDifference` found. @returns shares what is the same */
export function withDifference(from: JsonObject, { set, gone, within }: JsonObject): JsonObject {
  const fields = new Map(Object.entries(from));
  for (const name of Array.isArray(gone) ? gone : []) if (typeof name === "string") fields.delete(name);
  for (const [name, value] of entriesOf(set)) fields.set(name, value);
  for (const [name, change] of entriesOf(within)) {
    const old = fields.get(name);
    if (isJsonObject(old) && isJsonObject(change)) fields.set(name, withDifference(old, change));
  }
  return Object.fromEntries(fields);
}

function valueOf(object: object, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? (object as JsonObject)[name] : undefined;
}

function entriesOf(value: Json | undefined): [string, Json | undefined][] {
  return isJsonObject(value) ? Object.entries(value) : [];
}
