/** Fields, keys and indexes of values, with the errors of cel-go: their words tell what is pending. */

import { EvaluationFailure } from "./error.ts";
import { isList, MapValue, Opaque, Optional, typeName, Uint } from "./value.ts";
import type { Value } from "./value.ts";

/**
 * A field, key or index of a value; `undefined` where it is not there.
 * @throws {EvaluationFailure} where the value is a list and the key no number
 */
export function find(container: Value, key: Value): Value | undefined {
  if (container instanceof MapValue) return container.get(key);
  if (isList(container)) return container[indexOf(key)];
  if (container instanceof Opaque && typeof key === "string") return container.field(key);
  return undefined;
}

function indexOf(key: Value): number {
  const index = key instanceof Uint ? key.value : key;
  if (typeof index === "bigint") return Number(index);
  if (typeof index === "number" && Number.isInteger(index)) return index;
  throw new EvaluationFailure(`unsupported index type '${typeName(key)}' in list`);
}

/** A field, key or index of a value. @throws {EvaluationFailure} where it is not there */
export function valueAt(container: Value, key: Value): Value {
  const found = find(container, key);
  if (found !== undefined) return found;
  const text = key instanceof Uint ? key.value : typeof key === "object" ? typeName(key) : key;
  throw new EvaluationFailure(isList(container) ? `index out of bounds: ${text}` : `no such key: ${text}`);
}

/** A field, key or index that may not be there, also of a value that may not be there. */
export function elementAt(container: Value, key: Value): Optional {
  const inner = container instanceof Optional ? container.value : container;
  const found = inner === undefined ? undefined : find(inner, key);
  return found === undefined ? Optional.none : new Optional(found);
}
