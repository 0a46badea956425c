/**
 * DaemonSets: one pod on each node that fits. May import the other files of this folder, the contracts of src/local and src/model.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/daemon/daemon_controller.go
 */

import { controllerOf } from "../../model/object.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import { createOn, daemonSpec, hashOf, nodeOf, podsOf, type Round } from "./daemon-set-round.ts";
import { scaled } from "./int-or-percent.ts";
import { keyOf, read, readAll, RESOURCE, type DaemonSet, type Pod } from "./kinds.ts";
import { isForNode } from "./node-fit.ts";
import { deletePod, type PodSource } from "./pod-control.ts";
import { isReady, isTerminating, nextAvailability, untilAvailable } from "./pod-state.ts";
import { currentRevision, REVISION_HASH, revisionsOf, truncateHistory } from "./revisions.ts";
import { writeStatus } from "./write.ts";

const COMPONENT = "daemonset-controller";
const STYLE = { label: REVISION_HASH, hashesCollisions: false };

/** When pods that could not be made are tried again, ms. */
const RETRY = 1000;

export const daemonSets: Controller = {
  name: "daemon-set",
  watches: {
    [RESOURCE.daemonSets]: ({ type, object }) =>
      type === "DELETED" ? [] : [keyOf(RESOURCE.daemonSets, object)],
    [RESOURCE.pods]: ({ object }) => {
      const owner = controllerOf(object);
      return owner?.kind === "DaemonSet" ? [{ ...keyOf(RESOURCE.daemonSets, object), name: owner.name }] : [];
    },
    [RESOURCE.nodes]: (_change, { store }) =>
      store.list(RESOURCE.daemonSets).map((set) => keyOf(RESOURCE.daemonSets, set)),
  },
  reconcile: (key, context) => {
    const set = read(context, RESOURCE.daemonSets, key);
    if (set !== undefined && set.metadata.deletionTimestamp === undefined) return reconcile(context, set);
  },
};

function reconcile(context: ControllerContext, set: DaemonSet): number | undefined {
  const revisions = revisionsOf(context, set);
  const newest = currentRevision(context, {
    owner: set,
    template: set.spec.template,
    revisions,
    style: STYLE,
  });
  const spec = daemonSpec(set);
  const round: Round = {
    context,
    set,
    hash: newest.metadata.labels?.[REVISION_HASH] ?? "",
    nodes: readAll(context, RESOURCE.nodes).filter((node) => isForNode({ spec }, node)),
    now: context.clock.now(),
  };
  const failure = manage(round);
  if (failure === undefined && set.spec.updateStrategy?.type !== "OnDelete") exchange(round);
  const pods = podsOf(round);
  writeStatus(context, RESOURCE.daemonSets, { object: set, status: statusOf(round, pods) });
  const hashes = new Set(pods.map(hashOf));
  const used = revisions.filter(({ metadata }) => hashes.has(metadata.labels?.[REVISION_HASH]));
  const live = new Set([newest, ...used].map(({ metadata }) => metadata.name));
  truncateHistory(context, revisions, { live, limit: set.spec.revisionHistoryLimit ?? 10 });
  return failure === undefined ? nextAvailability(pods, set.spec.minReadySeconds ?? 0, round.now) : RETRY;
}

/** A pod for each node that lacks one; pods that ended or are on no node that wants one go. @returns a failure */
function manage(round: Round): Error | undefined {
  const { context, set, nodes } = round;
  const source: PodSource = { owner: set, template: set.spec.template, component: COMPONENT };
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const byNode = Map.groupBy(podsOf(round), nodeOf);
  for (const [node, pods] of byNode) {
    const present = pods.filter((pod) => !isTerminating(pod));
    if (!names.has(node)) for (const pod of present) deletePod(context, source, pod);
    else prune(round, source, present);
  }
  let failure: Error | undefined;
  for (const name of names) {
    if (byNode.has(name)) continue;
    const made = createOn(round, source, name);
    if (made instanceof Error) failure ??= made;
  }
  return failure;
}

