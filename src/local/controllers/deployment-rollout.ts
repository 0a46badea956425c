/**
 * One round of a Deployment: what it works on, its ReplicaSets, and how they are found, made and scaled.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/deployment/sync.go
 */

import type { Manifest } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import { matchesLabels, selectorOf } from "../objects/label-selector.ts";
import { StatusError } from "../status.ts";
import type { ControllerContext } from "./controller.ts";
import { replicaSetAnnotations, REVISION } from "./deployment-annotations.ts";
import {
  askedReplicas,
  maxSurge,
  progressDeadline,
  replicasOf,
  withCondition,
  type DeploymentStatus,
} from "./deployment-state.ts";
import { TEMPLATE_HASH, templateHash, templateText } from "./hash.ts";
import { RESOURCE, type Deployment, type ReplicaSet } from "./kinds.ts";
import { controlledBy, controllerReference } from "./owners.ts";
import { create, isTerminatingNamespace, update } from "./write.ts";

export const COMPONENT = "deployment-controller";

/** What one round works on; its fields change as it goes. */
export interface Rollout {
  context: ControllerContext;
  deployment: Deployment;
  /** To be written at the end of the round. */
  status: DeploymentStatus;
  /** To be written with the status. */
  revision: string | undefined;
  /** All that the Deployment manages, oldest first. */
  sets: ReplicaSet[];
}

/** The ReplicaSets of a Deployment, oldest first. */
export function replicaSetsOf(context: ControllerContext, deployment: Deployment): ReplicaSet[] {
  const selector = selectorOf(deployment.spec.selector);
  const sets = controlledBy(context, deployment, RESOURCE.replicaSets);
  return sets.filter(({ metadata }) => matchesLabels(selector, metadata.labels)).toSorted(byAge);
}

function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [one, other] = [a, b].map(({ metadata }) => `${metadata.creationTimestamp} ${metadata.name}`);
  return (one ?? "") < (other ?? "") ? -1 : 1;
}

/** The ReplicaSet whose template is the Deployment's. */
export function newSetOf({ deployment, sets }: Rollout): ReplicaSet | undefined {
  const wanted = templateText(deployment.spec.template);
  return sets.find(({ spec }) => spec.template !== undefined && templateText(spec.template) === wanted);
}

/** All others. */
export function oldSetsOf(rollout: Rollout): ReplicaSet[] {
  const newSet = newSetOf(rollout);
  return rollout.sets.filter((set) => set !== newSet);
}

/** Sets a condition of the status that is to be written. */
export function note(
  rollout: Rollout,
  type: string,
  { status, reason, message }: { status: "True" | "False" | "Unknown"; reason: string; message: string },
): void {
  const now = timestamp(rollout.context.clock.now());
  const condition = { type, status, reason, message, lastUpdateTime: now, lastTransitionTime: now };
  rollout.status = withCondition(rollout.status, condition);
}

/**
 * Brings annotations of the newest ReplicaSet and the revision up to date.
 * @returns the ReplicaSet, `undefined` when there is none for this template
 */
export function syncedNewSet(rollout: Rollout): ReplicaSet | undefined {
  const { context, deployment } = rollout;
  const set = newSetOf(rollout);
  if (set === undefined) return undefined;
  const annotations = replicaSetAnnotations(deployment, {
    current: set.metadata.annotations ?? {},
    newest: maxRevision(oldSetsOf(rollout)) + 1,
  });
  const { minReadySeconds = 0 } = deployment.spec;
  const synced = replaced(
    rollout,
    annotations === undefined && (set.spec.minReadySeconds ?? 0) === minReadySeconds
      ? set
      : update(context, RESOURCE.replicaSets, {
          ...set,
          metadata: { ...set.metadata, annotations: annotations ?? set.metadata.annotations ?? {} },
          spec: { ...set.spec, ...(minReadySeconds === 0 ? {} : { minReadySeconds }) },
        }),
  );
  rollout.revision = synced.metadata.annotations?.[REVISION];
  const hasProgress = rollout.status.conditions?.some(({ type }) => type === "Progressing") === true;
  if (progressDeadline(deployment) !== undefined && !hasProgress) {
    const message = `Found new replica set "${synced.metadata.name}"`;
    note(rollout, "Progressing", { status: "True", reason: "FoundNewReplicaSet", message });
  }
  return synced;
}

function maxRevision(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map(({ metadata }) => Number(metadata.annotations?.[REVISION] ?? 0)));
}

