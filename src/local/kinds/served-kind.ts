/** What the cluster knows of a kind that it serves: the same for built-in kinds and for those of CustomResourceDefinitions. */

import type { Kind } from "../../model/kind.ts";
import type { JsonObject } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import type { Chance, Clock } from "../clock.ts";
import type { StatusCause } from "../status.ts";
import type { Store } from "../store/store.ts";

export type Subresource = "status" | "scale" | "eviction" | "binding" | "token" | "log" | "exec" | "finalize";

/** A column that `kubectl get` prints. @see https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables */
export interface Column {
  name: string;
  type: "string" | "integer" | "number" | "boolean" | "date";
  format?: string;
  description?: string;
  /** 0 is always shown, 1 with `-o wide`. */
  priority?: number;
}

/** What came of reading what a client sent. */
export interface Decoded {
  /** Without unknown fields, in the form in which the API server writes it. */
  object: JsonObject;
  /** Paths of fields that the kind does not have, in the order in which they were sent: `spec.foo`. */
  unknown: readonly string[];
  /** Why it cannot be read at all, in the server's words: `json: cannot unmarshal string into Go struct field …`. */
  error?: string;
}

/** One version of one kind. */
export interface ServedKind extends Kind {
  /** The storage name, the same for all versions: `apps/deployments`, `/pods`. */
  resource: string;
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  /** The version in which objects are kept. */
  storageVersion: string;
  /** Of this version. */
  schema: StructuralSchema;
  subresources: ReadonlySet<Subresource>;
  rules: KindRules;
  /**
   * Reads what a client sent, or an apply merged, in this version, as the API server does. Leaves its argument as it is.
   * @default drops what the schema does not know
   */
  decode?(sent: JsonObject, how?: { merged: boolean }): Decoded;
  /** Converts between this version and the one in which objects are kept. Absent where only `apiVersion` differs. */
  conversion?: { toStorage(object: JsonObject): JsonObject; fromStorage(object: JsonObject): JsonObject };
}

/** What rules may look at. */
export interface RuleContext {
  store: Store;
  clock: Clock;
  chance: Chance;
  /** Takes texts for the `Warning` header of the answer; absent where there is nobody to warn. */
  warn?: ((text: string) => void) | undefined;
}

/**
 * What the API server does to objects of a kind on their way to the store, in this order: defaults, prepare, validate.
 * Objects are in the storage version; `prepare` and `defaults` change the object that they are given, which nobody else holds.
 */
export interface KindRules {
  /** Fills what the user left out. Idempotent. */
  defaults?(object: Manifest): void;
  /**
   * What the server sets or takes away itself: clears status, allocates addresses, keeps what clients may not set, admission.
   * `generation`, `uid`, timestamps and the status of an update are cared for by the caller.
   */
  prepare?(object: Manifest, previous: LiveObject | undefined, context: RuleContext): void;
  /** All that is wrong with a new object, in the server's words. */
  validate?(object: Manifest, context: RuleContext): StatusCause[];
  /** All that may not change or is wrong in an update. */
  validateUpdate?(object: Manifest, previous: LiveObject, context: RuleContext): StatusCause[];
  /** The same for writes of the status subresource. */
  validateStatus?(object: Manifest, previous: LiveObject): StatusCause[];
  /** What does not count for `metadata.generation`, beside metadata and status. Generation is absent in kinds without one. */
  generation?: "spec" | "all" | "none";
  /**
   * Marks an object whose deletion is asked for, in place of what is done to objects of other kinds then: sets its deletionTimestamp
   * and a finalizer, which keeps it until somebody takes that away. Asked once. CustomResourceDefinitions.
   * @returns another object; the one that it is given is not changed
   */
  deletion?(object: LiveObject, context: RuleContext): LiveObject;
  /** Gives back what `prepare` allocated. */
  released?(object: LiveObject, context: RuleContext): void;
  /** Called when a deletion is asked for: how long a deletion may take at most, seconds. Pods. */
  gracePeriod?(object: LiveObject): number | undefined;
  /** Where the scale subresource reads and writes. */
  scale?: { specReplicas: string; statusReplicas: string; selector?: string };
  /** Columns after the name, and the cells of one object. @default name and age only */
  table?: {
    columns: readonly Column[];
    cells(object: LiveObject, now: number): (string | number | boolean | null)[];
  };
}

/** The kinds that are served now. */
export interface Kinds {
  /** By what stands in a path. */
  byPath(group: string, version: string, plural: string): ServedKind | undefined;
  /** By what stands in a manifest. */
  byKind(apiVersion: string, kind: string): ServedKind | undefined;
  /** The storage version of a resource. */
  byResource(resource: string): ServedKind | undefined;
  /** All versions of all kinds, those of one group and version together, groups in the order of discovery. */
  all(): readonly ServedKind[];
}
