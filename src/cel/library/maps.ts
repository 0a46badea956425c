/** kro's functions of maps. */

import { noSuchOverload } from "../error.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import { EntryMap, MapValue } from "../value.ts";
import type { Value } from "../value.ts";

function entriesOf(map: MapValue): [Value, Value][] {
  return map.keys().map((key) => [key, map.get(key) ?? null]);
}

function merge(map: MapValue, other: MapValue): Value {
  return new EntryMap([...entriesOf(map), ...entriesOf(other)]);
}

/** Maps within maps are merged too; anything else of the other map replaces what was there. */
function deepMerge(map: Value, other: Value): Value {
  if (!(map instanceof MapValue) || !(other instanceof MapValue)) throw noSuchOverload();
  if (other.size === 0) return map;
  if (map.size === 0) return other;
  const changes = entriesOf(other).map(([key, value]): [Value, Value] => {
    const before = map.get(key);
    return [key, before instanceof MapValue && value instanceof MapValue ? deepMerge(before, value) : value];
  });
  return new EntryMap([...entriesOf(map), ...changes]);
}

export const MAPS: Library = [
  define("map(K, V).merge(map(K, V)): map(K, V)", merge),
  define("dyn.deepMerge(dyn): dyn", deepMerge),
];
