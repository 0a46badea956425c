/** Words of the kubelet and of controllers that say no more than that something is not ready yet. */

/** Of containers that wait for their turn: for volumes, for init containers. The pod says it better. */
export const ITS_TURN: ReadonlySet<string> = new Set(["ContainerCreating", "PodInitializing"]);

/** Of pods and workloads that wait for containers. */
export const ONLY_UNREADY: ReadonlySet<string> = new Set([
  "ContainersNotReady",
  "ContainersNotInitialized",
  "MinimumReplicasUnavailable",
]);
