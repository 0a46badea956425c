/** References inside a JSON Schema. Pure. */

import { stepsOf } from "../model/json-pointer.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";

/** What is wrong with a schema, and what to do: caught where the path of the field is known. */
export class SchemaProblem extends Error {
  override readonly name = "SchemaProblem";
}

/**
 * What a reference points to.
 * @param root the whole document
 * @param reference for example `#/$defs/Port`
 * @throws {SchemaProblem}
 * @see https://www.rfc-editor.org/rfc/rfc6901
 */
export function resolveReference(root: JsonObject, reference: string): unknown {
  if (reference === "#") return root;
  if (!reference.startsWith("#/"))
    throw new SchemaProblem(`the reference ${reference} leaves the schema. Put what it means into $defs.`);
  let current: unknown = root;
  for (const key of stepsOf(decodeURIComponent(reference))) {
    const next: unknown = isJsonObject(current) && Object.hasOwn(current, key) ? current[key] : undefined;
    if (next === undefined) throw new SchemaProblem(`the reference ${reference} points to nothing.`);
    current = next;
  }
  return current;
}
