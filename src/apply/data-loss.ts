/** Which objects hold data that is lost when they are deleted, or deleted and created anew. Pure. */

import { isJsonObject, itemsAt, sameJson, textAt, valueAt } from "../model/json.ts";
import { groupOf } from "../model/kind.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { fieldManagerOf } from "./ownership.ts";

/** Says what an object holds, `undefined` when nothing is lost with it. */
type Holds = (live: LiveObject, deletion: Deletion) => string | undefined;

/** How an object is deleted. */
export interface Deletion {
  /** Id of its owner: an object need not carry it any more. */
  owner: string;
  /** What is created in its place, on the same cluster under the same name; absent when nothing is. */
  replacement?: Manifest;
}

/** The kinds that may hold data, by group/Kind. */
export const DATA_BEARING: Readonly<Record<string, { holds: Holds; says: string } | undefined>> = {
  "/Namespace": always("every object in it"),
  "/Node": always("the pods that run on it"),
  "/PersistentVolumeClaim": { holds: claimed, says: "the data of its volume, once it has one" },
  "/PersistentVolume": { holds: volume, says: "the data of the volume, with the reclaim policy Delete" },
  "/Secret": { holds: generated, says: "a token that the cluster generated, and keys that others wrote" },
  "/ConfigMap": { holds: foreignKeys, says: "keys that others wrote" },
  "apps/StatefulSet": {
    holds: claims,
    says: "the data of its volume claims, when they go with it (`whenDeleted: Delete`) and it cannot be replaced under its pods",
  },
  "certificates.k8s.io/CertificateSigningRequest": {
    holds: (live) =>
      valueAt(live, ["status", "certificate"]) === undefined
        ? undefined
        : "the certificate that was issued for it",
    says: "the certificate, once it was issued",
  },
  "apiextensions.k8s.io/CustomResourceDefinition": always("every custom resource of the kind"),
  "kro.run/ResourceGraphDefinition": always("every instance of the graph"),
};

function always(says: string): { holds: Holds; says: string } {
  return { holds: () => says, says };
}

/**
 * Says which data would be lost if an object were deleted.
 * @returns `undefined` when nothing would be lost
 */
export function dataAtRisk(live: LiveObject, deletion: Deletion): string | undefined {
  return DATA_BEARING[`${groupOf(live.apiVersion)}/${live.kind}`]?.holds(live, deletion);
}

function claimed(live: LiveObject): string | undefined {
  const name = textAt(live, ["spec", "volumeName"], "");
  if (name === "") return undefined;
  const size = textAt(live, ["status", "capacity", "storage"], "");
  return `the data of its volume ${name}${size === "" ? "" : ` (${size})`}`;
}

function volume(live: LiveObject): string | undefined {
  const reclaimed = valueAt(live, ["spec", "persistentVolumeReclaimPolicy"]) === "Delete";
  return reclaimed ? "the data of the volume" : undefined;
}

function generated(live: LiveObject, deletion: Deletion): string | undefined {
  const isToken = live["type"] === "kubernetes.io/service-account-token";
  return isToken ? "the token that the cluster generated for it" : foreignKeys(live, deletion);
}

/** Keys of a Secret or ConfigMap that another manager wrote, or nobody knows who: no manifest of ours would bring them back. */
function foreignKeys(live: LiveObject, { owner, replacement }: Deletion): string | undefined {
  const ours = fieldManagerOf({ id: owner });
  const entries = live.metadata.managedFields ?? [];
  const keys = new Map<string, boolean>();
  for (const { manager, fieldsV1 } of entries) {
    for (const field of KEYED) {
      const written = valueAt(fieldsV1, [`f:${field}`]);
      for (const key of Object.keys(isJsonObject(written) ? written : {}).filter((key) => key !== "."))
        keys.set(key.slice(2), (keys.get(key.slice(2)) ?? false) || manager === ours);
    }
  }
  // Somebody may have cleared the managedFields: then nobody owns what is there.
  const set = new Set(keysOf(replacement));
  for (const key of keysOf(live)) if (!keys.has(key)) keys.set(key, set.has(key));
  const foreign = [...keys].filter(([, isOurs]) => !isOurs).map(([key]) => key);
  return foreign.length === 0 ? undefined : `the keys that others wrote: ${foreign.join(", ")}`;
}

const KEYED = ["data", "binaryData", "stringData"];

function keysOf(object: Manifest | undefined): string[] {
  return KEYED.flatMap((field) => {
    const entries = object?.[field];
    return isJsonObject(entries) ? Object.keys(entries) : [];
  });
}

function claims(live: LiveObject, { replacement }: Deletion): string | undefined {
  const deleted = valueAt(live, ["spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted"]) === "Delete";
  const some = templateNames(live).length > 0;
  const kept = replacement !== undefined && keepsPods(live, replacement);
  return deleted && some && !kept ? "the data of its volume claims" : undefined;
}

/**
 * Whether a StatefulSet can be replaced under its running pods: they are orphaned and adopted again. The selector has to be the same;
 * and no volume may be new, since the controller would try for ever to give it to a pod that runs.
 */
export function keepsPods(live: LiveObject, manifest: Manifest): boolean {
  if (live.kind !== "StatefulSet" || groupOf(live.apiVersion) !== "apps") return false;
  const before = new Set(templateNames(live));
  return (
    sameJson(valueAt(live, ["spec", "selector"]), valueAt(manifest, ["spec", "selector"])) &&
    templateNames(manifest).every((name) => before.has(name))
  );
}

function templateNames(set: Manifest): string[] {
  return itemsAt(set, ["spec", "volumeClaimTemplates"]).map((one) => textAt(one, ["metadata", "name"], ""));
}
