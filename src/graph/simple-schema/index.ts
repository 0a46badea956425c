/**
 * kro's SimpleSchema, both ways: `string | required=true` to a structural schema and back. Imports errors, model, cel and
 * the words of graphs; kro's pkg/simpleschema decides what is right.
 * Invariant: what `toSimpleSchema` writes, `fromSimpleSchema` reads as the same schema.
 * @see https://kro.run/api/specifications/simple-schema
 */

export { fromSimpleSchema } from "./from.ts";
export { toSimpleSchema } from "./to.ts";
