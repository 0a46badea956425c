/**
 * The API behind HTTP: reads and writes of objects with everything that the API server does to them. Synchronous; whoever
 * answers a client waits for `store.committed()` first. The REST layer and the controllers both speak through it.
 */

import type { Json } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import type { ServedKind, Subresource } from "../kinds/served-kind.ts";
import type { LabelSelector } from "./label-selector.ts";

/** How a write is to be done. */
export interface WriteOptions {
  /** Recorded in managedFields. */
  manager: string;
  subresource?: Extract<Subresource, "status" | "scale" | "finalize">;
  /** Everything but the write itself. */
  dryRun?: boolean;
  /** What to do about unknown and duplicate fields. @default "Ignore" for callers inside, the client's wish from outside */
  fieldValidation?: "Ignore" | "Warn" | "Strict";
  /** Texts for the `Warning` header of the answer. */
  warn?: (text: string) => void;
  /**
   * Written by a controller of this cluster, which makes no mistakes: defaults, validation and admission are left out.
   * @default false
   */
  trusted?: boolean;
}

export interface ApplyOptions extends WriteOptions {
  /** Take fields over that other managers own. */
  force?: boolean;
}

export interface DeleteOptions {
  propagationPolicy?: "Foreground" | "Background" | "Orphan";
  /** Seconds. */
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
}

export type PatchType = "json" | "merge" | "strategic";

export interface ListOptions {
  namespace?: string;
  labels?: LabelSelector;
  /** By path, for example `metadata.name`; several must all hold. */
  fields?: { path: string; value: string; not: boolean }[];
}

export interface Written {
  object: LiveObject;
  /** Whether the object did not exist before. */
  created: boolean;
  /** `false` when the object was as asked for already: nothing was written. */
  changed: boolean;
}

/** All methods throw StatusError, with the text of the API server. Objects are of the kind's own version. */
export interface Objects {
  get(kind: ServedKind, namespace: string | undefined, name: string): LiveObject | undefined;
  list(kind: ServedKind, options?: ListOptions): LiveObject[];
  /** Also resolves `metadata.generateName`. */
  create(kind: ServedKind, manifest: Manifest, options: WriteOptions): Written;
  /** PUT: creates where the kind allows it; a `resourceVersion` is a precondition. */
  update(kind: ServedKind, object: Manifest, options: WriteOptions): Written;
  /** Server-side apply: creates what is absent, unless a `uid` or `resourceVersion` is given. */
  apply(kind: ServedKind, applied: Manifest, options: ApplyOptions): Written;
  patch(
    kind: ServedKind,
    target: { namespace?: string; name: string; type: PatchType; patch: Json },
    options: WriteOptions,
  ): Written;
  /**
   * @returns `gone` when the object is no longer there, else the object that waits for its finalizers or its grace period
   */
  delete(
    kind: ServedKind,
    target: { namespace?: string; name: string },
    options?: DeleteOptions,
  ): { gone: boolean; object: LiveObject };
  deleteCollection(kind: ServedKind, list: ListOptions, options?: DeleteOptions): LiveObject[];
}
