/** Deletes what is in a namespace that goes, pods first, and lets the namespace go when nothing is left. */

import { isJsonObject, valueAt, type JsonObject } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import type { Controller, ControllerContext, Key } from "../controllers/controller.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import type { Change } from "../store/store.ts";
import { terminationConditions, type Remaining } from "./namespace-conditions.ts";
import { NAMESPACES } from "./namespace-lifecycle.ts";

const MANAGER = "kube-controller-manager";
const FINALIZER = "kubernetes";
const PODS = "/pods";

export const namespaceController: Controller = {
  name: "namespace-controller",
  watches: { [NAMESPACES]: itself, "*": around },
  reconcile({ name }, context) {
    const namespace = context.store.get(NAMESPACES, undefined, name);
    if (namespace?.metadata.deletionTimestamp === undefined) return;
    if (!finalizersOf(namespace).includes(FINALIZER)) return;
    // Pods may need what else is there until they have ended.
    const pods = removeContent(name, [PODS], context);
    const remaining = pods.size > 0 ? pods : removeContent(name, context.store.resourcesIn(name), context);
    const told = report(namespace, pods.size > 0 ? new Map() : remaining, context);
    if (remaining.size === 0) finalize(told, context);
  },
};

function itself({ object, type }: Change): Key[] {
  const { name, deletionTimestamp } = object.metadata;
  return type === "DELETED" || deletionTimestamp === undefined ? [] : [{ resource: NAMESPACES, name }];
}

/** Whatever leaves a namespace that goes may have been the last. */
function around({ type, object }: Change, { store }: ControllerContext): Key[] {
  const { namespace } = object.metadata;
  if (type !== "DELETED" || namespace === undefined) return [];
  const going = store.get(NAMESPACES, undefined, namespace)?.metadata.deletionTimestamp !== undefined;
  return going ? [{ resource: NAMESPACES, name: namespace }] : [];
}

function removeContent(
  namespace: string,
  resources: readonly string[],
  context: ControllerContext,
): Remaining {
  const { store, objects, kinds } = context;
  const remaining = new Map<string, LiveObject[]>();
  for (const resource of resources) {
    const kind = kinds.byResource(resource);
    if (kind === undefined) continue;
    const waits = store
      .list(resource, namespace)
      .some(({ metadata }) => metadata.deletionTimestamp === undefined);
    if (waits) objects.deleteCollection(kind, { namespace }, { propagationPolicy: "Background" });
    const left = store.list(resource, namespace);
    if (left.length > 0) remaining.set(resource, left);
  }
  return remaining;
}

function report(namespace: LiveObject, remaining: Remaining, context: ControllerContext): LiveObject {
  const status = namespace["status"];
  const former = valueAt(status, ["conditions"]);
  const conditions = terminationConditions(
    Array.isArray(former) ? (former as JsonObject[]) : [],
    remaining,
    timestamp(context.clock.now()),
  );
  const next = { ...(isJsonObject(status) ? status : {}), phase: "Terminating", conditions };
  return context.objects.update(
    kindOf(context),
    { ...namespace, status: next },
    { manager: MANAGER, subresource: "status", trusted: true },
  ).object;
}

function finalize(namespace: LiveObject, context: ControllerContext): void {
  const finalizers = finalizersOf(namespace).filter((name) => name !== FINALIZER);
  context.objects.update(
    kindOf(context),
    { ...namespace, spec: finalizers.length === 0 ? {} : { finalizers } },
    { manager: MANAGER, subresource: "finalize", trusted: true },
  );
}

function finalizersOf(namespace: LiveObject): unknown[] {
  const finalizers = valueAt(namespace, ["spec", "finalizers"]);
  return Array.isArray(finalizers) ? finalizers : [];
}

function kindOf({ kinds }: ControllerContext): ServedKind {
  const kind = kinds.byResource(NAMESPACES);
  if (kind === undefined) throw new Error("namespaces are not served");
  return kind;
}
