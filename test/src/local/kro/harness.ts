/** A cluster with kro and custom resources whose controllers run at once, one key after the other; without workloads unless asked for. */

import type { JsonObject } from "../../../../src/model/json.ts";
import { kindSchemas } from "../../../../src/model/kind-schemas.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { type ManualClock, manualClock, systemChance } from "../../../../src/local/clock.ts";
import {
  controllers as workloadControllers,
  seedWorkloads,
} from "../../../../src/local/controllers/index.ts";
import type { Controller, ControllerContext, Key } from "../../../../src/local/controllers/controller.ts";
import { kindRegistry } from "../../../../src/local/kind-registry.ts";
import { builtinServedKinds } from "../../../../src/local/kinds/index.ts";
import type { ServedKind } from "../../../../src/local/kinds/served-kind.ts";
import { customResourceController, serveStored } from "../../../../src/local/custom-resources/index.ts";
import { createKro } from "../../../../src/local/kro/index.ts";
import { garbageCollector } from "../../../../src/local/objects/garbage-collector.ts";
import { namespaceController } from "../../../../src/local/objects/namespace-controller.ts";
import { createObjects } from "../../../../src/local/objects/create-objects.ts";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import type { Change, Store } from "../../../../src/local/store/store.ts";

const DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";
const [schemas, builtIn] = await Promise.all([kindSchemas(), builtinServedKinds()]);

export interface HarnessOptions {
  /** What was there before. @default nothing */
  store?: Store;
  /** Whether deployments get pods, and namespaces and owners are cleaned up. @default false */
  workloads?: boolean;
}

/** What tests do with the cluster. */
export interface Harness {
  context: ControllerContext;
  clock: ManualClock;
  store: Store;
  /** Every change so far, as `ADDED /configmaps default/web`. */
  changes: string[];
  /** Applies an object as a user, and lets the controllers run. */
  apply(manifest: Manifest): LiveObject;
  get(apiVersion: string, kind: string, name: string, namespace?: string): LiveObject | undefined;
  /** Writes a status as a controller of the kind would. */
  setStatus(object: LiveObject, status: JsonObject): void;
  delete(object: Pick<Manifest, "apiVersion" | "kind" | "metadata">): void;
  /** Lets the controllers run until nothing is left to do. @returns how many reconciliations that took */
  settle(): number;
  /** The same store with controllers that remember nothing. */
  restart(): Harness;
}

export function startHarness({ store = memoryStore(), workloads = false }: HarnessOptions = {}): Harness {
  const clock = manualClock(Date.parse("2026-01-01T00:00:00Z"));
  const kinds = kindRegistry(builtIn);
  const resources = { registry: kinds };
  serveStored(store, resources);
  const objects = createObjects({ store, clock, chance: systemChance, kinds });
  const context: ControllerContext = {
    store,
    objects,
    kinds,
    clock,
    chance: systemChance,
    event: () => undefined,
  };
  const kro = createKro(schemas);
  const controllers = [
    customResourceController(resources),
    ...kro.controllers,
    ...(workloads ? [garbageCollector, namespaceController, ...workloadControllers] : []),
  ];
  const queue = new Map<string, { controller: Controller; key: Key }>();
  const changes: string[] = [];
  const enqueue = (controller: Controller, key: Key): unknown =>
    queue.set(`${controller.name} ${key.resource} ${key.namespace ?? ""}/${key.name}`, { controller, key });
  store.listen("written", (change) => {
    const { namespace, name } = change.object.metadata;
    changes.push(
      `${change.type} ${change.resource} ${namespace === undefined ? "" : `${namespace}/`}${name}`,
    );
    for (const controller of controllers) route(controller, change);
  });
  function route(controller: Controller, change: Change): void {
    for (const name of [change.resource, "*"])
      for (const key of controller.watches[name]?.(change, context) ?? []) enqueue(controller, key);
  }
  function settle(): number {
    let count = 0;
    for (let next = [...queue][0]; next !== undefined; next = [...queue][0]) {
      queue.delete(next[0]);
      const { controller, key } = next[1];
      const again = controller.reconcile(key, context);
      if (typeof again === "number") clock.after(again, () => void enqueue(controller, key));
      if ((count += 1) > 20_000) throw new Error(`does not settle: ${next[0]}`);
    }
    return count;
  }
  const kindOf = (apiVersion: string, kind: string): ServedKind => {
    const found = kinds.byKind(apiVersion, kind);
    if (found === undefined) throw new Error(`no kind ${apiVersion}/${kind}`);
    return found;
  };
  const harness: Harness = {
    context,
    clock,
    store,
    changes,
    settle,
    apply(manifest) {
      const { object } = objects.apply(kindOf(manifest.apiVersion, manifest.kind), manifest, {
        manager: "test",
        force: true,
      });
      settle();
      return object;
    },
    get: (apiVersion, kind, name, namespace) => objects.get(kindOf(apiVersion, kind), namespace, name),
    setStatus(object, status) {
      const kind = kindOf(object.apiVersion, object.kind);
      const { name, namespace } = object.metadata;
      const live = objects.get(kind, namespace, name);
      objects.update(kind, { ...(live ?? object), status }, { manager: "workloads", subresource: "status" });
      settle();
    },
    delete({ apiVersion, kind, metadata: { name, namespace } }) {
      objects.delete(kindOf(apiVersion, kind), { name, ...(namespace !== undefined && { namespace }) });
      settle();
    },
    restart: () => startHarness({ store, workloads }),
  };
  for (const resource of new Set(kinds.all().map((kind) => kind.resource)))
    for (const object of store.list(resource))
      for (const controller of controllers)
        route(controller, { type: "ADDED", resource, object, revision: store.revision });
  if (store.list(DEFINITIONS).length === 0) {
    for (const name of ["default", "other"])
      harness.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    for (const definition of kro.definitions) harness.apply(definition);
  }
  if (workloads) seedWorkloads(context);
  settle();
  return harness;
}
