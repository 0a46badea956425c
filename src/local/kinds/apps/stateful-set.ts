/** Rules of StatefulSets. */

import type { V1StatefulSet, V1StatefulSetSpec } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import {
  addInvalid,
  addNegative,
  forbiddenCause,
  invalid,
  notSupported,
  required,
  type Causes,
} from "../cause.ts";
import { as, fallback, isBlank, isSet, within, type Fields } from "../fields.ts";
import { addAtMostAll, addIntOrPercent, amountOf } from "../int-or-percent.ts";
import { addAnnotations, addLabels, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel } from "../names.ts";
import { defaultTemplate, type PodTemplate } from "../pod/defaults.ts";
import { addAlwaysRestarted, addSelected, addTemplate } from "../pod/template.ts";
import { defaultClaim } from "../pod/volume-defaults.ts";
import type { KindRules } from "../served-kind.ts";
import { isEmptySelector, isReadable, shownSelector } from "../selector.ts";
import { addCounters } from "../status-rules.ts";
import { addClaimSpec } from "../storage/claim-spec.ts";
import { addWorkloadSelector } from "./deployment.ts";

type Spec = Fields<V1StatefulSetSpec>;

/** What may change, and what the refusal of a change of anything else says. */
const CHANGEABLE = new Set([
  "replicas",
  "template",
  "updateStrategy",
  "minReadySeconds",
  "ordinals",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
]);
const UNCHANGEABLE =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

export const statefulSetRules: KindRules = {
  generation: "spec",
  scale: { specReplicas: ".spec.replicas", statusReplicas: ".status.replicas", selector: ".spec.selector" },
  defaults: (object) => {
    const spec = within(as<V1StatefulSet>(object), "spec");
    fallback(spec, "podManagementPolicy", "OrderedReady");
    const strategy = within(spec, "updateStrategy");
    if (isBlank(strategy.type)) {
      strategy.type = "RollingUpdate";
      within(strategy, "rollingUpdate");
    }
    if (strategy.type === "RollingUpdate" && isSet(strategy.rollingUpdate))
      fallback(strategy.rollingUpdate, "partition", 0);
    const retention = within(spec, "persistentVolumeClaimRetentionPolicy");
    fallback(retention, "whenDeleted", "Retain");
    fallback(retention, "whenScaled", "Retain");
    fallback(spec, "replicas", 1);
    fallback(spec, "revisionHistoryLimit", 10);
    defaultTemplate(spec.template);
    for (const claim of spec.volumeClaimTemplates ?? []) {
      claim.apiVersion = "v1";
      claim.kind = "PersistentVolumeClaim";
      defaultClaim(within(claim, "spec"));
      fallback(within(claim, "status"), "phase", "Pending");
    }
  },
  prepare: (object, previous) => {
    // Behind a feature gate that is off: kept only where it was set already.
    const before =
      previous === undefined ? undefined : as<V1StatefulSet>(previous).spec?.updateStrategy?.rollingUpdate;
    const update = as<V1StatefulSet>(object).spec?.updateStrategy?.rollingUpdate;
    if (isSet(update) && !isSet(before?.maxUnavailable)) delete update.maxUnavailable;
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsLabel, namespaced: true });
    addSpec(causes, { spec: as<V1StatefulSet>(object).spec ?? {}, isNew: true });
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    const [spec, before] = [as<V1StatefulSet>(object).spec ?? {}, as<V1StatefulSet>(previous).spec ?? {}];
    addSpec(causes, { spec, isNew: false });
    const names = new Set([...Object.keys(spec), ...Object.keys(before)]) as Set<keyof Spec>;
    for (const name of names)
      if (!CHANGEABLE.has(name) && !sameJson(spec[name] ?? null, before[name] ?? null)) {
        causes.push(forbiddenCause("spec", UNCHANGEABLE));
        break;
      }
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addCounters(
      causes,
      {
        counters: [
          "replicas",
          "readyReplicas",
          "currentReplicas",
          "updatedReplicas",
          "availableReplicas",
          "observedGeneration",
          "collisionCount",
        ],
        withinReplicas: ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
        ready: "status.readyReplicas",
        growing: ["collisionCount"],
      },
      { status: as<V1StatefulSet>(object).status, before: as<V1StatefulSet>(previous).status },
    );
    addStrictUpdate(causes, object.metadata, previous.metadata);
    return causes;
  },
};

