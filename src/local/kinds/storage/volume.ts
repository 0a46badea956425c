/** Rules of PersistentVolumes. */

import type { V1PersistentVolume, V1PersistentVolumeSpec } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import { timestamp } from "../../clock.ts";
import {
  addInvalid,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  sorted,
  type Causes,
} from "../cause.ts";
import { differences } from "../differences.ts";
import { as, fallback, isBlank, isSet, within, type Fields } from "../fields.ts";
import { addImmutable, addMetadata } from "../metadata.ts";
import { dnsLabel, dnsSubdomain } from "../names.ts";
import { addNodeSelector } from "../pod/node-selector.ts";
import { defaultLegacyVolume, LEGACY_SOURCES } from "../pod/legacy-volumes.ts";
import { addDriverName, addHostPath, addNfs } from "../pod/volumes.ts";
import { addNoBacksteps } from "../pod/paths.ts";
import { quantityOf } from "../quantity.ts";
import { milliResources } from "../resources.ts";
import type { KindRules } from "../served-kind.ts";
import { protect } from "./claim.ts";
import { addAccessModes, VOLUME_MODES } from "./claim-spec.ts";

type Spec = Fields<V1PersistentVolumeSpec>;

const RECLAIM = ["Delete", "Recycle", "Retain"];
/** Fields of the spec that are no source. */
const SETTINGS = new Set<keyof Spec>([
  "accessModes",
  "capacity",
  "claimRef",
  "mountOptions",
  "nodeAffinity",
  "persistentVolumeReclaimPolicy",
  "storageClassName",
  "volumeAttributesClassName",
  "volumeMode",
]);

export const volumeRules: KindRules = {
  defaults: (object) => {
    const volume = as<V1PersistentVolume>(object);
    const spec = within(volume, "spec");
    fallback(within(volume, "status"), "phase", "Pending");
    fallback(spec, "persistentVolumeReclaimPolicy", "Retain");
    fallback(spec, "volumeMode", "Filesystem");
    milliResources(spec.capacity);
    if (isSet(spec.hostPath)) fallback(spec.hostPath, "type", "");
    defaultLegacyVolume(spec);
  },
  prepare: (object, previous, { clock }) => {
    if (previous !== undefined) return;
    protect(object, "kubernetes.io/pv-protection");
    as<V1PersistentVolume>(object).status = {
      phase: "Pending",
      lastPhaseTransitionTime: timestamp(clock.now()),
    };
  },
  validate: (object) => {
    const causes: Causes = [];
    addVolume(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    // The API server looks twice at a volume that is changed.
    addVolume(causes, object);
    addVolume(causes, object);
    const [spec, before] = [
      as<V1PersistentVolume>(object).spec ?? {},
      as<V1PersistentVolume>(previous).spec ?? {},
    ];
    const [now, old] = [sourceOf(spec), sourceOf(before)];
    if (!sameJson(now, old))
      causes.push(
        forbiddenCause(
          "spec.persistentvolumesource",
          `spec.persistentvolumesource is immutable after creation\n${differences(old, now)}`,
        ),
      );
    addImmutable(causes, "volumeMode", { value: spec.volumeMode, before: before.volumeMode });
    if (isSet(before.nodeAffinity) && !sameJson(before.nodeAffinity, spec.nodeAffinity))
      causes.push(
        invalid(
          "nodeAffinity",
          spec.nodeAffinity ?? null,
          "field is immutable, except for updating from beta label to GA",
        ),
      );
    return causes;
  },
};

function sourceOf(spec: Spec): object {
  return Object.fromEntries(
    Object.entries(spec).filter(([name, value]) => !SETTINGS.has(name as keyof Spec) && isSet(value)),
  );
}

function addVolume(to: Causes, object: object): void {
  const { metadata, spec = {} } = as<V1PersistentVolume>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: false });
  if ((spec.accessModes ?? []).length === 0) to.push(required("spec.accessModes"));
  addAccessModes(to, "spec.accessModes", spec.accessModes ?? []);
  addCapacity(to, spec);
  const policy = spec.persistentVolumeReclaimPolicy;
  if (!isBlank(policy) && !RECLAIM.includes(policy ?? ""))
    to.push(notSupported("spec.persistentVolumeReclaimPolicy", policy, RECLAIM));
  if (isSet(spec.nodeAffinity)) {
    if (isSet(spec.nodeAffinity.required))
      addNodeSelector(to, "spec.nodeAffinity.required", spec.nodeAffinity.required);
    else to.push(required("spec.nodeAffinity.required", "must specify required node constraints"));
  }
  addSources(to, spec);
  if (!isBlank(spec.storageClassName))
    addInvalid(to, "spec.storageClassName", {
      value: spec.storageClassName,
      wrong: dnsSubdomain(spec.storageClassName ?? ""),
    });
  if (isSet(spec.volumeMode) && !VOLUME_MODES.includes(spec.volumeMode))
    to.push(notSupported("spec.volumeMode", spec.volumeMode, VOLUME_MODES));
}

