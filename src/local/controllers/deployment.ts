/**
 * Deployments: pods of one template, exchanged for those of a new one. May import the other files of this folder, the contracts
 * of src/local and src/model. Each round reads what is there, takes one step and writes the status once.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/deployment/deployment_controller.go
 */

import { controllerOf } from "../../model/object.ts";
import type { Controller, ControllerContext } from "./controller.ts";
import { REVISION } from "./deployment-annotations.ts";
import { newSetOf, note, replicaSetsOf, syncedNewSet, type Rollout } from "./deployment-rollout.ts";
import { isScaled, scale } from "./deployment-scale.ts";
import { conditionOf, isComplete, progressDeadline } from "./deployment-state.ts";
import { countedStatus, rolloutStatus } from "./deployment-status.ts";
import { cleanUp, recreate, rollingUpdate } from "./deployment-strategy.ts";
import { isReport, keyOf, read, RESOURCE, type Deployment } from "./kinds.ts";
import { writeStatus } from "./write.ts";

export const deployments: Controller = {
  name: "deployment",
  watches: {
    [RESOURCE.deployments]: (change) =>
      change.type === "DELETED" || isReport(change) ? [] : [keyOf(RESOURCE.deployments, change.object)],
    [RESOURCE.replicaSets]: ({ object }) => {
      const owner = controllerOf(object);
      return owner?.kind === "Deployment"
        ? [{ ...keyOf(RESOURCE.deployments, object), name: owner.name }]
        : [];
    },
    // Recreate waits for the last old pod, which is no change of its ReplicaSet.
    [RESOURCE.pods]: ({ type, object }, { store }) => {
      const owner = type === "DELETED" ? controllerOf(object) : undefined;
      if (owner?.kind !== "ReplicaSet") return [];
      const set = store.byUid(owner.uid)?.object;
      const deployment = set === undefined ? undefined : controllerOf(set);
      return deployment === undefined
        ? []
        : [{ ...keyOf(RESOURCE.deployments, object), name: deployment.name }];
    },
  },
  reconcile: (key, context) => {
    const deployment = read(context, RESOURCE.deployments, key);
    if (deployment !== undefined) return reconcile(context, deployment);
  },
};

function reconcile(context: ControllerContext, deployment: Deployment): number | undefined {
  const rollout: Rollout = {
    context,
    deployment,
    status: deployment.status ?? {},
    revision: undefined,
    sets: replicaSetsOf(context, deployment),
  };
  const judged = step(rollout);
  const { revision } = rollout;
  const annotations = {
    ...deployment.metadata.annotations,
    ...(revision === undefined ? {} : { [REVISION]: revision }),
  };
  const status = judged
    ? rolloutStatus(rollout, newSetOf(rollout))
    : countedStatus(rollout, newSetOf(rollout));
  if (judged && isComplete(deployment, status)) cleanUp(rollout);
  const written = writeStatus(context, RESOURCE.deployments, {
    object: deployment,
    status,
    ...(revision === undefined ? {} : { annotations }),
  });
  return nextLook(context, written);
}

/** One step of the rollout. @returns whether its progress is to be judged */
function step(rollout: Rollout): boolean {
  const { deployment } = rollout;
  if (deployment.metadata.deletionTimestamp !== undefined) {
    syncedNewSet(rollout);
    return false;
  }
  notePause(rollout);
  if (deployment.spec.paused === true) {
    syncedNewSet(rollout);
    scale(rollout);
    cleanUp(rollout);
    return false;
  }
  syncedNewSet(rollout);
  if (isScaled(rollout)) {
    scale(rollout);
    return false;
  }
  if (deployment.spec.strategy?.type === "Recreate") recreate(rollout);
  else rollingUpdate(rollout);
  return true;
}

/** A pause stops the clock of the progress deadline, and says so. */
function notePause(rollout: Rollout): void {
  const { deployment, status } = rollout;
  if (progressDeadline(deployment) === undefined) return;
  const reason = conditionOf(status, "Progressing")?.reason;
  if (reason === "ProgressDeadlineExceeded") return;
  const paused = deployment.spec.paused === true;
  if (paused && reason !== "DeploymentPaused")
    note(rollout, "Progressing", {
      status: "Unknown",
      reason: "DeploymentPaused",
      message: "Deployment is paused",
    });
  if (!paused && reason === "DeploymentPaused")
    note(rollout, "Progressing", {
      status: "Unknown",
      reason: "DeploymentResumed",
      message: "Deployment is resumed",
    });
}

/** When the progress deadline is to be looked at. @returns ms */
function nextLook({ clock }: ControllerContext, deployment: Deployment): number | undefined {
  const deadline = progressDeadline(deployment);
  const progress = conditionOf(deployment.status, "Progressing");
  if (deadline === undefined || progress === undefined || deployment.spec.paused === true) return undefined;
  if (isComplete(deployment, deployment.status) || progress.reason === "ProgressDeadlineExceeded")
    return undefined;
  const since = Date.parse(progress.lastUpdateTime ?? "");
  // Times have no parts of a second: one second more makes sure that it has passed.
  return Math.max(0, since + deadline * 1000 - clock.now()) + 1000;
}
