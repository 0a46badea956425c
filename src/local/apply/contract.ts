/** What callers pass to the write semantics, and what they get back. Types only. */

import type { JsonObject } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import type { FieldSet } from "./field-set.ts";

/** Another version of the kind that is written: fields may be owned in it. */
export interface OtherVersion {
  /** Absent where nothing is known of the fields. */
  schema?: StructuralSchema;
  /** As `WriteContext.resetFields`, in this version. */
  resetFields?: FieldSet;
  /** Converts an object of the request's version into this one; leaves its argument as it is. */
  to(object: JsonObject): JsonObject;
  /** Converts an object of this version into the request's one; leaves its argument as it is. */
  from(object: JsonObject): JsonObject;
}

/** What applying and tracking have in common. Everything is in the version of the request. */
export interface WriteContext {
  /** Of the version of the request; absent where nothing is known of the fields: their types are deduced from values. */
  schema?: StructuralSchema | undefined;
  /** The object as it is stored, defaulted, with its managedFields. Absent where it does not exist. */
  live?: JsonObject | undefined;
  /** Who writes; `unknown` where it is empty. */
  manager: string;
  /** Of the request, for example `apps/v1`. */
  apiVersion: string;
  /** For example `status`. */
  subresource?: string | undefined;
  /** RFC 3339 with seconds and Z: `2026-01-31T12:00:00Z`. */
  now: string;
  /** Fields that this endpoint ignores, and that nobody may own through it: see `resetFieldsOf`. */
  resetFields?: FieldSet | undefined;
  /** Finds another version that owners wrote in. Entries of versions that it does not find are dropped. @default finds none */
  versions?: ((apiVersion: string) => OtherVersion | undefined) | undefined;
}

export interface ApplyRequest extends WriteContext {
  /** What the manager wants, as it was sent. */
  applied: JsonObject;
  /** Takes fields over that others own. @default false */
  force?: boolean | undefined;
  /**
   * What Go's types and defaulting make of the merged object before it is compared and owned: drops nulls, writes quantities
   * and times canonically, fills defaults. Gets an object that it may change at the top level only through a copy.
   * @default leaves it as it is
   */
  finish?: ((merged: JsonObject) => JsonObject) | undefined;
}

export interface Applied {
  /** The merged object with its managedFields. The very `live` when nothing changed. Shares parts with its arguments. */
  object: JsonObject;
  /** `false` when the live object was as wanted, and owned as before. */
  changed: boolean;
}

export interface UpdateRequest extends WriteContext {
  /**
   * The whole object as it shall be: defaulted, with what the client sent as managedFields, but before admission and before
   * the server allocates or clears anything: what those do is owned by nobody. Decoding a custom resource drops an empty
   * list of managedFields, so that it resets nothing.
   */
  next: JsonObject;
}
