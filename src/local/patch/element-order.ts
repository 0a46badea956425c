/**
 * The order of merged lists: that of the patch, and between its items those that only the server has.
 * @see https://github.com/kubernetes/design-proposals-archive/blob/main/cli/preserve-order-in-strategic-merge-patch.md
 */

import { type Json, isJsonObject } from "../../model/json.ts";

/** The merge key's value of an item; a scalar is its own. */
export function keyOf(item: Json | undefined, mergeKey: string): Json | undefined {
  if (mergeKey === "") return item;
  return isJsonObject(item) ? item[mergeKey] : undefined;
}

/** Where an item of the same key is, or -1. */
export function findByKey(items: readonly Json[], item: Json, mergeKey: string): number {
  const key = keyOf(item, mergeKey);
  return items.findIndex((one) => keyOf(one, mergeKey) === key);
}

/**
 * Puts merged items in order.
 * @param patched the order of the patch
 * @param server the order that the list had
 */
export function inOrder(
  merged: readonly Json[],
  { patched, server, mergeKey }: { patched: readonly Json[]; server: readonly Json[]; mergeKey: string },
): Json[] {
  const position = (order: readonly Json[], item: Json) => findByKey(order, item, mergeKey);
  const sorted = (items: Json[], order: readonly Json[]) =>
    items.sort((a, b) => position(order, a) - position(order, b));
  const right = sorted(
    merged.filter((item) => position(patched, item) >= 0),
    patched,
  );
  const left = sorted(
    merged.filter((item) => position(patched, item) < 0),
    server,
  );
  const out: Json[] = [];
  let next = 0;
  for (const item of right) {
    const at = position(server, item);
    const before = (one: Json | undefined) => {
      const other = one === undefined ? -1 : position(server, one);
      return other >= 0 && other < at;
    };
    while (before(left[next])) out.push(left[next++] as Json);
    out.push(item);
  }
  return [...out, ...left.slice(next)];
}
