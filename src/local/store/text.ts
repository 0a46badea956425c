/** The JSON text of objects, written once for each: what is stored is never changed. */

/** What every object says first. */
interface Typed {
  apiVersion: string;
  kind: string;
}

// All of an object but its apiVersion and kind, without the opening brace.
const tails = new WeakMap<object, string>();

/** An object as JSON, without its apiVersion, its kind and the opening brace. */
export function tailOf(object: Typed): string {
  const known = tails.get(object);
  if (known !== undefined) return known;
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  const tail = JSON.stringify(rest).slice(1);
  tails.set(object, tail);
  return tail;
}

/** An object as JSON. */
export function textOf(object: Typed): string {
  const tail = tailOf(object);
  const head = `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)}`;
  return tail === "}" ? `${head}}` : `${head},${tail}`;
}
