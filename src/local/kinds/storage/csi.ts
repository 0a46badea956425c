/** Rules of what storage drivers say of themselves: CSIDriver, CSINode, CSIStorageCapacity, VolumeAttachment. */

import type {
  StorageV1TokenRequest,
  V1CSIDriver,
  V1CSINode,
  V1CSIStorageCapacity,
  V1VolumeAttachment,
} from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import {
  addInvalid,
  addNegative,
  duplicate,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { as, fallback, isBlank, isSet, within, type Fields } from "../fields.ts";
import { addImmutable, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain, qualifiedName } from "../names.ts";
import { addDriverName } from "../pod/volumes.ts";
import { quantityOf } from "../quantity.ts";
import { addSelector, shownSelector } from "../selector.ts";
import type { KindRules } from "../served-kind.ts";

const GROUP_POLICIES = ["File", "None", "ReadWriteOnceWithFSType"];
const TEN_MINUTES = 600;

export const csiDriverRules: KindRules = {
  generation: "spec",
  // Generations are counted from the first change.
  prepare: ({ metadata }, previous) => {
    if (previous === undefined) delete metadata.generation;
  },
  defaults: (object) => {
    const spec = within(as<V1CSIDriver>(object), "spec");
    fallback(spec, "attachRequired", true);
    fallback(spec, "podInfoOnMount", false);
    fallback(spec, "storageCapacity", false);
    fallback(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
    fallback(spec, "volumeLifecycleModes", ["Persistent"]);
    fallback(spec, "requiresRepublish", false);
    fallback(spec, "seLinuxMount", false);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: false });
    addDriver(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addDriver(causes, object);
    const [now, before] = [as<V1CSIDriver>(object).spec, as<V1CSIDriver>(previous).spec];
    addImmutable(causes, "spec.attachedRequired", {
      value: now?.attachRequired,
      before: before?.attachRequired,
    });
    addImmutable(causes, "spec.volumeLifecycleModes", {
      value: now?.volumeLifecycleModes,
      before: before?.volumeLifecycleModes,
    });
    return causes;
  },
};

function addDriver(to: Causes, object: object): void {
  const { spec = {} } = as<V1CSIDriver>(object);
  if (isSet(spec.fsGroupPolicy) && !GROUP_POLICIES.includes(spec.fsGroupPolicy))
    to.push(notSupported("spec.fsGroupPolicy", spec.fsGroupPolicy, GROUP_POLICIES));
  addTokens(to, spec.tokenRequests ?? []);
  for (const mode of spec.volumeLifecycleModes ?? [])
    if (mode !== "Persistent" && mode !== "Ephemeral")
      to.push(notSupported("spec.volumeLifecycleModes", mode, ["Persistent", "Ephemeral"]));
  const period = spec.nodeAllocatableUpdatePeriodSeconds;
  if (isSet(period) && period < 10)
    to.push(
      invalid(
        "spec.nodeAllocatableUpdatePeriodSeconds",
        period,
        "must be greater than or equal to 10 seconds",
      ),
    );
  const inSecrets = spec.serviceAccountTokenInSecrets;
  if (isSet(inSecrets) && (spec.tokenRequests ?? []).length === 0)
    to.push(
      invalid(
        "spec.serviceAccountTokenInSecrets",
        inSecrets,
        "serviceAccountTokenInSecrets is set but no tokenRequests are specified",
      ),
    );
}

function addTokens(to: Causes, requests: readonly Fields<StorageV1TokenRequest>[]): void {
  const audiences = new Set<string>();
  for (const [index, { audience = "", expirationSeconds: seconds }] of requests.entries()) {
    const at = `spec.tokenRequests[${index}]`;
    if (audiences.has(audience)) to.push(duplicate(`${at}.audience`, audience));
    else if (isSet(seconds) && seconds < TEN_MINUTES)
      to.push(invalid(`${at}.expirationSeconds`, seconds, "may not specify a duration less than 10 minutes"));
    else if (isSet(seconds) && seconds > 2 ** 32)
      to.push(
        invalid(`${at}.expirationSeconds`, seconds, "may not specify a duration larger than 2^32 seconds"),
      );
    audiences.add(audience);
  }
}

export const csiNodeRules: KindRules = {
  validate: (object) => {
    const causes: Causes = [];
    addNode(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addNode(causes, object);
    const now = as<V1CSINode>(object).spec?.drivers ?? [];
    for (const old of as<V1CSINode>(previous).spec?.drivers ?? []) {
      const { allocatable: _, ...before } = old;
      const { allocatable: __, ...value } = now.find(({ name }) => name === old.name) ?? old;
      if (!sameJson(value, before)) addImmutable(causes, "spec.drivers", { value, before });
    }
    return causes;
  },
};

function addNode(to: Causes, object: object): void {
  const { metadata, spec } = as<V1CSINode>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: false });
  const names = new Set<string>();
  for (const [index, driver] of (spec?.drivers ?? []).entries()) {
    const at = `spec.drivers[${index}]`;
    const { name = "", nodeID = "", allocatable, topologyKeys } = driver;
    addDriverName(to, `${at}.name`, name);
    const keys = topologyKeys ?? [];
    if (nodeID === "") to.push(required(`${at}.nodeID`));
    if (nodeID.length > 256) to.push(invalid(`${at}.nodeID`, nodeID, "must be 256 characters or less"));
    addNegative(to, `${at}.allocatable.count`, allocatable?.count);
    if (names.has(name)) to.push(duplicate(`${at}.name`, name));
    names.add(name);
    for (const [one, key] of keys.entries()) {
      if (key === "") to.push(required(at));
      if (keys.indexOf(key) < one) to.push(duplicate(at, key));
      addInvalid(to, at, { value: key, wrong: qualifiedName(key) });
    }
  }
}

