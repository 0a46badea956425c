/**
 * StatefulSets: numbered pods with claims of their own, made and exchanged one after the other unless it may be all at once.
 * May import the other files of this folder, the contracts of src/local and src/model.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/statefulset/stateful_set_control.go
 */

import { controllerOf } from "../../model/object.ts";
import { selectorOf } from "../objects/label-selector.ts";
import { adoptFirst } from "./adoption.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import {
  keyOf,
  read,
  RESOURCE,
  type ControllerRevision,
  type Pod,
  type PodTemplate,
  type StatefulSet,
} from "./kinds.ts";
import { managedPods } from "./managed-pods.ts";
import { isFinished, isReady, isTerminating, nextAvailability, untilAvailable } from "./pod-state.ts";
import { currentRevision, REVISION_HASH, revisionsOf, templateOf, truncateHistory } from "./revisions.ts";
import { hasStaleClaim, keepClaimOwners } from "./stateful-set-claims.ts";
import { createClaims, createMember, deleteMember, ordinalOf, startOrdinal } from "./stateful-set-pods.ts";
import { writeStatus } from "./write.ts";

type Status = NonNullable<StatefulSet["status"]>;

const STYLE = { label: "controller.kubernetes.io/hash", hashesCollisions: true };

/** When pods that could not be made are tried again, ms. */
const RETRY = 1000;

/** What one round works on. */
interface Round {
  context: ControllerContext;
  set: StatefulSet;
  current: ControllerRevision;
  update: ControllerRevision;
  /** ms since 1970 */
  now: number;
}

export const statefulSets: Controller = {
  name: "stateful-set",
  watches: {
    [RESOURCE.statefulSets]: ({ type, object }) =>
      type === "DELETED" ? [] : [keyOf(RESOURCE.statefulSets, object)],
    [RESOURCE.pods]: ({ object }) => {
      const owner = controllerOf(object);
      return owner?.kind === "StatefulSet"
        ? [{ ...keyOf(RESOURCE.statefulSets, object), name: owner.name }]
        : [];
    },
  },
  reconcile: (key, context) => {
    const set = read(context, RESOURCE.statefulSets, key);
    if (set !== undefined) return reconcile(context, set);
  },
};

function reconcile(context: ControllerContext, set: StatefulSet): number | undefined {
  if (set.metadata.deletionTimestamp === undefined) adoptFirst(context, RESOURCE.statefulSets, set);
  const revisions = revisionsOf(context, set);
  const { template } = set.spec;
  const update =
    set.metadata.deletionTimestamp !== undefined && revisions.length > 0
      ? (revisions.at(-1) as ControllerRevision)
      : currentRevision(context, { owner: set, template, revisions, style: STYLE });
  const known = revisions.find(({ metadata }) => metadata.name === set.status?.currentRevision);
  const round: Round = { context, set, current: known ?? update, update, now: context.clock.now() };
  const failure = set.metadata.deletionTimestamp === undefined ? manage(round, membersOf(round)) : undefined;
  const pods = membersOf(round);
  writeStatus(context, RESOURCE.statefulSets, { object: set, status: statusOf(round, pods) });
  const live = new Set([round.current.metadata.name, update.metadata.name, ...pods.map(revisionOf)]);
  truncateHistory(context, revisions, { live, limit: set.spec.revisionHistoryLimit ?? 10 });
  return failure === undefined ? nextAvailability(pods, set.spec.minReadySeconds ?? 0, round.now) : RETRY;
}

function membersOf({ context, set }: Round): Pod[] {
  const pods = managedPods(context, set, selectorOf(set.spec.selector));
  return pods
    .filter((pod) => ordinalOf(set, pod) >= 0)
    .toSorted((a, b) => ordinalOf(set, a) - ordinalOf(set, b));
}

function revisionOf({ metadata }: Pod): string {
  return metadata.labels?.[REVISION_HASH] ?? "";
}

function isAvailable({ set, now }: Round, pod: Pod): boolean {
  return untilAvailable(pod, set.spec.minReadySeconds ?? 0, now) === 0;
}

function isUp(round: Round, pod: Pod): boolean {
  return pod.status?.phase === "Running" && isReady(pod) && isAvailable(round, pod);
}

