/** The rule of pods. Pure. @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ */

import { textAt, valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { conditionOf, decidedBy, explain } from "./conditions.ts";
import { type ContainerState, containersOf, howItEnded, judgeContainers } from "./containers.ts";
import { failed, progressing, READY, type Readiness, type Rule } from "./verdict.ts";

// Another container may still be at work, whose end decides the pod's phase.
const LOST_CONTAINER_PATIENCE = 60_000;

/** A pod is ready when its condition says so, or when it has done its work. */
export const pod: Rule = (object) => {
  const phase = textAt(object, ["status", "phase"], "unknown");
  if (phase === "Succeeded") return READY;
  const containers = containersOf(object);
  if (phase === "Failed") return failedPod(object, containers);
  if (conditionOf(object, "Ready")?.status === "True") return READY;
  return (
    judgeContainers(containers) ?? lostContainer(object, containers) ?? notYet(object, phase, containers)
  );
};

/** Evicted, preempted, refused by its node, past its deadline: the pod says why. Otherwise its containers do. */
function failedPod(object: LiveObject, containers: readonly ContainerState[]): Readiness {
  const cause = textAt(object, ["status", "reason"], "");
  const words = [cause, textAt(object, ["status", "message"], "")].filter((part) => part !== "");
  if (words.length > 0) return failed(words.join(": "), cause === "" ? {} : { cause });
  const ended = containers.find(({ terminated }) => terminated !== undefined && terminated.exitCode !== 0);
  if (ended?.terminated === undefined) return failed("its phase is Failed");
  return failed(`container ${ended.name} ${howItEnded(ended.terminated)}`, {
    cause: ended.terminated.reason ?? "Error",
  });
}

/** A container that ended badly and is not started again, while others go on. */
function lostContainer(object: LiveObject, containers: readonly ContainerState[]): Readiness | undefined {
  if (valueAt(object, ["spec", "restartPolicy"]) !== "Never") return undefined;
  const lost = containers.find(
    ({ init, terminated }) => !init && terminated !== undefined && terminated.exitCode !== 0,
  );
  if (lost?.terminated === undefined) return undefined;
  return failed(`container ${lost.name} ${howItEnded(lost.terminated)} and is not started again`, {
    cause: lost.terminated.reason ?? "Error",
    patience: LOST_CONTAINER_PATIENCE,
  });
}

function notYet(object: LiveObject, phase: string, containers: readonly ContainerState[]): Readiness {
  const scheduled = conditionOf(object, "PodScheduled");
  if (scheduled?.status === "False") {
    const reason = explain(scheduled, "it is not scheduled");
    return progressing(reason, {
      condition: scheduled,
      ...(scheduled.reason && { cause: scheduled.reason }),
    });
  }
  const waiting = containers.find((container) => container.waiting !== undefined);
  if (waiting?.waiting !== undefined) {
    const { reason: cause } = waiting.waiting;
    return progressing(`container ${waiting.name}: ${cause}`, { cause });
  }
  const ready = conditionOf(object, "Ready");
  if (ready !== undefined) return progressing(explain(ready, "it is not ready"), decidedBy(ready));
  return progressing(`its phase is ${phase}`);
}
