/** The names by which kro v0.9.4 marks what is its own. Data and reading of it. */

import type { LiveObject } from "../../model/object.ts";

/** The version that the emulated controllers say they are. */
export const KRO_VERSION = "v0.9.4";

/** On everything that kro cleans up itself. */
export const FINALIZER = "kro.run/finalizer";

/** Who writes what. */
export const MANAGERS = {
  /** Graphs, revisions, definitions, statuses. */
  controller: "kro",
  /** Finalizer and labels of instances. */
  labeller: "kro.run/labeller",
  /** Children. */
  applySet: "kro.run/applyset",
  /** What an instance says of its children. */
  applySetParent: "kro.run/applyset-parent",
} as const;

export const LABELS = {
  owned: "kro.run/owned",
  version: "kro.run/kro-version",
  graphId: "kro.run/resource-graph-definition-id",
  graphName: "kro.run/resource-graph-definition-name",
  revisionHash: "kro.run/graph-revision-hash",
  nodeId: "kro.run/node-id",
  instanceId: "kro.run/instance-id",
  instanceName: "kro.run/instance-name",
  instanceNamespace: "kro.run/instance-namespace",
  instanceGroup: "kro.run/instance-group",
  instanceVersion: "kro.run/instance-version",
  instanceKind: "kro.run/instance-kind",
  collectionIndex: "kro.run/collection-index",
  collectionSize: "kro.run/collection-size",
  managedBy: "app.kubernetes.io/managed-by",
  applySetId: "applyset.kubernetes.io/id",
  partOf: "applyset.kubernetes.io/part-of",
} as const;

export const ANNOTATIONS = {
  tooling: "applyset.kubernetes.io/tooling",
  groupKinds: "applyset.kubernetes.io/contains-group-kinds",
  namespaces: "applyset.kubernetes.io/additional-namespaces",
  inventoryHash: "internal.kro.run/applyset-inventory-hash",
  applyOrder: "internal.kro.run/apply-order",
  /** On an instance: `suspended` (or `disabled`) stops its reconciliation. */
  reconcile: "kro.run/reconcile",
} as const;

/** Storage names of the kinds that the controllers work on. */
export const RESOURCES = {
  graphs: "kro.run/resourcegraphdefinitions",
  revisions: "internal.kro.run/graphrevisions",
  definitions: "apiextensions.k8s.io/customresourcedefinitions",
} as const;

/** What every object of kro carries. */
export const META_LABELS: Readonly<Record<string, string>> = {
  [LABELS.owned]: "true",
  [LABELS.version]: KRO_VERSION,
};

/** What definitions and instances of a graph carry. */
export function graphLabels({ metadata: { uid, name } }: LiveObject): Record<string, string> {
  return { ...META_LABELS, [LABELS.graphId]: uid, [LABELS.graphName]: name };
}

/** A label of an object. */
export function labelOf({ metadata: { labels } }: LiveObject, key: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** Whether kro takes an object for its own. */
export function isOwned(object: LiveObject): boolean {
  const owned = labelOf(object, LABELS.owned);
  return owned === undefined ? labelOf(object, LABELS.managedBy) === "kro" : owned === "true";
}