/** Of the pods of one node, deletes those that ended and those that are too many. */
function prune({ context, set, hash }: Round, source: PodSource, pods: readonly Pod[]): void {
  const { namespace } = set.metadata;
  const alive = pods.filter((pod) => {
    const phase = pod.status?.phase;
    if (phase !== "Failed" && phase !== "Succeeded") return true;
    const failed = phase === "Failed";
    context.event(set, {
      type: failed ? "Warning" : "Normal",
      reason: failed ? "FailedDaemonPod" : "SucceededDaemonPod",
      message:
        `Found ${failed ? "failed" : "succeeded"} daemon pod ${namespace}/${pod.metadata.name} on node ` +
        `${nodeOf(pod)}, will try to ${failed ? "kill" : "delete"} it`,
      component: COMPONENT,
    });
    deletePod(context, source, pod);
    return false;
  });
  const isNew = (pod: Pod): boolean => hashOf(pod) === hash;
  const keep = new Set(
    surge(set) > 0 ? [alive.find(isNew), alive.find((pod) => !isNew(pod))] : alive.slice(0, 1),
  );
  for (const pod of alive) if (!keep.has(pod)) deletePod(context, source, pod);
}

function surge({ spec }: DaemonSet, nodes = 1): number {
  return scaled(spec.updateStrategy?.rollingUpdate?.maxSurge ?? 0, nodes, "up");
}

/** Replaces pods of old revisions, as many at a time as may be missing, or as may be there twice. */
function exchange(round: Round): void {
  const { context, set, nodes, hash } = round;
  const source: PodSource = { owner: set, template: set.spec.template, component: COMPONENT };
  const isUp = (pod: Pod | undefined): boolean =>
    pod !== undefined && untilAvailable(pod, set.spec.minReadySeconds ?? 0, round.now) === 0;
  const byNode = Map.groupBy(
    podsOf(round).filter((pod) => !isTerminating(pod)),
    nodeOf,
  );
  const places = nodes.map(({ metadata: { name } }) => {
    const pods = byNode.get(name) ?? [];
    const fresh = pods.find((pod) => hashOf(pod) === hash);
    return { name, fresh, old: pods.find((pod) => hashOf(pod) !== hash) };
  });
  const most = surge(set, nodes.length);
  if (most > 0) {
    let room =
      most -
      places.filter(({ fresh, old }) => old !== undefined && fresh !== undefined && !isUp(fresh)).length;
    for (const { name, fresh, old } of places) {
      if (old === undefined) continue;
      if (isUp(fresh)) deletePod(context, source, old);
      else if (fresh === undefined && (!isUp(old) || room-- > 0)) createOn(round, source, name);
    }
    return;
  }
  const allowed = scaled(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, nodes.length, "up");
  let room = Math.max(1, allowed) - places.filter(({ fresh, old }) => !isUp(fresh) && !isUp(old)).length;
  for (const { old } of places) {
    if (old === undefined) continue;
    if (!isUp(old) || room-- > 0) deletePod(context, source, old);
  }
}

function statusOf(round: Round, pods: readonly Pod[]): NonNullable<DaemonSet["status"]> {
  const { set, nodes, hash, now } = round;
  const byNode = Map.groupBy(pods, nodeOf);
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const first = nodes.flatMap(({ metadata }) => byNode.get(metadata.name)?.slice(0, 1) ?? []);
  const available = first.filter(
    (pod) => untilAvailable(pod, set.spec.minReadySeconds ?? 0, now) === 0,
  ).length;
  const updated = first.filter((pod) => hashOf(pod) === hash).length;
  const unavailable = nodes.length - available;
  const { generation } = set.metadata;
  return {
    currentNumberScheduled: first.length,
    desiredNumberScheduled: nodes.length,
    ...(available === 0 ? {} : { numberAvailable: available }),
    numberMisscheduled: [...byNode.keys()].filter((name) => !names.has(name)).length,
    numberReady: first.filter(isReady).length,
    ...(unavailable === 0 ? {} : { numberUnavailable: unavailable }),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(updated === 0 ? {} : { updatedNumberScheduled: updated }),
  };
}