/** One step: pods that are missing, then those that are too many, then those of an old revision. @returns a failure */
function manage(round: Round, pods: Pod[]): Error | undefined {
  const { set } = round;
  const wanted = set.spec.replicas ?? 1;
  const first = startOrdinal(set);
  const isWanted = (pod: Pod): boolean => {
    const ordinal = ordinalOf(set, pod);
    return ordinal >= first && ordinal < first + wanted;
  };
  const byOrdinal = new Map(pods.filter(isWanted).map((pod) => [ordinalOf(set, pod), pod]));
  const oneByOne = set.spec.podManagementPolicy !== "Parallel";
  let failure: Error | undefined;
  for (let ordinal = first; ordinal < first + wanted; ordinal++) {
    const done = ensure(round, ordinal, byOrdinal.get(ordinal));
    if (done instanceof Error) failure ??= done;
    if (oneByOne && done !== true) return failure;
  }
  if (failure !== undefined) return failure;
  const surplus = pods.filter((pod) => !isWanted(pod)).toReversed();
  for (const pod of surplus) keepClaimOwners(round.context, set, pod, ordinalOf(set, pod));
  if (shrink(round, { surplus, oneByOne, replicas: [...byOrdinal.values()] })) return undefined;
  if (set.spec.updateStrategy?.type !== "OnDelete") exchange(round, [...byOrdinal.values()]);
  return undefined;
}

/** Makes sure of one pod. @returns whether it is up, or why it could not be made */
function ensure(round: Round, ordinal: number, pod: Pod | undefined): boolean | Error {
  const { context, set } = round;
  if (pod === undefined) {
    if (hasStaleClaim(context, set, ordinal)) return false;
    const made = createMember(context, set, { ordinal, ...versionOf(round, ordinal) });
    return made instanceof Error ? made : false;
  }
  if (isFinished(pod)) {
    if (!isTerminating(pod)) deleteMember(context, set, pod);
    return false;
  }
  if (pod.status?.phase === "Pending") {
    const problem = createClaims(context, set, ordinal);
    if (problem !== undefined) return problem;
  }
  if (isTerminating(pod) || !isUp(round, pod)) return false;
  keepClaimOwners(context, set, pod, ordinal);
  return true;
}

/** Pods below the partition are still made from the revision before. */
function versionOf(
  { set, current, update }: Round,
  ordinal: number,
): { template: PodTemplate; revision: string } {
  const { type = "RollingUpdate", rollingUpdate } = set.spec.updateStrategy ?? {};
  const kept =
    rollingUpdate === undefined
      ? type === "RollingUpdate"
        ? (set.status?.currentReplicas ?? 0)
        : 0
      : (rollingUpdate.partition ?? 0);
  const revision = ordinal < startOrdinal(set) + kept ? current : update;
  return { template: templateOf(revision), revision: revision.metadata.name };
}

/** Deletes pods that are too many, the highest number first. @returns whether there is still something to wait for */
function shrink(
  round: Round,
  { surplus, oneByOne, replicas }: { surplus: Pod[]; oneByOne: boolean; replicas: Pod[] },
): boolean {
  const { context, set } = round;
  const sick = [...replicas, ...surplus.toReversed()].find(
    (pod) => isTerminating(pod) || !isAvailable(round, pod),
  );
  for (const pod of surplus) {
    if (isTerminating(pod)) {
      if (oneByOne) return true;
      continue;
    }
    if (oneByOne && !isUp(round, pod) && pod !== sick) return true;
    deleteMember(context, set, pod);
    if (oneByOne) return true;
  }
  return false;
}

/** Deletes one pod of an old revision, the highest number first: it comes back with the new one. */
function exchange(round: Round, replicas: Pod[]): void {
  const { context, set, update } = round;
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (const [index, pod] of [...replicas.entries()].toReversed()) {
    if (index < partition) return;
    if (revisionOf(pod) !== update.metadata.name && !isTerminating(pod)) {
      deleteMember(context, set, pod);
      return;
    }
    if (isTerminating(pod) || !isAvailable(round, pod)) return;
  }
}

function statusOf(round: Round, pods: readonly Pod[]): Status {
  const { set, current, update } = round;
  const wanted = set.spec.replicas ?? 1;
  const ready = pods.filter((pod) => pod.status?.phase === "Running" && isReady(pod)).length;
  const of = ({ metadata }: ControllerRevision): number =>
    pods.filter((pod) => !isTerminating(pod) && revisionOf(pod) === metadata.name).length;
  const updated = of(update);
  const { type = "RollingUpdate" } = set.spec.updateStrategy ?? {};
  const complete =
    type === "RollingUpdate" && [updated, ready, pods.length].every((count) => count === wanted);
  const currentReplicas = complete ? updated : of(current);
  const { generation } = set.metadata;
  return {
    availableReplicas: pods.filter((pod) => isAvailable(round, pod)).length,
    collisionCount: set.status?.collisionCount ?? 0,
    ...(currentReplicas === 0 ? {} : { currentReplicas }),
    currentRevision: (complete ? update : current).metadata.name,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    replicas: pods.length,
    updateRevision: update.metadata.name,
    ...(updated === 0 ? {} : { updatedReplicas: updated }),
  };
}
