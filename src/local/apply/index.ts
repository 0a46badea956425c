/**
 * The write semantics of the API server: merging applied configurations and recording in `metadata.managedFields` who owns
 * which field, as structured-merge-diff v6 and apimachinery 1.36 do. Pure, synchronous, without I/O; imports model and
 * status.ts. Invariant: arguments are never changed, and what did not change keeps its identity, so that an apply that
 * changes nothing copies nothing.
 *
 * Order within a write: decode, `applyPatch` (or patch and `trackUpdate`), admission, prepare, validate, `keepTimes`, store.
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */

export type { Applied, OtherVersion, WriteContext } from "./contract.ts";
export { applyPatch } from "./apply.ts";
export { trackUpdate } from "./track.ts";
export { keepTimes } from "./times.ts";
export { resetFieldsOf } from "./reset-fields.ts";
export { entriesOfScale, entriesOfScaled } from "./scale.ts";
export { ApplyConflict } from "./conflict.ts";
export type { FieldSet } from "./field-set.ts";
