/** How objects are written into lists. */

import { isBuiltIn } from "../../model/kind-table.ts";
import type { LiveObject } from "../../model/object.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { tailOf, textOf } from "../store/text.ts";

const namesItsItems = new WeakMap<ServedKind, boolean>();

/** Lists of built-in kinds do not repeat what their items are; those of custom kinds do. */
function namesItems(kind: ServedKind): boolean {
  const known = namesItsItems.get(kind);
  if (known !== undefined) return known;
  const names = !isBuiltIn(kind);
  namesItsItems.set(kind, names);
  return names;
}

/** An object as an item of a list. */
export function itemTextOf(kind: ServedKind, object: LiveObject): string {
  return namesItems(kind) ? textOf(object) : `{${tailOf(object)}`;
}
