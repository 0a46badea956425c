/**
 * Who owns what controllers wrote, worked out when somebody asks: most of what they write is replaced before anybody does.
 * What has not been asked for is kept over restarts as what is needed to work it out.
 */

import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import type { LiveObject, ManagedFieldsEntry } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { deferManagedFields, deferredOf, withoutManagedFields, type Deferred } from "../store/lazy.ts";
import { fromStorage, type Environment } from "./environment.ts";
import type { WriteOptions } from "./objects.ts";
import { sharedDifference, withDifference } from "./shared-difference.ts";
import { tracked, writeContext } from "./tracking.ts";

/** One write, or several of one manager in a row, which are recorded as one. In the storage version. */
interface UntrackedWrite {
  manager: string;
  subresource?: WriteOptions["subresource"];
  /** ms since 1970. */
  at: number;
  /** The object before. */
  base: LiveObject | undefined;
  /** The object after, without managedFields. */
  after: LiveObject;
}

/** So many writes may wait for a reader of managedFields: each keeps the object alive that it replaced. */
const DEPTH = 8;

class Untracked implements Deferred {
  readonly #environment: () => Environment;
  readonly #resource: string;
  readonly write: UntrackedWrite;
  /** How many such writes hang on one another. */
  readonly depth: number;
  #found: { value: ManagedFieldsEntry[] | undefined } | undefined;

  constructor(environment: () => Environment, resource: string, write: UntrackedWrite) {
    const below = write.base === undefined ? undefined : deferredOf(write.base.metadata);
    this.#environment = environment;
    this.#resource = resource;
    this.write = write;
    this.depth = below instanceof Untracked ? below.depth + 1 : 1;
  }

  compute(): ManagedFieldsEntry[] | undefined {
    this.#found ??= { value: this.#track() };
    return this.#found.value;
  }

  #track(): ManagedFieldsEntry[] | undefined {
    const environment = this.#environment();
    const { manager, subresource, at, base, after } = this.write;
    const kind = environment.kinds.byResource(this.#resource);
    if (kind === undefined) return base?.metadata.managedFields;
    const options = subresource === undefined ? { manager } : { manager, subresource };
    const context = { ...writeContext(environment, kind, { options, live: base }), now: timestamp(at) };
    return tracked(context, fromStorage(kind, after)).metadata.managedFields;
  }

  save(object: LiveObject): JsonObject | undefined {
    const { manager, subresource, at, base, after } = this.write;
    const before = base === undefined ? null : savedBase(base, after);
    if (before === undefined) return undefined;
    return {
      manager,
      at,
      before,
      // Bindings change a pod without becoming one of its owners.
      ...(isSame(object, after) ? {} : { wrote: sharedDifference(plain(object), plain(after)) }),
      ...(subresource === undefined ? {} : { subresource }),
    };
  }
}

/**
 * Records what a controller wrote, when somebody asks.
 * @param next has no managedFields; its metadata is changed. In the storage version, as `previous`
 */
export function trackLater(
  environment: Environment,
  kind: ServedKind,
  { previous, next, options }: { previous: LiveObject | undefined; next: LiveObject; options: WriteOptions },
): void {
  const { manager, subresource } = options;
  const write: UntrackedWrite = {
    manager,
    at: environment.clock.now(),
    base: baseOf(previous, options),
    after: { ...next, metadata: { ...next.metadata } },
    ...(subresource === undefined ? {} : { subresource }),
  };
  deferManagedFields(next.metadata, new Untracked(() => environment, kind.resource, write));
}

function baseOf(
  previous: LiveObject | undefined,
  { manager, subresource }: WriteOptions,
): LiveObject | undefined {
  const waiting = previous === undefined ? undefined : deferredOf(previous.metadata);
  if (previous === undefined || !(waiting instanceof Untracked)) return previous;
  const { write, depth } = waiting;
  if (write.manager === manager && write.subresource === subresource) return write.base;
  // A copy reads the field: working it out lets go of everything that it hung on.
  return depth < DEPTH ? previous : { ...previous, metadata: { ...previous.metadata } };
}

/** Whether an object is still what was written, but for its revision. */
function isSame(object: LiveObject, after: LiveObject): boolean {
  return sameFields(object, after) && sameFields(object.metadata, after.metadata);
}

/** Of objects or of their metadata: by identity, since what did not change is shared. */
function sameFields(a: object, b: object): boolean {
  let fields = 0;
  for (const name in b) {
    if (OTHERWISE.has(name)) continue;
    if (valueOf(a, name) !== valueOf(b, name)) return false;
    fields += 1;
  }
  for (const name in a) if (!OTHERWISE.has(name)) fields -= 1;
  return fields === 0;
}

/** Compared otherwise, or not at all. */
const OTHERWISE: ReadonlySet<string> = new Set(["metadata", "resourceVersion", "managedFields"]);

function valueOf(object: object, name: string): unknown {
  return (object as Record<string, unknown>)[name];
}

/** What is needed to make `base` of `after`, and its managedFields. */
function savedBase(base: LiveObject, after: LiveObject): JsonObject | undefined {
  const difference = sharedDifference(plain(after), plain(base));
  const deferred = deferredOf(base.metadata);
  if (deferred === undefined) {
    const entries = base.metadata.managedFields as (ManagedFieldsEntry & JsonObject)[] | undefined;
    return { difference, ...(entries === undefined ? {} : { entries }) };
  }
  const untracked = deferred.save(base);
  return untracked === undefined ? undefined : { difference, untracked };
}

function plain(object: LiveObject): LiveObject {
  return { ...object, metadata: withoutManagedFields(object.metadata) };
}

/**
 * Takes up what `save` kept.
 * @param environment asked when managedFields are read
 * @param object has no managedFields; its metadata is changed
 */
export function reviveUntracked(
  environment: () => Environment,
  { resource, object, saved }: { resource: string; object: LiveObject; saved: JsonObject },
): void {
  const { manager, at, before, wrote, subresource } = saved;
  const after = isJsonObject(wrote) ? different(object, wrote) : plain(object);
  const write: UntrackedWrite = {
    manager: textIn(manager),
    at: Number(at),
    base: isJsonObject(before) ? restored(environment, { resource, after, before }) : undefined,
    after,
    ...(subresource === undefined ? {} : { subresource: subresource as "status" }),
  };
  deferManagedFields(object.metadata, new Untracked(environment, resource, write));
}

function restored(
  environment: () => Environment,
  { resource, after, before }: { resource: string; after: LiveObject; before: JsonObject },
): LiveObject {
  const { difference, entries, untracked } = before;
  const base = isJsonObject(difference) ? different(after, difference) : plain(after);
  if (isJsonObject(untracked)) reviveUntracked(environment, { resource, object: base, saved: untracked });
  else if (entries !== undefined) base.metadata.managedFields = entries as ManagedFieldsEntry[];
  return base;
}

/** Its metadata belongs to nobody else. */
function different(object: LiveObject, difference: JsonObject): LiveObject {
  return plain(withDifference(object as LiveObject & JsonObject, difference) as LiveObject & JsonObject);
}

function textIn(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
