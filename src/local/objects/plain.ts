/** Copies and comparisons of plain JSON, on the path of every write: faster than those that care for more. */

/** A copy that shares nothing; fields that are `undefined` are left out. */
export function clone<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(clone) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined) continue;
    // An assignment would set the prototype.
    if (key === "__proto__") Object.defineProperty(copy, key, { value: clone(field), ...OWN });
    else copy[key] = clone(field);
  }
  return copy as T;
}

const OWN = { enumerable: true, configurable: true, writable: true };

/** Whether two values are the same JSON; a field that is `undefined` is as good as absent. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => same(item, b[index]));
  }
  return holds(a, b) && Object.keys(b).every((key) => Object.hasOwn(a, key) || isUndefined(b, key));
}

function holds(a: object, b: object): boolean {
  for (const key of Object.keys(a)) {
    const other = Object.hasOwn(b, key) ? (b as Record<string, unknown>)[key] : undefined;
    if (!same((a as Record<string, unknown>)[key], other)) return false;
  }
  return true;
}

function isUndefined(object: object, key: string): boolean {
  return (object as Record<string, unknown>)[key] === undefined;
}
