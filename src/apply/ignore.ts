/**
 * Leaving fields to others: `conflicts: { ignore: [paths] }`.
 *
 * Under an ignored path an update sends what we alone own, at its live value, and what the object does not have yet: what another
 * manager owns too is released, and what the manifest drops stays, since leaving it out would remove it. Pure.
 */

import { isJsonObject, type JsonObject, sameJson } from "../model/json.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import {
  type ElementStep,
  type FieldStep,
  hasKeys,
  isNamed,
  namesAt,
  parseFieldPath,
  selects,
} from "./field-path.ts";
import { below, elementsOf, elementWith, isEmptySet, isLeaf } from "./field-set.ts";
import { OWN_PREFIX } from "./ownership.ts";
import { type Holders, type Place, within } from "./place.ts";

/**
 * A manifest that leaves fields as they are.
 * @param paths what to leave, see field-path.ts
 */
export function leaveIgnored(
  wanted: Manifest,
  live: LiveObject,
  paths: readonly string[],
  holders: Holders,
): Manifest {
  let manifest: unknown = wanted;
  // Below the root an empty set stands for the whole field.
  const [ours, others] = [holders.ours, holders.others].map((set) => (isEmptySet(set) ? undefined : set));
  for (const path of paths)
    manifest = leave({ wanted: manifest, live, ours, others }, parseFieldPath(path)) ?? manifest;
  return withMarks(manifest as Manifest, wanted);
}

function marks(map: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name.startsWith(OWN_PREFIX)));
}

/** The marks of ownership are no fields of the user's. */
function withMarks(manifest: Manifest, { metadata }: Manifest): Manifest {
  const kept = manifest.metadata;
  const labels = { ...kept.labels, ...marks(metadata.labels) };
  const annotations = { ...kept.annotations, ...marks(metadata.annotations) };
  return { ...manifest, metadata: { ...kept, labels, annotations } };
}

