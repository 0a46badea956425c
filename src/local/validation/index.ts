/**
 * Structural schemas at work: dropping unknown fields, filling defaults, finding what is wrong, in the words of the API server.
 * Generic: knows schemas and JSON, neither kinds nor the store. Imports model, cel and the contracts of `local`.
 * Invariant: a schema is compiled once, into closures; schemas that were passed here must not be changed afterwards.
 */

export type { Schema, ValidationRule } from "./schema.ts";
export { pruneUnknown } from "./prune.ts";
export { dropNulls, fillDefaults } from "./defaults.ts";
export { validateStructure, validateStructureUpdate } from "./structure.ts";
export { validateListTypes } from "./list-types.ts";
export { validateEmbedded } from "./embedded.ts";
export { validateRules } from "./rules.ts";
export { OBJECT_META } from "./object-meta.ts";
