/**
 * The controllers of the embedded cluster: what a real one runs around containers. May import the contracts of src/local, its kinds
 * and src/model. Invariant: a controller keeps nothing that it cannot read again from the store.
 */

import { adoption } from "./adoption.ts";
import { autoscalers } from "./autoscaler.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import { daemonSets } from "./daemon-set.ts";
import { deployments } from "./deployment.ts";
import { disruptionBudgets } from "./disruption-budget.ts";
import { endpointSlices } from "./endpoint-slice.ts";
import { endpoints } from "./endpoints.ts";
import { jobs } from "./job.ts";
import { kubelet } from "./kubelet.ts";
import { ingresses, loadBalancers } from "./load-balancer.ts";
import { namespaceDefaults } from "./namespace-defaults.ts";
import { NODE, nodeManifest, nodes } from "./node.ts";
import { persistentVolumeClaims } from "./persistent-volume-claim.ts";
import { persistentVolumes } from "./persistent-volume.ts";
import { resourceQuotas } from "./quota.ts";
import { replicaSets, replicationControllers } from "./replica-set.ts";
import { scheduler } from "./scheduler.ts";
import { serviceCidrs } from "./service-cidr.ts";
import { statefulSets } from "./stateful-set.ts";
import { storageClassManifest } from "./storage-class.ts";
import { volumeAttributesClasses } from "./volume-attributes-class.ts";
import { RESOURCE } from "./kinds.ts";
import { create } from "./write.ts";

export { eventRecorder } from "./event.ts";
export { enforceQuota } from "./quota.ts";
export { isTerminatingNamespace } from "./write.ts";

/** All controllers of built-in kinds, in the order in which they get their turn. */
export const controllers: readonly Controller[] = [
  namespaceDefaults,
  nodes,
  // Before those who would make anew what they can take over.
  adoption,
  deployments,
  replicaSets,
  replicationControllers,
  statefulSets,
  daemonSets,
  jobs,
  persistentVolumeClaims,
  persistentVolumes,
  volumeAttributesClasses,
  scheduler,
  kubelet,
  endpoints,
  endpointSlices,
  loadBalancers,
  ingresses,
  serviceCidrs,
  disruptionBudgets,
  autoscalers,
  resourceQuotas,
];

/** Creates what a new cluster has beside its namespaces: its node and its StorageClass. Does nothing in one that has a node. */
export function seedWorkloads(context: Pick<ControllerContext, "store" | "objects" | "kinds">): void {
  if (context.store.get(RESOURCE.nodes, undefined, NODE) !== undefined) return;
  create(context, RESOURCE.nodes, nodeManifest);
  create(context, RESOURCE.storageClasses, storageClassManifest);
}
