/**
 * A field of an object's metadata that is computed when somebody first reads it. Controllers write objects many times before
 * a client looks at one, and `managedFields` costs more than all the rest of such a write.
 */

import type { JsonObject } from "../../model/json.ts";
import type { LiveObject, ObjectMeta } from "../../model/object.ts";

type Meta = LiveObject["metadata"];
type ManagedFields = ObjectMeta["managedFields"];

/** Computes the field. What else it has is for those who made it. */
export interface Deferred {
  compute(): ManagedFields;
  /**
   * What a later process needs to compute it.
   * @param object the one that has the field
   * @returns `undefined` when it has to be computed now
   */
  save(object: LiveObject): JsonObject | undefined;
}

/** Where metadata keeps what will compute its `managedFields`; copies do not have it. */
const DEFERRED = Symbol("deferred managedFields");

type Unread = Meta & { [DEFERRED]?: Deferred | undefined };

/** One getter for all: what differs between objects is in the objects. */
const LAZY: PropertyDescriptor = { get: computed, enumerable: true, configurable: true };

function computed(this: Unread): ManagedFields {
  const value = this[DEFERRED]?.compute();
  this[DEFERRED] = undefined;
  Object.defineProperty(this, "managedFields", {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return value;
}

/**
 * Puts `managedFields` on metadata, to be computed at the first read. It looks like any other field: JSON and spreads see it.
 * @param metadata is changed
 * @param deferred asked once for each copy that is read
 */
export function deferManagedFields(metadata: Meta, deferred: Deferred): void {
  Object.defineProperty(metadata, DEFERRED, { value: deferred, writable: true, configurable: true });
  Object.defineProperty(metadata, "managedFields", LAZY);
}

/** What will compute the field; `undefined` when it is there already. */
export function deferredOf(metadata: Meta): Deferred | undefined {
  return (metadata as Unread)[DEFERRED];
}

/** A copy of metadata that is no deeper than its fields, and leaves what is not computed yet uncomputed. */
export function copyMetadata(metadata: Meta): Meta {
  const deferred = deferredOf(metadata);
  if (deferred === undefined) return { ...metadata };
  const copy = withoutManagedFields(metadata);
  deferManagedFields(copy, deferred);
  return copy;
}

/** A copy without the field, which stays uncomputed. */
export function withoutManagedFields(metadata: Meta): Meta {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(metadata))
    if (name !== "managedFields") copy[name] = metadata[name as keyof Meta];
  return copy as Meta & Record<string, unknown>;
}
