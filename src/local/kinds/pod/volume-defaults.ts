/** Defaults of volumes of pods. Changes what it is given. */

import type { V1DownwardAPIVolumeFile, V1PersistentVolumeClaimSpec, V1Volume } from "@kubernetes/client-node";
import { fallback, isSet, type Fields } from "../fields.ts";
import { milliResources } from "../resources.ts";
import { pullPolicy } from "./image.ts";
import { defaultLegacyVolume } from "./legacy-volumes.ts";

export type Volume = Fields<V1Volume>;

/** Readable by all, writable by root. */
const MODE = 0o644;
const HOUR = 3600;

export function defaultVolume(volume: Volume): void {
  if (!hasSource(volume)) volume.emptyDir = {};
  if (isSet(volume.hostPath)) fallback(volume.hostPath, "type", "");
  for (const source of [volume.secret, volume.configMap, volume.downwardAPI, volume.projected])
    if (isSet(source)) fallback(source, "defaultMode", MODE);
  defaultFiles(volume.downwardAPI?.items);
  for (const source of volume.projected?.sources ?? []) {
    defaultFiles(source.downwardAPI?.items);
    if (isSet(source.serviceAccountToken)) fallback(source.serviceAccountToken, "expirationSeconds", HOUR);
  }
  if (isSet(volume.image)) fallback(volume.image, "pullPolicy", pullPolicy(volume.image.reference ?? ""));
  const claim = volume.ephemeral?.volumeClaimTemplate?.spec;
  if (isSet(claim)) defaultClaim(claim);
  defaultLegacyVolume(volume);
}

function defaultFiles(items: readonly Fields<V1DownwardAPIVolumeFile>[] | undefined): void {
  for (const { fieldRef } of items ?? []) if (isSet(fieldRef)) fallback(fieldRef, "apiVersion", "v1");
}

export function defaultClaim(spec: Fields<V1PersistentVolumeClaimSpec>): void {
  fallback(spec, "volumeMode", "Filesystem");
  milliResources(spec.resources?.limits);
  milliResources(spec.resources?.requests);
}

function hasSource(volume: Volume): boolean {
  for (const key in volume) if (key !== "name" && isSet(volume[key as keyof Volume])) return true;
  return false;
}
