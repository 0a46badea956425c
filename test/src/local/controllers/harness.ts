/** The controllers on a store in memory, with kinds that have no rules but those that controllers rely on. */

import { builtinKinds, type BuiltinKind } from "../../../../src/model/kind-table.ts";
import { apiVersionOf } from "../../../../src/model/kind.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { manualClock, systemChance, type Clock, type ManualClock } from "../../../../src/local/clock.ts";
import type { ControllerContext } from "../../../../src/local/controllers/controller.ts";
import {
  controllers,
  enforceQuota,
  eventRecorder,
  seedWorkloads,
} from "../../../../src/local/controllers/index.ts";
import { startQueue } from "../../../../src/local/controllers/queue.ts";
import type { KindRules, Kinds, ServedKind } from "../../../../src/local/kinds/served-kind.ts";
import { createObjects } from "../../../../src/local/objects/create-objects.ts";
import { garbageCollector } from "../../../../src/local/objects/garbage-collector.ts";
import type { DeleteOptions } from "../../../../src/local/objects/objects.ts";
import { memoryStore } from "../../../../src/local/store/memory.ts";

/** Namespace of the tests' objects. */
export const NAMESPACE = "test";

/** Kinds without a spec to count generations of. */
const WITHOUT_GENERATION: ReadonlySet<string> = new Set([
  "configmaps",
  "endpoints",
  "events",
  "horizontalpodautoscalers",
  "namespaces",
  "nodes",
  "persistentvolumeclaims",
  "persistentvolumes",
  "resourcequotas",
  "serviceaccounts",
  "services",
]);

/** What the API server does to new objects of some kinds, as far as controllers rely on it. */
const PREPARE: Readonly<Record<string, KindRules["prepare"]>> = {
  pods: (object, previous) => {
    if (previous === undefined) object["status"] = { phase: "Pending", qosClass: "BestEffort" };
  },
  persistentvolumeclaims: (object, previous) => {
    if (previous !== undefined) return;
    object["status"] = { phase: "Pending" };
    object.metadata.finalizers = ["kubernetes.io/pvc-protection"];
    object["spec"] = { storageClassName: "standard", ...(object["spec"] as object) };
  },
  persistentvolumes: (object, previous) => {
    if (previous !== undefined) return;
    object["status"] = { phase: "Pending" };
    object.metadata.finalizers = ["kubernetes.io/pv-protection"];
  },
};

function served(kind: BuiltinKind): ServedKind {
  const prepare = PREPARE[kind.plural];
  return {
    ...kind,
    resource: `${kind.group}/${kind.plural}`,
    singular: kind.kind.toLowerCase(),
    shortNames: [],
    categories: [],
    storageVersion: kind.version,
    schema: {},
    subresources: new Set(kind.hasStatus ? (["status"] as const) : []),
    rules: {
      generation: WITHOUT_GENERATION.has(kind.plural) ? "none" : "spec",
      ...(prepare === undefined ? {} : { prepare }),
      ...(kind.plural === "pods" ? { gracePeriod: () => 30 } : {}),
    },
  };
}

function servedKinds(): Kinds {
  const all = builtinKinds().map(served);
  return {
    byPath: (group, version, plural) =>
      all.find((kind) => kind.group === group && kind.version === version && kind.plural === plural),
    byKind: (apiVersion, name) => all.find((kind) => kind.kind === name && apiVersionOf(kind) === apiVersion),
    byResource: (resource) => all.find((kind) => kind.resource === resource),
    all: () => all,
  };
}

/** A cluster of controllers. */
export interface Harness {
  context: ControllerContext;
  clock: ManualClock;
  /** Creates an object, if quotas allow it. */
  create(manifest: Manifest): LiveObject;
  /** Changes a copy of an object and writes it. */
  edit(resource: string, name: string, change: (object: Editable) => void, namespace?: string): void;
  get(resource: string, name: string): Editable;
  list(resource: string): Editable[];
  remove(resource: string, name: string, options?: DeleteOptions, namespace?: string): void;
  /** All that can happen now has happened. */
  settled(): Promise<void>;
  /** Time passes, in steps of at most a second so that what falls due happens in order. @param ms */
  pass(ms: number): Promise<void>;
  /** Errors that controllers threw. */
  errors: unknown[];
  close(): void;
}

/** An object as tests look at it and change it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Editable = any;

/** @param namespaces beside the one of the tests */
export async function harness({
  namespaces = [],
  clock = manualClock(Date.parse("2026-01-01T00:00:00Z")),
}: { namespaces?: string[]; clock?: Clock } = {}): Promise<Harness> {
  const kinds = servedKinds();
  const store = memoryStore();
  const environment = { store, kinds, clock, chance: systemChance };
  const objects = createObjects(environment);
  const context: ControllerContext = {
    ...environment,
    objects,
    event: eventRecorder({ ...environment, objects }),
  };
  const kindOf = (resource: string): ServedKind => {
    const kind = kinds.byResource(resource);
    if (kind === undefined) throw new Error(`${resource} is not served`);
    return kind;
  };
  const errors: unknown[] = [];
  const options = { manager: "kubectl", trusted: true };
  for (const name of [NAMESPACE, ...namespaces]) {
    const phase = { spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } };
    const manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name }, ...phase };
    objects.create(kindOf("/namespaces"), manifest, options);
  }
  const queue = startQueue({
    controllers: [...controllers, garbageCollector],
    context,
    onError: (error) => errors.push(error),
  });
  seedWorkloads(context);
  await queue.settled();
  return {
    context,
    clock: clock as ManualClock,
    errors,
    create: (manifest) => {
      const kind = kinds.byKind(manifest.apiVersion, manifest.kind);
      if (kind === undefined) throw new Error(`${manifest.kind} is not served`);
      const placed = {
        ...manifest,
        metadata: { ...(kind.namespaced ? { namespace: NAMESPACE } : {}), ...manifest.metadata },
      };
      enforceQuota(kind.resource, placed, context);
      return objects.create(kind, placed, options).object;
    },
    edit: (resource, name, change, namespace = NAMESPACE) => {
      const copy = structuredClone(store.get(resource, namespace, name)) as LiveObject;
      change(copy);
      objects.update(kindOf(resource), copy, options);
    },
    get: (resource, name) =>
      store.get(resource, kindOf(resource).namespaced ? NAMESPACE : undefined, name) as unknown,
    list: (resource) =>
      store.list(resource, kindOf(resource).namespaced ? NAMESPACE : undefined) as unknown[],
    remove: (resource, name, deletion, namespace = NAMESPACE) => {
      const target = kindOf(resource).namespaced ? { namespace, name } : { name };
      objects.delete(kindOf(resource), target, deletion);
    },
    settled: () => queue.settled(),
    pass: async (ms) => {
      for (let left = ms; left > 0; left -= 1000) {
        (clock as ManualClock).advance(Math.min(1000, left));
        await queue.settled();
      }
    },
    close: () => {
      queue.close();
      store.close();
    },
  };
}
