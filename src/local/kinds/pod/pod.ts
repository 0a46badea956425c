/** Rules of Pods and PodTemplates. */

import type { V1Pod, V1PodTemplate } from "@kubernetes/client-node";
import type { Manifest } from "../../../model/object.ts";
import { timestamp } from "../../clock.ts";
import { addDefaultLimits, refusePodLimits } from "../admission/limit-ranges.ts";
import { addDefaultTolerations, admitPriority, admitRuntimeClass } from "../admission/scheduling.ts";
import { admitServiceAccount } from "../admission/service-account.ts";
import { addInvalid, forbiddenCause, invalid, type Causes } from "../cause.ts";
import { as, isBlank, isSet, within } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import type { KindRules, RuleContext } from "../served-kind.ts";
import { defaultPod, defaultTemplate, type Pod } from "./defaults.ts";
import { mergeLabelKeys } from "./label-keys.ts";
import { qosClass } from "./pod-resources.ts";
import { addPodSpec } from "./spec.ts";
import { addPodAnnotations, addTemplate } from "./template.ts";
import { addPodUpdate } from "./update.ts";

const MIRROR = "kubernetes.io/config.mirror";

export const podRules: KindRules = {
  generation: "spec",
  defaults: (object) => {
    defaultPod(as<V1Pod>(object));
  },
  prepare: (object, previous, context) => {
    const pod = as<V1Pod>(object);
    if (previous !== undefined) {
      const [spec, before] = [within(pod, "spec"), as<V1Pod>(previous).spec];
      if (!isSet(spec.priority) && isSet(before?.priority)) spec.priority = before.priority;
      if (!isSet(spec.preemptionPolicy) && isSet(before?.preemptionPolicy))
        spec.preemptionPolicy = before.preemptionPolicy;
      addDefaultTolerations(pod);
      return;
    }
    // Pods that controllers make come from templates, which have not all the defaults of pods.
    if (pod.spec?.enableServiceLinks === undefined) defaultPod(pod);
    mergeLabelKeys(pod);
    admit(pod, context);
    pod.status = { phase: "Pending", qosClass: qosClass(pod.spec ?? {}) };
    if ((pod.spec?.schedulingGates ?? []).length > 0) addGatedCondition(pod, context);
  },
  validate: (object, { store }) => {
    const causes: Causes = [];
    addPod(causes, object);
    const { spec } = as<V1Pod>(object);
    if ((spec?.ephemeralContainers ?? []).length > 0)
      causes.push(forbiddenCause("spec.ephemeralContainers", "cannot be set on create"));
    if (!isBlank(spec?.nodeName) && (spec?.schedulingGates ?? []).length > 0)
      causes.push(
        forbiddenCause("spec.nodeName", "cannot be set until all schedulingGates have been cleared"),
      );
    if (causes.length === 0) refusePodLimits(as<V1Pod>(object), store);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addPod(causes, object);
    addPodUpdate(causes, as<V1Pod>(object).spec ?? {}, as<V1Pod>(previous).spec ?? {});
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    if (as<V1Pod>(object).spec?.nodeName !== as<V1Pod>(previous).spec?.nodeName)
      causes.push(forbiddenCause("status.nodeName", "may not be changed directly"));
    const nominated = as<V1Pod>(object).status?.nominatedNodeName;
    if (!isBlank(nominated) && nominated !== undefined)
      addInvalid(causes, "status.nominatedNodeName", { value: nominated, wrong: dnsSubdomain(nominated) });
    return causes;
  },
  gracePeriod: (object) => {
    const { spec, status } = as<V1Pod>(object);
    if (isBlank(spec?.nodeName) || status?.phase === "Succeeded" || status?.phase === "Failed") return 0;
    return spec?.terminationGracePeriodSeconds ?? 30;
  },
};

function admit(pod: Pod, context: RuleContext): void {
  const isMirror = isSet(pod.metadata?.annotations?.[MIRROR]);
  addDefaultLimits(pod, context.store);
  if (!isMirror) admitServiceAccount(pod, context);
  admitPriority(pod, context.store);
  addDefaultTolerations(pod);
  admitRuntimeClass(pod, context.store);
}

function addGatedCondition(pod: Pod, { clock }: RuleContext): void {
  within(pod, "status").conditions = [
    {
      type: "PodScheduled",
      status: "False",
      reason: "SchedulingGated",
      message: "Scheduling is blocked due to non-empty scheduling gates",
      // Go writes a time that it does not have.
      lastProbeTime: null as unknown as string,
      lastTransitionTime: timestamp(clock.now()),
    },
  ];
}

function addPod(to: Causes, object: Manifest): void {
  const { metadata, spec = {} } = as<V1Pod>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: true });
  const mirror = metadata?.annotations?.[MIRROR];
  if (isSet(mirror) && isBlank(spec.nodeName))
    to.push(
      invalid(
        `metadata.annotations[${MIRROR}]`,
        mirror,
        "must set spec.nodeName if mirror pod annotation is set",
      ),
    );
  addPodAnnotations(to, "metadata.annotations", metadata?.annotations);
  addPodSpec(to, "spec", { spec, podName: metadata?.name ?? "" });
  for (const list of ["containers", "initContainers"] as const)
    for (const [index, { image = "" }] of (spec[list] ?? []).entries())
      if (image !== image.trim())
        to.push(
          invalid(`spec.${list}[${index}].image`, image, "must not have leading or trailing whitespace"),
        );
}

export const podTemplateRules: KindRules = {
  generation: "all",
  defaults: (object) => {
    defaultTemplate(as<V1PodTemplate>(object).template);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addTemplate(causes, "template", as<V1PodTemplate>(object).template ?? {});
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addTemplate(causes, "template", as<V1PodTemplate>(object).template ?? {});
    return causes;
  },
};