function addCapacity(to: Causes, { capacity = {} }: Spec): void {
  const names = Object.keys(capacity);
  if (names.length === 0) to.push(required("spec.capacity"));
  if (names.length !== 1 || names[0] !== "storage")
    to.push(notSupported("spec.capacity", sorted(names.length === 0 ? null : capacity), ["storage"]));
  for (const name of names) {
    const { nano, text } = quantityOf(capacity[name]);
    if (nano < 0n)
      to.push(
        invalid(`spec.capacity[${name}]`, Number(nano / 1_000_000_000n), "must be a valid resource quantity"),
      );
    if (nano <= 0n) to.push(invalid(`spec.capacity[${name}]`, text, "must be greater than zero"));
  }
}

function addSources(to: Causes, spec: Spec): void {
  const sources = Object.keys(sourceOf(spec));
  if (sources.length === 0) return void to.push(required("spec", "must specify a volume type"));
  for (const [index, name] of sources.entries()) {
    const field = `spec.${name}`;
    if (index > 0) to.push(forbiddenCause(field, "may not specify more than 1 volume type"));
    else if (name === "hostPath") addHostPath(to, field, spec.hostPath ?? {});
    else if (name === "nfs") addNfs(to, field, spec.nfs ?? {});
    else if (name === "csi") addCsi(to, field, spec);
    else if (name === "local") addLocal(to, field, spec);
    else LEGACY_SOURCES[name]?.(to, field, spec[name as "rbd"] ?? {});
  }
  if (
    isSet(spec.hostPath) &&
    /^\/+$/.test(spec.hostPath.path ?? "") &&
    spec.persistentVolumeReclaimPolicy === "Recycle"
  )
    to.push(
      forbiddenCause(
        "spec.persistentVolumeReclaimPolicy",
        "may not be 'recycle' for a hostPath mount of '/'",
      ),
    );
}

const SECRETS = [
  "controllerPublishSecretRef",
  "controllerExpandSecretRef",
  "nodePublishSecretRef",
  "nodeExpandSecretRef",
] as const;

function addCsi(to: Causes, field: string, { csi = {} }: Spec): void {
  addDriverName(to, `${field}.driver`, csi.driver);
  if (isBlank(csi.volumeHandle)) to.push(required(`${field}.volumeHandle`));
  for (const secret of SECRETS) {
    const ref = csi[secret];
    if (!isSet(ref)) continue;
    const { name = "", namespace = "" } = ref;
    if (name === "") to.push(required(`${field}.${secret}.name`));
    else addInvalid(to, `${field}.${secret}.name`, { value: name, wrong: dnsSubdomain(name) });
    if (namespace === "") to.push(required(`${field}.${secret}.namespace`));
    else addInvalid(to, `${field}.${secret}.namespace`, { value: namespace, wrong: dnsLabel(namespace) });
  }
}

function addLocal(to: Causes, field: string, spec: Spec): void {
  const path = spec.local?.path ?? "";
  if (path === "") to.push(required(`${field}.path`));
  else addNoBacksteps(to, `${field}.path`, path);
  if (!isSet(spec.nodeAffinity))
    to.push(required("spec.nodeAffinity", "Local volume requires node affinity"));
}
