/**
 * The controller of CustomResourceDefinitions: accepts names, serves the kinds, says that they are established, and deletes the
 * objects of a definition before the definition itself.
 */

import { sameJson } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import type { Controller, ControllerContext, Key } from "../controllers/controller.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import type { Change, Store } from "../store/store.ts";
import { approvalCondition, approvalOf } from "./approval.ts";
import { DEFINITIONS, hasCondition, specOf, statusOf } from "./definition.ts";
import type { DefinitionCondition, DefinitionStatus } from "./definition.ts";
import { CLEANUP_FINALIZER, isTerminating, withCondition } from "./definition-rules.ts";
import { acceptNames } from "./names.ts";
import { servedKinds } from "./serve.ts";

/** Where kinds are added while the cluster runs. */
export interface KindRegistry {
  /** Serves all versions of a kind; takes the place of those of the same storage name. */
  add(kinds: readonly ServedKind[]): void;
  /** @param resource storage name, `<group>/<plural>` */
  remove(resource: string): void;
}

/** What the controller works with. */
export interface CustomResources {
  registry: KindRegistry;
}

/** As managedFields name the part of the API server that does this. */
const MANAGER = "kube-apiserver";

/** Serves the kinds of the definitions that are established already: for a store that was there before. */
export function serveStored(store: Store, { registry }: CustomResources): void {
  for (const definition of store.list(DEFINITIONS)) {
    if (hasCondition(definition, "Established")) registry.add(servedKinds(definition));
  }
}

/** Establishes what the cluster comes with before anybody asks for it: whoever looks for kro finds it. */
export function establishSeeded(context: ControllerContext, resources: CustomResources): void {
  for (const { metadata } of context.store.list(DEFINITIONS)) reconcile(metadata.name, context, resources);
}

/** @returns a controller that watches definitions, and deletions of whatever they define */
export function customResourceController(resources: CustomResources): Controller {
  return {
    name: "customresourcedefinition",
    watches: {
      [DEFINITIONS]: ({ object }, { store }) => {
        const { group } = specOf(object);
        const same = store.list(DEFINITIONS).filter((other) => specOf(other).group === group);
        const names = new Set([object.metadata.name, ...same.map(({ metadata }) => metadata.name)]);
        return Array.from(names, (name) => ({ resource: DEFINITIONS, name }));
      },
      "*": definitionOf,
    },
    reconcile: ({ name }, context) => {
      reconcile(name, context, resources);
    },
  };
}

/** A definition that waits for its objects hears of the deletion of each. */
function definitionOf({ type, resource }: Change, { store }: ControllerContext): Key[] {
  if (type !== "DELETED" || resource === DEFINITIONS) return [];
  const slash = resource.indexOf("/");
  const name = `${resource.slice(slash + 1)}.${resource.slice(0, slash)}`;
  return isTerminating(store.get(DEFINITIONS, undefined, name)) ? [{ resource: DEFINITIONS, name }] : [];
}

function reconcile(name: string, context: ControllerContext, resources: CustomResources): void {
  const definition = context.store.get(DEFINITIONS, undefined, name);
  if (definition === undefined) {
    const dot = name.indexOf(".");
    resources.registry.remove(`${name.slice(dot + 1)}/${name.slice(0, dot)}`);
  } else if (isTerminating(definition)) clean(definition, context);
  else establish(definition, context, resources);
}

function establish(definition: LiveObject, context: ControllerContext, { registry }: CustomResources): void {
  const { group } = specOf(definition);
  const others = context.store.list(DEFINITIONS).filter((other) => specOf(other).group === group);
  const { accepted, condition } = acceptNames(definition, others);
  const now = timestamp(context.clock.now());
  let status = withCondition({ ...statusOf(definition), acceptedNames: accepted }, condition, now);
  const isEstablished = hasCondition(definition, "Established");
  if (!isEstablished) {
    const established: DefinitionCondition =
      condition.status === "True"
        ? {
            type: "Established",
            status: "True",
            reason: "InitialNamesAccepted",
            message: "the initial names have been accepted",
          }
        : {
            type: "Established",
            status: "False",
            reason: "NotAccepted",
            message: "not all names are accepted",
          };
    status = withCondition(status, established, now);
  }
  const approval = approvalOf(group ?? "", definition.metadata.annotations);
  if (approval !== undefined) status = withCondition(status, approvalCondition(approval), now);
  const next = { ...definition, status };
  // Whoever reads that the kind is established can use it.
  if (hasCondition(next, "Established")) registry.add(servedKinds(next));
  writeStatus(definition, status, context);
}

function writeStatus(
  definition: LiveObject,
  status: DefinitionStatus,
  { objects, kinds }: ControllerContext,
): LiveObject {
  const kind = kinds.byResource(DEFINITIONS);
  if (kind === undefined || sameJson(definition["status"], status)) return definition;
  return objects.update(
    kind,
    { ...definition, status },
    { manager: MANAGER, subresource: "status", trusted: true },
  ).object;
}

/** Deletes the objects of a definition; when none is left, lets go of the definition. */
function clean(definition: LiveObject, context: ControllerContext): void {
  const { finalizers = [] } = definition.metadata;
  if (!finalizers.includes(CLEANUP_FINALIZER)) return;
  const now = timestamp(context.clock.now());
  const set = (of: LiveObject, condition: Omit<DefinitionCondition, "type">): LiveObject =>
    writeStatus(of, withCondition(statusOf(of), { type: "Terminating", ...condition }, now), context);
  let current = definition;
  if (hasCondition(definition, "Established")) {
    current = set(current, {
      status: "True",
      reason: "InstanceDeletionInProgress",
      message: "CustomResource deletion is in progress",
    });
    if (deleteObjects(current, context) > 0) return;
    current = set(current, {
      status: "False",
      reason: "InstanceDeletionCompleted",
      message: "removed all instances",
    });
  } else {
    current = set(current, {
      status: "False",
      reason: "NeverEstablished",
      message: "resource was never established",
    });
  }
  letGo(current, context);
}

/** @returns how many are still there */
function deleteObjects(definition: LiveObject, { store, objects, kinds }: ControllerContext): number {
  const { group = "", names = {} } = specOf(definition);
  const resource = `${group}/${names.plural ?? ""}`;
  const kind = kinds.byResource(resource);
  if (kind === undefined) return 0;
  for (const { metadata } of store.list(resource)) {
    if (metadata.deletionTimestamp !== undefined) continue;
    const { name, namespace } = metadata;
    objects.delete(kind, namespace === undefined ? { name } : { namespace, name });
  }
  return store.count(resource);
}

function letGo(definition: LiveObject, { objects, kinds }: ControllerContext): void {
  const kind = kinds.byResource(DEFINITIONS);
  if (kind === undefined) return;
  const finalizers = (definition.metadata.finalizers ?? []).filter((name) => name !== CLEANUP_FINALIZER);
  objects.update(
    kind,
    { ...definition, metadata: { ...definition.metadata, finalizers } },
    { manager: MANAGER, trusted: true },
  );
}
