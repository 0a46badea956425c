/** Rules of Namespaces. */

import type { V1Namespace } from "@kubernetes/client-node";
import { addInvalid, invalid, type Causes } from "../cause.ts";
import { as, isSet, within } from "../fields.ts";
import { addFinalizerDomain, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel, qualifiedName } from "../names.ts";
import type { KindRules } from "../served-kind.ts";

/** Kubernetes' own finalizer: gone when the namespace is empty. */
const FINALIZER = "kubernetes";

export const namespaceRules: KindRules = {
  defaults: (object) => {
    const { name } = object.metadata;
    if (name !== undefined && name !== "")
      within(object.metadata, "labels")["kubernetes.io/metadata.name"] = name;
  },
  prepare: (object, previous) => {
    const spec = within(as<V1Namespace>(object), "spec");
    const before = previous === undefined ? [] : (as<V1Namespace>(previous).spec?.finalizers ?? []);
    if (previous !== undefined) {
      if (before.length > 0) spec.finalizers = before;
      else delete spec.finalizers;
      return;
    }
    const finalizers = spec.finalizers ?? [];
    spec.finalizers = finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER];
    within(object.metadata, "labels")["kubernetes.io/metadata.name"] = object.metadata.name;
    as<V1Namespace>(object).status = { phase: "Active" };
  },
  validate: (object) => {
    const causes: Causes = [];
    addNamespace(causes, object);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addNamespace(causes, object);
    addStrictUpdate(causes, object.metadata, previous.metadata);
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const phase = as<V1Namespace>(object).status?.phase ?? "";
    const isDeleted = isSet(object.metadata.deletionTimestamp);
    if (!isDeleted && phase !== "Active")
      causes.push(invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty"));
    if (isDeleted && phase !== "Terminating")
      causes.push(
        invalid("status.Phase", phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"),
      );
    return causes;
  },
};

function addNamespace(to: Causes, object: object): void {
  const { metadata, spec } = as<V1Namespace>(object);
  addMetadata(to, metadata, { name: dnsLabel, namespaced: false });
  for (const finalizer of spec?.finalizers ?? []) {
    addInvalid(to, "spec.finalizers", { value: finalizer, wrong: qualifiedName(finalizer) });
    addFinalizerDomain(to, "spec.finalizers", finalizer);
  }
}
