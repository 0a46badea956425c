/** Rules of StorageClasses and VolumeAttributesClasses. */

import type { V1StorageClass, V1VolumeAttributesClass } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import {
  addInvalid,
  duplicate,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  sorted,
  tooLong,
  type Causes,
} from "../cause.ts";
import { as, fallback, isSet } from "../fields.ts";
import { addImmutable, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain, qualifiedName } from "../names.ts";
import type { KindRules } from "../served-kind.ts";
import { protect } from "./claim.ts";

const MAX_PARAMETERS = 512;
const MAX_BYTES = 256 * 1024;

function addProvisioner(to: Causes, field: string, name = ""): void {
  if (name === "") to.push(required(field));
  else addInvalid(to, field, { value: name.toLowerCase(), wrong: qualifiedName(name.toLowerCase()) });
}

function addParameters(to: Causes, parameters: Record<string, string | undefined>): void {
  const entries = Object.entries(parameters);
  if (entries.length > MAX_PARAMETERS) to.push(tooLong("parameters", MAX_PARAMETERS));
  if (Object.hasOwn(parameters, "")) to.push(invalid("parameters", "", "field can not be empty."));
  const size = entries.reduce((sum, [key, value = ""]) => sum + key.length + value.length, 0);
  if (size > MAX_BYTES) to.push(tooLong("parameters", MAX_BYTES));
}

export const storageClassRules: KindRules = {
  defaults: (object) => {
    const storage = as<V1StorageClass>(object);
    fallback(storage, "reclaimPolicy", "Delete");
    fallback(storage, "volumeBindingMode", "Immediate");
  },
  validate: (object) => {
    const causes: Causes = [];
    addStorageClass(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const [now, before] = [as<V1StorageClass>(object), as<V1StorageClass>(previous)];
    addStorageClass(causes, object);
    addImmutable(causes, "parameters", {
      value: now.parameters,
      before: before.parameters,
      shown: sorted(now.parameters),
    });
    for (const name of ["provisioner", "reclaimPolicy", "volumeBindingMode"] as const)
      addImmutable(causes, name, { value: now[name], before: before[name] });
    return causes;
  },
};

function addStorageClass(to: Causes, object: object): void {
  const {
    metadata,
    provisioner,
    parameters = {},
    reclaimPolicy = "",
    volumeBindingMode = "",
  } = as<V1StorageClass>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: false });
  addProvisioner(to, "provisioner", provisioner);
  addParameters(to, parameters);
  if (reclaimPolicy !== "" && reclaimPolicy !== "Delete" && reclaimPolicy !== "Retain")
    to.push(notSupported("reclaimPolicy", reclaimPolicy, ["Delete", "Retain"]));
  if (volumeBindingMode !== "Immediate" && volumeBindingMode !== "WaitForFirstConsumer")
    to.push(notSupported("volumeBindingMode", volumeBindingMode, ["Immediate", "WaitForFirstConsumer"]));
  addTopologies(to, object);
}

function addTopologies(to: Causes, object: object): void {
  const { allowedTopologies = [] } = as<V1StorageClass>(object);
  // The API server compares each term with as many empty ones, and with those before it.
  const seen: object[] = allowedTopologies.map(() => ({}));
  for (const [index, term] of allowedTopologies.entries()) {
    const keys = new Set<string>();
    const expressions = Object.fromEntries(
      (term.matchLabelExpressions ?? []).map(({ key = "", values: list }) => [
        key,
        [...new Set(list)].sort(),
      ]),
    );
    for (const [at, { key = "", values: list }] of (term.matchLabelExpressions ?? []).entries()) {
      const values = list ?? [];
      const field = `allowedTopologies[${index}].matchLabelExpressions[${at}]`;
      if (values.length === 0) to.push(required(`${field}.values`));
      for (const [one, value] of values.entries())
        if (values.indexOf(value) < one) to.push(duplicate(`${field}.values[${one}]`, value));
      addInvalid(to, `${field}.key`, { value: key, wrong: qualifiedName(key) });
      if (keys.has(key)) to.push(duplicate(`${field}.key`, key));
      keys.add(key);
    }
    for (const other of seen)
      if (sameJson(other, expressions))
        to.push(duplicate(`allowedTopologies[${index}].matchLabelExpressions`, ""));
    seen.push(expressions);
  }
}

export const volumeAttributesClassRules: KindRules = {
  prepare: (object, previous) => {
    if (previous === undefined) protect(object, "kubernetes.io/vac-protection");
  },
  validate: (object) => {
    const causes: Causes = [];
    addAttributes(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const [now, before] = [as<V1VolumeAttributesClass>(object), as<V1VolumeAttributesClass>(previous)];
    if (now.driverName !== before.driverName)
      causes.push(forbiddenCause("driverName", "updates to driverName are forbidden."));
    if (!sameJson(now.parameters ?? null, before.parameters ?? null))
      causes.push(forbiddenCause("parameters", "updates to parameters are forbidden."));
    addAttributes(causes, object);
    return causes;
  },
};

function addAttributes(to: Causes, object: object): void {
  const { metadata, driverName, parameters } = as<V1VolumeAttributesClass>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: false });
  addProvisioner(to, "driverName", driverName);
  addParameters(to, parameters ?? {});
  if (!isSet(parameters) || Object.keys(parameters).length === 0)
    to.push(required("parameters", "must contain at least one key/value pair"));
}
