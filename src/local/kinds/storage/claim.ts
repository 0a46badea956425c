/** Rules of PersistentVolumeClaims. */

import type { V1PersistentVolumeClaim, V1StorageClass } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import type { LiveObject, Manifest } from "../../../model/object.ts";
import { forbidden } from "../../status.ts";
import type { Store } from "../../store/store.ts";
import { refuseClaimLimits } from "../admission/limit-ranges.ts";
import { differences } from "../differences.ts";
import { forbiddenCause, invalid, type Causes } from "../cause.ts";
import { as, fallback, isBlank, isSet, within } from "../fields.ts";
import { addImmutable, addMetadata, addStrictUpdate, IMMUTABLE } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import { defaultClaim } from "../pod/volume-defaults.ts";
import { quantityOf } from "../quantity.ts";
import { milliResources } from "../resources.ts";
import type { KindRules } from "../served-kind.ts";
import { addClaimSpec, type ClaimSpec } from "./claim-spec.ts";

const OLD_CLASS = "volume.beta.kubernetes.io/storage-class";
const IS_DEFAULT = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
];

const age = ({ metadata }: LiveObject): string => metadata.creationTimestamp ?? "";

/** The class of claims that name none: the youngest that is marked. */
export function defaultClass(store: Store): string | undefined {
  const marked = store
    .list("storage.k8s.io/storageclasses")
    .filter(({ metadata }) => IS_DEFAULT.some((key) => metadata.annotations?.[key] === "true"));
  marked.sort((a, b) =>
    age(a) === age(b) ? (a.metadata.name < b.metadata.name ? -1 : 1) : age(a) < age(b) ? 1 : -1,
  );
  return marked[0]?.metadata.name;
}

/** Keeps an object while something uses it: its controller takes the finalizer away. */
export function protect({ metadata }: Manifest, finalizer: string): void {
  const finalizers = metadata.finalizers ?? [];
  if (!finalizers.includes(finalizer)) metadata.finalizers = [...finalizers, finalizer];
}

export const claimRules: KindRules = {
  defaults: (object) => {
    const claim = as<V1PersistentVolumeClaim>(object);
    defaultClaim(within(claim, "spec"));
    fallback(within(claim, "status"), "phase", "Pending");
    milliResources(claim.status?.capacity);
  },
  prepare: (object, previous, { store }) => {
    const claim = as<V1PersistentVolumeClaim>(object);
    const spec = within(claim, "spec");
    if (!isSet(previous === undefined ? undefined : as<V1PersistentVolumeClaim>(previous).spec?.dataSource))
      dropStrangeSource(spec);
    sameSources(spec);
    if (previous !== undefined) return;
    if (!isSet(spec.storageClassName) && object.metadata.annotations?.[OLD_CLASS] === undefined) {
      const name = defaultClass(store);
      if (name !== undefined) spec.storageClassName = name;
    }
    protect(object, "kubernetes.io/pvc-protection");
    claim.status = { phase: "Pending" };
  },
  validate: (object, context) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addClaimSpec(causes, "spec", as<V1PersistentVolumeClaim>(object).spec ?? {});
    if (causes.length === 0) refuseClaimLimits(object, context.store);
    return causes;
  },
  validateUpdate: (object, previous, context) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addClaimSpec(causes, "spec", as<V1PersistentVolumeClaim>(object).spec ?? {});
    addClaimUpdate(causes, object, previous);
    if (causes.length === 0) refuseResize(object, previous, context.store);
    return causes;
  },
};

/** The old field takes only what there was when it was new. */
function dropStrangeSource(spec: ClaimSpec): void {
  const { dataSource, dataSourceRef } = spec;
  if (!isSet(dataSource) || isSet(dataSourceRef)) return;
  const source = `${dataSource.apiGroup ?? ""}/${dataSource.kind ?? ""}`;
  if (source !== "/PersistentVolumeClaim" && source !== "snapshot.storage.k8s.io/VolumeSnapshot")
    delete spec.dataSource;
}

/** The old and the new field for where the data comes from say the same. */
function sameSources(spec: ClaimSpec): void {
  const { dataSource, dataSourceRef } = spec;
  if (isSet(dataSource) && !isSet(dataSourceRef)) spec.dataSourceRef = { ...dataSource };
  else if (isSet(dataSourceRef) && !isSet(dataSource) && isBlank(dataSourceRef.namespace)) {
    const { namespace: _, ...source } = dataSourceRef;
    spec.dataSource = source;
  }
}

function addClaimUpdate(to: Causes, object: Manifest, previous: LiveObject): void {
  const [claim, before] = [as<V1PersistentVolumeClaim>(object), as<V1PersistentVolumeClaim>(previous)];
  const [spec, old] = [claim.spec ?? {}, before.spec ?? {}];
  const [oldClass, newClass] = [before, claim].map((one) => one.metadata?.annotations?.[OLD_CLASS]);
  if (oldClass !== newClass) to.push(invalid(`metadata.annotations.${OLD_CLASS}`, newClass ?? "", IMMUTABLE));
  const expected = changeable(spec, old, claim.status?.phase === "Bound");
  if (!sameJson(expected, old))
    to.push(
      forbiddenCause(
        "spec",
        `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${differences(old, expected)}`,
      ),
    );
  const [size, oldSize] = [spec, old].map((one) => quantityOf(one.resources?.requests?.["storage"]).nano);
  if ((size ?? 0n) < (oldSize ?? 0n) && (size ?? 0n) <= quantityOf(before.status?.capacity?.["storage"]).nano)
    to.push(forbiddenCause("spec.resources.requests.storage", "field can not be less than status.capacity"));
  addImmutable(to, "volumeMode", { value: spec.volumeMode, before: old.volumeMode });
}

/** The new spec with what may change put back. */
function changeable(spec: ClaimSpec, old: ClaimSpec, isBound: boolean): ClaimSpec {
  const expected: ClaimSpec = { ...spec };
  const restore = (name: "volumeName" | "storageClassName" | "volumeAttributesClassName"): void => {
    if (old[name] === undefined) delete expected[name];
    else expected[name] = old[name];
  };
  if (isBlank(old.volumeName)) restore("volumeName");
  if (!isSet(old.storageClassName) && isSet(spec.storageClassName)) restore("storageClassName");
  if (!isBound) return expected;
  restore("volumeAttributesClassName");
  const storage = old.resources?.requests?.["storage"];
  if (isSet(spec.resources?.requests) && isSet(storage))
    expected.resources = { ...spec.resources, requests: { ...spec.resources.requests, storage } };
  return expected;
}

/** Only volumes of a class that says so can grow. */
function refuseResize(object: Manifest, previous: LiveObject, store: Store): void {
  const [size, old] = [object, previous].map(
    (one) => quantityOf(as<V1PersistentVolumeClaim>(one).spec?.resources?.requests?.["storage"]).nano,
  );
  const { spec, status } = as<V1PersistentVolumeClaim>(previous);
  if (status?.phase !== "Bound" || (size ?? 0n) <= (old ?? 0n)) return;
  const found = store.get("storage.k8s.io/storageclasses", undefined, spec?.storageClassName ?? "");
  if (found !== undefined && as<V1StorageClass>(found).allowVolumeExpansion === true) return;
  throw forbidden(
    { group: "", plural: "persistentvolumeclaims", name: object.metadata.name },
    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
  );
}
