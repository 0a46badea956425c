/** The pods of a workload: those that it made and those that it takes over or lets go, by their labels. */

import type { LiveObject } from "../../model/object.ts";
import { matchesLabels, type LabelSelector } from "../objects/label-selector.ts";
import type { ControllerContext } from "./controller.ts";
import { RESOURCE, type Pod } from "./kinds.ts";
import { controlledBy } from "./owners.ts";
import { isFinished, isTerminating } from "./pod-state.ts";
import { updateMetadata } from "./write.ts";

/**
 * The pods that `owner` manages. One whose labels no longer match is released: it runs on without an owner.
 * @param selector what labels they must have
 */
export function managedPods(context: ControllerContext, owner: LiveObject, selector: LabelSelector): Pod[] {
  const pods = controlledBy(context, owner, RESOURCE.pods);
  return pods.filter((pod) => {
    if (matchesLabels(selector, pod.metadata.labels)) return true;
    if (!isFinished(pod) && !isTerminating(pod) && owner.metadata.deletionTimestamp === undefined)
      release(context, owner, pod);
    return false;
  });
}

function release(context: ControllerContext, owner: LiveObject, pod: Pod): void {
  const rest = (pod.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
  updateMetadata(context, RESOURCE.pods, {
    object: pod,
    change: { ownerReferences: rest.length === 0 ? undefined : rest },
  });
}
