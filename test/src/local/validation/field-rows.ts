/** What rows of a field are made of. */

import type { Json } from "../../../../src/model/json.ts";
import type { Schema } from "../../../../src/local/validation/index.ts";

/** One field of the probing kind's `spec`. */
export interface FieldRows {
  schema: Schema;
  /** For new objects. */
  values: Json[];
  /** Objects that were right before: what may become of them. */
  updates?: [before: Json, after: Json][];
  /** Objects that are older than the schema, and may be wrong. */
  ratchets?: [before: Json, after: Json][];
}

export const TEXT: Schema = { type: "string" };
export const NUMBER: Schema = { type: "integer" };

/** A value of every type. */
export const ANY: Json[] = ["text", "", 5, 1.5, true, null, [], ["a"], {}, { a: 1 }];

export function object(properties: Record<string, Schema>, more: Schema = {}): Schema {
  return { type: "object", properties, ...more };
}

export function list(items: Schema, more: Schema = {}): Schema {
  return { type: "array", items, ...more };
}