function leave(place: Place, steps: readonly FieldStep[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return leftAlone(place);
  // A list or map that is owned as a whole can only be sent as a whole.
  if (place.ours !== undefined && isLeaf(place.ours) && place.ours["."] === undefined)
    return asItLives(place.wanted, place.live, steps);
  return typeof step === "string" ? leaveField(place, steps) : leaveElements(place, step, rest);
}

function leaveField(place: Place, steps: readonly FieldStep[]): unknown {
  const wanted = isJsonObject(place.wanted) ? place.wanted : {};
  const live = isJsonObject(place.live) ? place.live : {};
  const result: Record<string, unknown> = { ...wanted };
  const known = [...new Set([...Object.keys(wanted), ...Object.keys(live)])];
  for (const { name, rest } of namesAt(steps)) {
    const names = known.filter((candidate) => isNamed(name, candidate));
    for (const at of names) {
      const left = leave(within(place, `f:${at}`), rest);
      if (left === undefined) delete result[at];
      else result[at] = left;
    }
    if (names.length > 0) break;
  }
  if (Object.keys(result).length > 0) return result;
  return place.wanted !== undefined && Object.keys(wanted).length === 0 ? place.wanted : undefined;
}

function leaveElements(place: Place, step: ElementStep, rest: readonly FieldStep[]): unknown {
  const wanted: unknown[] = Array.isArray(place.wanted) ? place.wanted : [];
  const owned = [...elementsOf(place.ours), ...elementsOf(place.others)];
  const left = wanted.flatMap((item, index) => {
    if (!selects(step, item, index)) return [item];
    const key = owned.find(({ keys }) => hasKeys(item, keys));
    return key === undefined ? leaveValue(place, item) : leaveElement(place, { item, ...key }, rest);
  });
  const dropped = elementsOf(place.ours).filter(
    ({ keys }) =>
      !("index" in step) && !wanted.some((item) => hasKeys(item, keys)) && selects(step, keys, -1),
  );
  for (const key of dropped) left.push(...leaveElement(place, { item: undefined, ...key }, rest));
  return left.length === 0 && wanted.length > 0 ? undefined : left;
}

/** A value of a set: ours while nobody else has it. */
function leaveValue({ ours, others }: Place, item: unknown): unknown[] {
  const step = `v:${JSON.stringify(item)}`;
  return below(ours, step) !== undefined && below(others, step) === undefined ? [item] : [];
}

function leaveElement(
  place: Place,
  { item, step, keys }: { item: unknown; step: string; keys: JsonObject },
  rest: readonly FieldStep[],
): unknown[] {
  const left = leave({ ...within(place, step), wanted: item }, rest);
  return isJsonObject(left) ? [{ ...keys, ...left }] : [];
}

/** What we alone own of a place, as it lives, and what nobody has set yet. */
function leftAlone(place: Place): unknown {
  const { wanted, live, ours, others } = place;
  if (live === undefined) return wanted;
  if (ours !== undefined && isLeaf(ours)) {
    if (ours["."] === undefined) return others === undefined ? live : undefined;
    if (sameJson(live, {}) || sameJson(live, [])) return live;
  }
  if (Array.isArray(live)) return elementsLeftAlone(place);
  if (!isJsonObject(live)) return undefined;
  const manifest = isJsonObject(wanted) ? wanted : {};
  const fields = Object.keys({ ...live, ...manifest }).flatMap((name) => {
    const left = leftAlone(within(place, `f:${name}`));
    return left === undefined ? [] : [[name, left] as const];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

function elementsLeftAlone(place: Place): unknown {
  const { wanted, ours, others } = place;
  const known = [...elementsOf(ours), ...elementsOf(others)];
  const added = (Array.isArray(wanted) ? wanted : []).filter(
    (item) => isJsonObject(item) && known.length > 0 && !known.some(({ keys }) => hasKeys(item, keys)),
  );
  const values = Object.keys(ours ?? {}).filter((step) => step.startsWith("v:") && !others?.[step]);
  const elements = elementsOf(ours).flatMap(({ step, keys }) => {
    const part = leftAlone(within(place, step));
    return isJsonObject(part) ? [{ ...keys, ...part }] : [];
  });
  const left = [...values.map((step) => JSON.parse(step.slice(2)) as unknown), ...elements, ...added];
  return left.length === 0 ? undefined : left;
}

/**
 * A manifest whose ignored fields have the values of the live object: a new one begins where the old one was.
 * Only fields that the manifest sets: what others wrote may be about the old object.
 */
export function withLiveValues(wanted: Manifest, live: LiveObject, paths: readonly string[]): Manifest {
  const changed = paths.reduce<unknown>(
    (manifest, path) => asItLives(manifest, live, parseFieldPath(path)),
    wanted,
  );
  return withMarks(changed as Manifest, wanted);
}

/** A value in which what the steps lead to is as it lives. */
function asItLives(wanted: unknown, live: unknown, steps: readonly FieldStep[]): unknown {
  if (live === undefined) return wanted;
  const [step, ...rest] = steps;
  if (typeof step === "object") {
    if (!Array.isArray(wanted) || !Array.isArray(live)) return wanted;
    return wanted.map((item, index): unknown =>
      selects(step, item, index) ? asItLives(item, counterpart(step, index, live), rest) : item,
    );
  }
  if (!isJsonObject(wanted) || !isJsonObject(live)) return step === undefined ? live : wanted;
  const paths = step === undefined ? [{ name: "*", rest }] : namesAt(steps);
  for (const { name, rest: below } of paths) {
    const names = Object.keys(wanted).filter((candidate) => isNamed(name, candidate));
    if (names.length === 0) continue;
    return {
      ...wanted,
      ...Object.fromEntries(names.map((at) => [at, asItLives(wanted[at], live[at], below)])),
    };
  }
  return wanted;
}

function counterpart(step: ElementStep, index: number, live: readonly unknown[]): unknown {
  return "keys" in step ? elementWith(live, step.keys as JsonObject) : live[index];
}
