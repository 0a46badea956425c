/** Rules of volumes and claims. Pure. @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/ */

import { textAt, valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { quantityValue } from "../model/quantity.ts";
import { conditionOf, decidedBy, explain } from "./conditions.ts";
import { failed, progressing, READY, type Readiness, type Rule } from "./verdict.ts";

export const persistentVolume: Rule = (object) => {
  const phase = textAt(object, ["status", "phase"], "unknown");
  if (phase === "Available" || phase === "Bound") return READY;
  const message = textAt(object, ["status", "message"], "");
  if (phase === "Failed") return failed(message === "" ? "its phase is Failed" : message, { cause: phase });
  // It stays so until somebody removes the claim from it: nothing to wait for.
  if (phase === "Released")
    return { state: "ready", warning: "its claim is gone: it cannot be claimed again" };
  return progressing(`its phase is ${phase}`);
};

/** A claim is ready when it is bound, at the size asked for. One whose class waits for the first consumer is not awaited. */
export const persistentVolumeClaim: Rule = (object, { storageClass }) => {
  const phase = textAt(object, ["status", "phase"], "Pending");
  if (phase === "Lost") return failed("its volume is lost", { cause: phase });
  if (phase === "Bound") return resized(object);
  if (storageClass === null) return progressing("its storage class does not exist");
  const waits = valueAt(storageClass, ["volumeBindingMode"]) === "WaitForFirstConsumer";
  // A claim that names its volume is bound without a consumer.
  return waits && textAt(object, ["spec", "volumeName"], "") === ""
    ? READY
    : progressing(`its phase is ${phase}`);
};

const TOO_LARGE = /Infeasible$/;

// ms: claims have no generation, so this may be about what was asked for before. The resizer looks at a change within seconds.
const ANSWER = 30_000;

/** @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims */
function resized(object: LiveObject): Readiness {
  const state = textAt(object, ["status", "allocatedResourceStatuses", "storage"], "");
  const modification = textAt(object, ["status", "modifyVolumeStatus", "status"], "");
  if (TOO_LARGE.test(state))
    return failed(`its size cannot be had: ${state}`, { cause: state, patience: ANSWER });
  if (modification === "Infeasible")
    return failed("its volume cannot be given the attributes of its class", {
      cause: modification,
      patience: ANSWER,
    });
  const pending = conditionOf(object, "FileSystemResizePending");
  if (pending?.status === "True")
    return { state: "ready", warning: "its file system grows when a pod uses it next" };
  for (const type of ["Resizing", "ModifyingVolume"]) {
    const condition = conditionOf(object, type);
    if (condition?.status === "True")
      return progressing(explain(condition, `its condition ${type} is True`), decidedBy(condition));
  }
  const wanted = textAt(object, ["spec", "resources", "requests", "storage"], "0");
  const there = textAt(object, ["status", "capacity", "storage"], wanted);
  return (quantityValue(there) ?? 0) < (quantityValue(wanted) ?? 0)
    ? progressing(`its capacity is ${there} of ${wanted}`)
    : READY;
}
