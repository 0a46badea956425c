/** `objects` with garbage collection and namespaces at work. */

import { manualClock, systemChance, type ManualClock } from "../../../../src/local/clock.ts";
import type { Controller, ControllerContext } from "../../../../src/local/controllers/controller.ts";
import { startQueue, type Queue } from "../../../../src/local/controllers/queue.ts";
import type { Kinds } from "../../../../src/local/kinds/served-kind.ts";
import { garbageCollector } from "../../../../src/local/objects/garbage-collector.ts";
import { namespaceController } from "../../../../src/local/objects/namespace-controller.ts";
import type { LiveObject } from "../../../../src/model/object.ts";
import { embedded, type Embedded } from "./embedded.ts";

export interface Running extends Embedded {
  queue: Queue;
  clock: ManualClock;
  errors: unknown[];
  /** Creates a ConfigMap. */
  make: (name: string, metadata?: Record<string, unknown>) => LiveObject;
  get: (name: string) => LiveObject | undefined;
  /** Names of the ConfigMaps that are there. */
  names: () => string[];
}

/** @param controllers @default garbage collection and namespaces */
export function running(
  kinds: Kinds,
  controllers: readonly Controller[] = [garbageCollector, namespaceController],
): Running {
  const clock = manualClock(Date.UTC(2026, 0, 2));
  const cluster = embedded(kinds, "default", "other");
  const { objects, store, kind } = cluster;
  const context: ControllerContext = {
    kinds,
    store,
    objects,
    clock,
    chance: systemChance,
    event: () => undefined,
  };
  const errors: unknown[] = [];
  const queue = startQueue({ controllers, context, onError: (error) => void errors.push(error) });
  const of = kind("v1/ConfigMap");
  return {
    ...cluster,
    queue,
    clock,
    errors,
    make: (name, metadata = {}) =>
      objects.create(
        of,
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default", ...metadata } },
        { manager: "test" },
      ).object,
    get: (name) => objects.get(of, "default", name),
    names: () => objects.list(of).map(({ metadata }) => metadata.name),
  };
}

/** An owner reference to a ConfigMap. */
export function ownedBy(owner: LiveObject, rest: Record<string, unknown> = {}): Record<string, unknown> {
  const { name, uid } = owner.metadata;
  return { ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name, uid, ...rest }] };
}
