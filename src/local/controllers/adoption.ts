/**
 * Objects without a manager find one: a workload whose selector they match, as after a deletion that orphaned them. May import the
 * other files of this folder, the contracts of src/local and src/model.
 */

import { controllerOf, type LiveObject } from "../../model/object.ts";
import {
  matchesLabels,
  selectorOf,
  type LabelSelector,
  type ObjectSelector,
} from "../objects/label-selector.ts";
import type { Change } from "../store/store.ts";
import type { Controller, ControllerContext, Key } from "./controller.ts";
import { TRACKING } from "./job-round.ts";
import { keyOf, RESOURCE, type Pod, type ResourceName } from "./kinds.ts";
import { pairIndex, pairsOf } from "./pair-index.ts";
import { controllerReference } from "./owners.ts";
import { isFinished } from "./pod-state.ts";
import { updateMetadata } from "./write.ts";

/** Which resources adopt which. */
const ADOPTERS: Readonly<Record<string, readonly string[]>> = {
  [RESOURCE.pods]: [
    RESOURCE.replicaSets,
    RESOURCE.replicationControllers,
    RESOURCE.statefulSets,
    RESOURCE.daemonSets,
    RESOURCE.jobs,
  ],
  [RESOURCE.replicaSets]: [RESOURCE.deployments],
  [RESOURCE.controllerRevisions]: [RESOURCE.statefulSets, RESOURCE.daemonSets],
};

/** Orphans by label; most clusters have none, so that looking for them costs nothing. */
const orphans = Object.fromEntries(
  Object.keys(ADOPTERS).map((resource) => [
    resource,
    pairIndex(resource, (object) => (isOrphan(resource, object) ? pairsOf(object.metadata.labels) : [])),
  ]),
);

function isOrphan(resource: string, object: LiveObject): boolean {
  return (
    controllerOf(object) === undefined &&
    object.metadata.deletionTimestamp === undefined &&
    !(resource === RESOURCE.pods && isFinished(object as Pod))
  );
}

/** What a workload selects. */
function selectorOfWorkload(resource: string, { spec }: LiveObject): LabelSelector | undefined {
  const { selector } = spec as { selector?: ObjectSelector & Record<string, string> };
  if (selector === undefined) return undefined;
  return selectorOf(resource === RESOURCE.replicationControllers ? { matchLabels: selector } : selector);
}

/** Orphans that a new workload may adopt. */
function candidates(adopted: string, adopter: string) {
  return ({ type, object }: Change, context: ControllerContext): Key[] =>
    type === "ADDED" ? orphansOf(context, { adopted, adopter, workload: object }) : [];
}

function orphansOf(
  { store }: ControllerContext,
  { adopted, adopter, workload }: { adopted: string; adopter: string; workload: LiveObject },
): Key[] {
  const [first] = selectorOfWorkload(adopter, workload) ?? [];
  if (first === undefined || first.operator !== "In") return [];
  const { namespace = "" } = workload.metadata;
  const names = first.values.flatMap((value) => [
    ...(orphans[adopted]?.names(store, namespace, `${first.key}=${value}`) ?? []),
  ]);
  return names.map((name) => ({ resource: adopted, namespace, name }));
}

/** Adopts what a workload finds, before it does anything else: without its history it would make a new one, and new pods. */
export function adoptFirst(context: ControllerContext, adopter: string, workload: LiveObject): void {
  for (const [adopted, adopters] of Object.entries(ADOPTERS)) {
    if (!adopters.includes(adopter)) continue;
    for (const key of orphansOf(context, { adopted, adopter, workload })) adoption.reconcile(key, context);
  }
}

type Mapping = Controller["watches"][string];

function watchesOf(): Record<string, Mapping> {
  const mappings = new Map<string, Mapping[]>();
  const add = (resource: string, mapping: Mapping): void => {
    mappings.set(resource, [...(mappings.get(resource) ?? []), mapping]);
  };
  for (const [adopted, adopters] of Object.entries(ADOPTERS)) {
    add(adopted, ({ type, object }) =>
      type !== "DELETED" && isOrphan(adopted, object) ? [keyOf(adopted, object)] : [],
    );
    for (const adopter of adopters) add(adopter, candidates(adopted, adopter));
  }
  return Object.fromEntries(
    [...mappings].map(([resource, all]): [string, Mapping] => [
      resource,
      (change, context) => all.flatMap((mapping) => mapping(change, context)),
    ]),
  );
}

export const adoption: Controller = {
  name: "adoption",
  watches: watchesOf(),
  reconcile: (key, context) => {
    const orphan = context.store.get(key.resource, key.namespace, key.name);
    if (orphan === undefined || !isOrphan(key.resource, orphan)) return;
    for (const resource of ADOPTERS[key.resource] ?? []) {
      const adopter = context.store
        .list(resource, key.namespace)
        .find((workload) => adopts(resource, workload, orphan));
      if (adopter === undefined) continue;
      // No other keys come from the watches above.
      adopt(context, key.resource as ResourceName, { orphan, adopter });
      return;
    }
  },
};

function adopts(resource: string, workload: LiveObject, orphan: LiveObject): boolean {
  const selector = selectorOfWorkload(resource, workload);
  if (workload.metadata.deletionTimestamp !== undefined || selector === undefined || selector.length === 0)
    return false;
  const isMember =
    resource !== RESOURCE.statefulSets || orphan.metadata.name.startsWith(`${workload.metadata.name}-`);
  return isMember && matchesLabels(selector, orphan.metadata.labels);
}

function adopt(
  context: ControllerContext,
  resource: ResourceName,
  { orphan, adopter }: { orphan: LiveObject; adopter: LiveObject },
): void {
  const { ownerReferences = [], finalizers = [] } = orphan.metadata;
  const isTracked = adopter.kind !== "Job" || finalizers.includes(TRACKING);
  updateMetadata(context, resource, {
    object: orphan,
    change: {
      ownerReferences: [...ownerReferences, controllerReference(adopter)],
      ...(isTracked ? {} : { finalizers: [...finalizers, TRACKING] }),
    },
  });
}