function addSpec(to: Causes, { spec, isNew }: { spec: Spec; isNew: boolean }): void {
  addManagement(to, spec.podManagementPolicy ?? "");
  addUpdateStrategy(to, spec);
  addRetention(to, spec);
  if (isNew)
    for (const [index, claim] of (spec.volumeClaimTemplates ?? []).entries())
      addClaimSpec(to, `spec.volumeClaimTemplates[${index}].spec`, claim.spec ?? {});
  addNegative(to, "spec.replicas", spec.replicas);
  addNegative(to, "spec.minReadySeconds", spec.minReadySeconds);
  addNegative(to, "spec.ordinals.start", spec.ordinals?.start);
  if (isNew && !isBlank(spec.serviceName))
    addInvalid(to, "spec.serviceName", { value: spec.serviceName, wrong: dnsLabel(spec.serviceName ?? "") });
  addWorkloadSelector(to, spec.selector, "statefulset");
  addSelectedTemplate(to, spec);
}

function addSelectedTemplate(to: Causes, spec: Spec): void {
  const template = spec.template ?? {};
  if (isReadable(spec.selector)) {
    if (!isSet(spec.selector) || !isEmptySelector(spec.selector))
      addSelected(to, "spec.template", { template, selector: spec.selector });
    addTemplate(to, "spec.template", withClaims(template, spec));
    addLabels(to, "spec.template.labels", template.metadata?.labels);
    addAnnotations(to, "spec.template.annotations", template.metadata?.annotations);
  } else to.push(invalid("spec.selector", shownSelector(spec.selector), ""));
  addAlwaysRestarted(to, "spec.template", { template, workload: "StatefulSet" });
}

function addManagement(to: Causes, policy: string): void {
  if (policy === "") to.push(required("spec.podManagementPolicy"));
  else if (policy !== "OrderedReady" && policy !== "Parallel")
    to.push(invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'"));
}

function addRetention(to: Causes, { persistentVolumeClaimRetentionPolicy: policy }: Spec): void {
  if (!isSet(policy)) return;
  for (const name of ["whenDeleted", "whenScaled"] as const) {
    const value = policy[name] ?? "";
    if (value !== "Retain" && value !== "Delete")
      to.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${name}`, value, ["Retain", "Delete"]));
  }
}

/** The template as its pods will be: claims are volumes, and the names of pods are given. */
function withClaims(template: PodTemplate, { volumeClaimTemplates: claims = [] }: Spec): PodTemplate {
  if (template.spec === undefined) return template;
  const names = new Set(claims.map((claim) => claim.metadata?.name));
  const made = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const others = (template.spec.volumes ?? []).filter((one) => !names.has(one.name));
  const { hostname: _, subdomain: __, ...spec } = template.spec;
  return { ...template, spec: { ...spec, volumes: [...made, ...others] } };
}

function addUpdateStrategy(to: Causes, { updateStrategy = {} }: Spec): void {
  const { type = "", rollingUpdate } = updateStrategy;
  const field = "spec.updateStrategy.rollingUpdate";
  const shown = isSet(rollingUpdate)
    ? { Partition: rollingUpdate.partition ?? 0, MaxUnavailable: rollingUpdate.maxUnavailable ?? null }
    : null;
  if (type === "") to.push(required("spec.updateStrategy"));
  else if (type === "OnDelete") {
    if (isSet(rollingUpdate))
      to.push(invalid(field, shown, "only allowed for updateStrategy 'RollingUpdate'"));
  } else if (type !== "RollingUpdate")
    to.push(
      invalid(
        "spec.updateStrategy",
        { Type: type, RollingUpdate: shown },
        "must be 'RollingUpdate' or 'OnDelete'",
      ),
    );
  else if (isSet(rollingUpdate)) {
    addNegative(to, `${field}.partition`, rollingUpdate.partition);
    const { maxUnavailable } = rollingUpdate;
    if (!isSet(maxUnavailable)) return;
    addIntOrPercent(to, `${field}.maxUnavailable`, maxUnavailable);
    if (amountOf(maxUnavailable) === 0)
      to.push(invalid(`${field}.maxUnavailable`, maxUnavailable, "cannot be 0"));
    addAtMostAll(to, `${field}.maxUnavailable`, maxUnavailable);
  }
}
