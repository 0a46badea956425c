/** Rules of ReplicaSets and of the ReplicationControllers before them. */

import type { V1ReplicaSet, V1ReplicationController } from "@kubernetes/client-node";
import { addNegative, invalid, required, type Causes } from "../cause.ts";
import { as, fallback, isSet, within } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import { defaultTemplate } from "../pod/defaults.ts";
import { addRunningTemplate } from "../pod/template.ts";
import type { KindRules } from "../served-kind.ts";
import { isReadable, shownSelector } from "../selector.ts";
import { addCounters, type CounterRules } from "../status-rules.ts";
import { addSelectorImmutable, addWorkloadSelector } from "./deployment.ts";

const COUNTERS: CounterRules = {
  counters: [
    "replicas",
    "fullyLabeledReplicas",
    "readyReplicas",
    "availableReplicas",
    "observedGeneration",
    "terminatingReplicas",
  ],
  withinReplicas: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
  ready: "readyReplicas",
};

export const replicaSetRules: KindRules = {
  generation: "spec",
  scale: { specReplicas: ".spec.replicas", statusReplicas: ".status.replicas", selector: ".spec.selector" },
  defaults: (object) => {
    const spec = within(as<V1ReplicaSet>(object), "spec");
    fallback(spec, "replicas", 1);
    defaultTemplate(spec.template);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addSpec(causes, as<V1ReplicaSet>(object).spec ?? {});
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const spec = as<V1ReplicaSet>(object).spec ?? {};
    addSpec(causes, spec);
    addSelectorImmutable(causes, spec.selector, as<V1ReplicaSet>(previous).spec?.selector);
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addCounters(causes, COUNTERS, { status: as<V1ReplicaSet>(object).status, before: undefined });
    return causes;
  },
};

function addSpec(to: Causes, spec: NonNullable<ReturnType<typeof as<V1ReplicaSet>>["spec"]>): void {
  addNegative(to, "spec.replicas", spec.replicas);
  addNegative(to, "spec.minReadySeconds", spec.minReadySeconds);
  addWorkloadSelector(to, spec.selector, "deployment");
  if (isReadable(spec.selector))
    addRunningTemplate(to, "spec.template", {
      template: spec.template ?? {},
      selector: spec.selector,
      workload: "ReplicaSet",
    });
  else to.push(invalid("spec.selector", shownSelector(spec.selector), "invalid label selector"));
}

export const replicationControllerRules: KindRules = {
  generation: "spec",
  scale: { specReplicas: ".spec.replicas", statusReplicas: ".status.replicas", selector: ".spec.selector" },
  defaults: (object) => {
    const controller = as<V1ReplicationController>(object);
    const spec = within(controller, "spec");
    const labels = spec.template?.metadata?.labels;
    if (isSet(labels)) {
      if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
      const metadata = within(controller, "metadata");
      if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
    }
    fallback(spec, "replicas", 1);
    fallback(spec, "minReadySeconds", 0);
    if (spec.minReadySeconds === 0) delete spec.minReadySeconds;
    defaultTemplate(spec.template);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addControllerSpec(causes, as<V1ReplicationController>(object).spec ?? {});
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addControllerSpec(causes, as<V1ReplicationController>(object).spec ?? {});
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addCounters(causes, COUNTERS, { status: as<V1ReplicationController>(object).status, before: undefined });
    return causes;
  },
};

function addControllerSpec(
  to: Causes,
  {
    minReadySeconds,
    replicas,
    selector = {},
    template,
  }: NonNullable<ReturnType<typeof as<V1ReplicationController>>["spec"]>,
): void {
  addNegative(to, "spec.minReadySeconds", minReadySeconds);
  if (Object.keys(selector).length === 0) to.push(required("spec.selector"));
  if (!isSet(replicas)) to.push(required("spec.replicas"));
  else addNegative(to, "spec.replicas", replicas);
  if (!isSet(template)) to.push(required("spec.template"));
  else
    addRunningTemplate(to, "spec.template", {
      template,
      selector: { matchLabels: selector },
      workload: "ReplicationController",
    });
}