export const csiStorageCapacityRules: KindRules = {
  validate: (object) => {
    const causes: Causes = [];
    const { metadata, nodeTopology, storageClassName = "", capacity } = as<V1CSIStorageCapacity>(object);
    addMetadata(causes, metadata, { name: dnsSubdomain, namespaced: true });
    addSelector(causes, "nodeTopology", nodeTopology);
    addInvalid(causes, "storageClassName", {
      value: storageClassName,
      wrong: dnsSubdomain(storageClassName),
    });
    if (isSet(capacity) && quantityOf(capacity).nano < 0n)
      causes.push(invalid("capacity", capacity, "must be greater than or equal to 0"));
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const [now, before] = [as<V1CSIStorageCapacity>(object), as<V1CSIStorageCapacity>(previous)];
    addImmutable(causes, "nodeTopology", {
      value: now.nodeTopology,
      before: before.nodeTopology,
      shown: shownSelector(now.nodeTopology),
    });
    addImmutable(causes, "storageClassName", {
      value: now.storageClassName,
      before: before.storageClassName,
    });
    return causes;
  },
};

export const volumeAttachmentRules: KindRules = {
  validate: (object) => {
    const causes: Causes = [];
    addAttachment(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addAttachment(causes, object);
    addImmutable(causes, "spec", { value: object["spec"], before: previous["spec"] });
    return causes;
  },
};

function addAttachment(to: Causes, object: object): void {
  const { metadata, spec = {} } = as<V1VolumeAttachment>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: false });
  addDriverName(to, "spec.attacher", spec.attacher);
  const { inlineVolumeSpec: inline, persistentVolumeName: name } = spec.source ?? {};
  const one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  if (!isSet(inline) && !isSet(name)) to.push(required("spec.source", one));
  else if (isSet(inline) && isSet(name)) to.push(forbiddenCause("spec.source", one));
  else if (isSet(name) && isBlank(name))
    to.push(required("spec.source.persistentVolumeName", "must specify non empty persistentVolumeName"));
  addInvalid(to, "spec.nodeName", { value: spec.nodeName ?? "", wrong: dnsSubdomain(spec.nodeName ?? "") });
  if (isSet(name))
    addInvalid(to, "spec.source.persistentVolumeName", { value: name, wrong: dnsSubdomain(name) });
}
