/** Which objects hold data that is lost when they are replaced. Pure. */

import { groupOf } from "../model/kind.ts";
import { sameJson, valueAt } from "../model/json.ts";
import type { LiveObject, Manifest } from "../model/object.ts";

const holders: Readonly<Record<string, string | undefined>> = {
  "/Namespace": "every object in it",
  "/PersistentVolumeClaim": "the data of its volume",
  "apiextensions.k8s.io/CustomResourceDefinition": "every custom resource of the kind",
  "kro.run/ResourceGraphDefinition": "every instance of the graph",
};

/**
 * Says which data would be lost if an object were deleted and created anew.
 * @returns `undefined` when nothing would be lost
 */
export function dataAtRisk(live: LiveObject, manifest: Manifest): string | undefined {
  const fixed = holders[`${groupOf(live.apiVersion)}/${live.kind}`];
  if (fixed !== undefined) return fixed;
  if (live.kind === "PersistentVolume") {
    const reclaimed = valueAt(live, ["spec", "persistentVolumeReclaimPolicy"]) === "Delete";
    return reclaimed ? "the data of the volume" : undefined;
  }
  if (live.kind !== "StatefulSet") return undefined;
  const deleted = valueAt(live, ["spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"]) === "Delete";
  return deleted && !keepsPods(live, manifest) ? "the data of its volume claims" : undefined;
}

/** Whether a StatefulSet can be replaced under its running pods: they are orphaned and adopted again. */
export function keepsPods(live: LiveObject, manifest: Manifest): boolean {
  return (
    live.kind === "StatefulSet" &&
    sameJson(valueAt(live, ["spec", "selector"]), valueAt(manifest, ["spec", "selector"]))
  );
}
