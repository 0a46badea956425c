/** What somebody else changed of elements that a patch added to a shared list: managedFields say nothing of single ones. Pure. */

import { isJsonObject, type Json, sameJson } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import type { DriftedField } from "./drift.ts";
import type { FieldStep } from "./field-path.ts";
import { changeOf, type ListOptions } from "./list-change.ts";
import { writerOf } from "./managed-fields.ts";
import { fieldManagerOf } from "./ownership.ts";
import { isSameElement, sharedElements, type SharedList, sharedListOf } from "./shared-list.ts";

/**
 * The elements that are not in a shared list as they were added.
 * @param wanted what was added
 */
export function driftedElements(
  live: LiveObject,
  wanted: readonly Json[],
  options: ListOptions,
): DriftedField[] {
  const list = sharedListOf(live);
  const change = changeOf(live, wanted, options);
  if (list === undefined || change === undefined) return [];
  const present = sharedElements(live);
  const counterpart = (elements: readonly Json[], element: Json): Json | undefined =>
    elements.find((one) => isSameElement(list.keys, one, element));
  const lost = change.elements.filter((element) => !present.some((one) => sameJson(one, element)));
  const left = present.filter((element) => counterpart(change.elements, element) === undefined);
  return [
    ...lost.map((element) => ({ element, ours: element, theirs: counterpart(present, element) })),
    ...left.map((element) => ({ element, ours: undefined, theirs: element })),
  ].map(({ element, ...values }) => {
    const path = pathOf(list, element);
    const by = writerOf(live, path, fieldManagerOf(options.ownership));
    return { path, ...values, ...(by !== undefined && { by }) };
  });
}

function pathOf({ path, keys }: SharedList, element: Json): FieldStep[] {
  if (keys.length === 0 || !isJsonObject(element)) return [...path];
  const named = keys.flatMap((key) => (element[key] === undefined ? [] : [[key, element[key]]]));
  return [...path, { keys: Object.fromEntries(named) as Record<string, unknown> }];
}
