/** States as they are kept in the recording: many differ little from another one. */

import { type Json, type JsonObject, isJsonObject, sameJson } from "../../../../src/model/json.ts";

/** A whole state, or what is to be merged into an earlier one: null takes a field away. */
export type KeptState = { whole: JsonObject } | { of: number; merge: JsonObject };

/** Lists of owners as objects, so that they are merged entry by entry. */
function spread(state: JsonObject): JsonObject {
  const metadata = state["metadata"];
  if (!isJsonObject(metadata) || !Array.isArray(metadata["managedFields"])) return state;
  return {
    ...state,
    metadata: { ...metadata, managedFields: Object.fromEntries(metadata["managedFields"].entries()) },
  };
}

function gathered(state: JsonObject): JsonObject {
  const metadata = state["metadata"];
  if (!isJsonObject(metadata) || !isJsonObject(metadata["managedFields"])) return state;
  const entries = Object.entries(metadata["managedFields"]).sort(([a], [b]) => Number(a) - Number(b));
  return {
    ...state,
    metadata: { ...metadata, managedFields: entries.map(([, entry]) => entry ?? null) },
  };
}

/** What has to be merged into one object to get another; `undefined` when that cannot be said. */
function difference(from: JsonObject, to: JsonObject): JsonObject | undefined {
  const out: JsonObject = {};
  for (const name of Object.keys(from)) if (to[name] === undefined) out[name] = null;
  for (const [name, value] of Object.entries(to)) {
    const before = from[name];
    if (value === undefined || sameJson(before, value)) continue;
    if (holdsNull(value)) return undefined;
    const part = isJsonObject(before) && isJsonObject(value) ? difference(before, value) : value;
    if (part === undefined) return undefined;
    out[name] = part;
  }
  return out;
}

function holdsNull(value: Json): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return false;
  return isJsonObject(value) && Object.values(value).some((part) => part === undefined || holdsNull(part));
}

function merged(from: JsonObject, merge: JsonObject): JsonObject {
  const out = { ...from };
  for (const [name, value] of Object.entries(merge)) {
    const before = out[name];
    if (value === null || value === undefined) delete out[name];
    else out[name] = isJsonObject(before) && isJsonObject(value) ? merged(before, value) : value;
  }
  return out;
}

/** Keeps states, each once. */
export class States {
  readonly kept: KeptState[] = [];
  readonly #known = new Map<string, number>();
  readonly #states: JsonObject[] = [];

  /**
   * @param near the index of a state that it may differ little from
   * @returns the index of the state
   */
  add(state: JsonObject, near?: number): number {
    const text = JSON.stringify(state);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const index = this.kept.length;
    const from = near === undefined ? undefined : this.#states[near];
    const merge = from === undefined ? undefined : difference(spread(from), spread(state));
    this.kept.push(near === undefined || merge === undefined ? { whole: state } : { of: near, merge });
    this.#known.set(text, index);
    this.#states.push(state);
    return index;
  }
}

/** The states as they were. */
export function restoreStates(kept: readonly KeptState[]): JsonObject[] {
  const states: JsonObject[] = [];
  for (const state of kept)
    states.push(
      "whole" in state ? state.whole : gathered(merged(spread(states[state.of] ?? {}), state.merge)),
    );
  return states;
}