/** Puts the newest version of a ReplicaSet in the place of the one that it was. */
function replaced(rollout: Rollout, set: ReplicaSet): ReplicaSet {
  const { uid } = set.metadata;
  const index = rollout.sets.findIndex(({ metadata }) => metadata.uid === uid);
  rollout.sets = index < 0 ? [...rollout.sets, set] : rollout.sets.with(index, set);
  return set;
}

/**
 * The ReplicaSet of the Deployment's template, made when there is none.
 * @returns `undefined` when it cannot be made: the status says why
 */
export function ensuredNewSet(rollout: Rollout): ReplicaSet | undefined {
  const existing = newSetOf(rollout);
  if (existing !== undefined) return existing;
  const { context, deployment } = rollout;
  const manifest = newReplicaSet(rollout);
  try {
    const set = replaced(rollout, create(context, RESOURCE.replicaSets, manifest));
    announce(rollout, set);
    return set;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (isTerminatingNamespace(error)) return undefined;
    if (error.status.reason === "AlreadyExists") {
      // Another object has the name: the next round draws another hash.
      rollout.status = { ...rollout.status, collisionCount: (rollout.status.collisionCount ?? 0) + 1 };
      return undefined;
    }
    const message = `Failed to create new replica set "${manifest.metadata.name}": ${error.message}`;
    const reason = "ReplicaSetCreateError";
    if (progressDeadline(deployment) !== undefined)
      note(rollout, "Progressing", { status: "False", reason, message });
    context.event(deployment, { type: "Warning", reason, message, component: COMPONENT });
    return undefined;
  }
}

function announce(rollout: Rollout, { metadata, spec }: ReplicaSet): void {
  const { context, deployment } = rollout;
  rollout.revision = metadata.annotations?.[REVISION];
  if ((spec.replicas ?? 0) > 0) {
    const message = `Scaled up replica set ${metadata.name} from 0 to ${spec.replicas}`;
    context.event(deployment, { type: "Normal", reason: "ScalingReplicaSet", message, component: COMPONENT });
  }
  if (progressDeadline(deployment) !== undefined) {
    const message = `Created new replica set "${metadata.name}"`;
    note(rollout, "Progressing", { status: "True", reason: "NewReplicaSetCreated", message });
  }
}

/** Longest name of a Deployment that its ReplicaSets' names can begin with: 253 in all. */
function replicaSetName(deployment: string, hash: string): string {
  return `${deployment.slice(0, 253 - 1 - hash.length)}-${hash}`;
}

function newReplicaSet(rollout: Rollout): Manifest {
  const { deployment, status } = rollout;
  const { template, selector, minReadySeconds = 0 } = deployment.spec;
  const { namespace, name } = deployment.metadata;
  const hash = templateHash(template, status.collisionCount);
  const labels = { ...template.metadata?.labels, [TEMPLATE_HASH]: hash };
  const annotations = replicaSetAnnotations(deployment, {
    current: undefined,
    newest: maxRevision(rollout.sets) + 1,
  });
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: replicaSetName(name, hash),
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      ...(minReadySeconds === 0 ? {} : { minReadySeconds }),
      replicas: newReplicas(rollout, 0),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [TEMPLATE_HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/**
 * How large the newest ReplicaSet may be made now.
 * @param current its size
 */
export function newReplicas({ deployment, sets }: Rollout, current: number): number {
  const wanted = replicasOf(deployment);
  if (deployment.spec.strategy?.type === "Recreate") return wanted;
  const allowed = wanted + maxSurge(deployment);
  const room = allowed - askedReplicas(sets);
  return room <= 0 ? current : current + Math.min(room, wanted - current);
}

/**
 * Changes the size of a ReplicaSet and tells of it.
 * @param evenIfSame also when only its notes of the Deployment's size are to be renewed
 * @returns whether the size changed
 */
export function scaleSet(
  rollout: Rollout,
  { set, to, evenIfSame = false }: { set: ReplicaSet; to: number; evenIfSame?: boolean },
): boolean {
  const { context, deployment } = rollout;
  const from = replicasOf(set);
  if (from === to && !evenIfSame) return false;
  const annotations = replicaSetAnnotations(deployment, {
    current: set.metadata.annotations ?? {},
    sizesOnly: true,
  });
  if (from === to && annotations === undefined) return false;
  replaced(
    rollout,
    update(context, RESOURCE.replicaSets, {
      ...set,
      metadata: { ...set.metadata, annotations: annotations ?? set.metadata.annotations ?? {} },
      spec: { ...set.spec, replicas: to },
    }),
  );
  if (from === to) return false;
  const message = `Scaled ${from < to ? "up" : "down"} replica set ${set.metadata.name} from ${from} to ${to}`;
  context.event(deployment, { type: "Normal", reason: "ScalingReplicaSet", message, component: COMPONENT });
  return true;
}
