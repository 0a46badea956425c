/** Rules of Jobs. */

import type { V1Job } from "@kubernetes/client-node";
import type { LiveObject, Manifest } from "../../../model/object.ts";
import { invalid, required, sorted, type Causes } from "../cause.ts";
import { as, fallback, isSet, within } from "../fields.ts";
import { addImmutable, addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsLabel, dnsSubdomain, labelValue } from "../names.ts";
import { defaultTemplate } from "../pod/defaults.ts";
import { addSelected } from "../pod/template.ts";
import { addSelector, isReadable, selects, shownSelector } from "../selector.ts";
import type { KindRules } from "../served-kind.ts";
import { addJobSpec, type JobSpec } from "./job-spec.ts";
import { addJobStatus } from "./job-status.ts";
import { addTemplateUpdate } from "./template-update.ts";

const UID = "batch.kubernetes.io/controller-uid";
const MAX_INT = 2_147_483_647;

export const jobRules: KindRules = {
  generation: "spec",
  defaults: (object) => {
    const job = as<V1Job>(object);
    const spec = within(job, "spec");
    if (!isSet(spec.completions) && !isSet(spec.parallelism)) spec.completions = 1;
    fallback(spec, "parallelism", 1);
    fallback(spec, "backoffLimit", isSet(spec.backoffLimitPerIndex) ? MAX_INT : 6);
    const labels = spec.template?.metadata?.labels;
    const metadata = within(job, "metadata");
    // The very same, as in the API server: what is added to one later is added to the other.
    if (isSet(labels) && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = labels;
    fallback(spec, "completionMode", "NonIndexed");
    fallback(spec, "suspend", false);
    fallback(spec, "podReplacementPolicy", isSet(spec.podFailurePolicy) ? "Failed" : "TerminatingOrFailed");
    fallback(spec, "manualSelector", false);
    defaultTemplate(spec.template);
  },
  prepare: (object, previous) => {
    const { spec = {} } = as<V1Job>(object);
    if (previous !== undefined || spec.manualSelector === true) return;
    const { name, uid = "" } = object.metadata;
    const labels = within(within(within(spec, "template"), "metadata"), "labels");
    for (const [key, value] of Object.entries({
      "job-name": name,
      "batch.kubernetes.io/job-name": name,
      "controller-uid": uid,
      [UID]: uid,
    }))
      fallback(labels, key, value);
    // The API server fills defaults again when it reads what it kept; names that are no labels are not kept.
    if (Object.keys(object.metadata.labels ?? {}).length === 0 && labelValue(name).length === 0)
      object.metadata.labels = { ...labels } as Record<string, string>;
    fallback(within(within(spec, "selector"), "matchLabels"), UID, uid);
  },
  validate: (object) => {
    const causes: Causes = [];
    addJob(causes, object, undefined);
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addJob(causes, object, previous);
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addSpecUpdate(causes, object, previous);
    return causes;
  },
  validateStatus: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addJobStatus(causes, as<V1Job>(object), as<V1Job>(previous));
    return causes;
  },
};

function addJob(to: Causes, object: Manifest, previous: LiveObject | undefined): void {
  const { metadata, spec = {} } = as<V1Job>(object);
  addMetadata(to, metadata, { name: dnsSubdomain, namespaced: true });
  addGeneratedSelector(to, object, previous);
  addSelectedSpec(to, spec);
  const { completionMode, completions = 0 } = spec;
  const last = `${metadata?.name ?? ""}-${completions - 1}`;
  if (completionMode === "Indexed" && completions > 0 && dnsLabel(last).length > 0)
    to.push(
      invalid("metadata.name", metadata?.name, `will not able to create pod with invalid DNS label: ${last}`),
    );
}

function addSelectedSpec(to: Causes, spec: JobSpec): void {
  addJobSpec(to, "spec", spec);
  if (!isSet(spec.selector)) to.push(required("spec.selector"));
  addSelector(to, "spec.selector", spec.selector);
  if (isReadable(spec.selector))
    addSelected(to, "spec.template", { template: spec.template ?? {}, selector: spec.selector });
}

/** The selector that the server makes must not be made by the user. */
function addGeneratedSelector(to: Causes, object: Manifest, previous: LiveObject | undefined): void {
  const { spec = {} } = as<V1Job>(object);
  if (spec.manualSelector === true || !isSet(spec.selector)) return;
  const labels = spec.template?.metadata?.labels;
  const expected = generatedLabels(object, previous);
  for (const [key, value] of Object.entries(expected)) {
    const field = `spec.template.metadata.labels[${key}]`;
    if (labels?.[key] === undefined) to.push(required(field, `must be '${value}'`));
    else if (labels[key] !== value) to.push(invalid(field, sorted(labels), `must be '${value}'`));
  }
  if (isReadable(spec.selector) && !selects(spec.selector, expected))
    to.push(invalid("spec.selector", shownSelector(spec.selector), "`selector` not auto-generated"));
}

/** Jobs of old clusters have the labels without a prefix only. */
function generatedLabels(object: Manifest, previous: LiveObject | undefined): Record<string, string> {
  const { name = "", uid = "" } = as<V1Job>(object).metadata ?? {};
  const old = previous === undefined ? undefined : as<V1Job>(previous).spec?.template?.metadata?.labels;
  const hasNew = previous === undefined || (isSet(old?.[UID]) && isSet(old["batch.kubernetes.io/job-name"]));
  return {
    "controller-uid": uid,
    "job-name": name,
    ...(hasNew ? { [UID]: uid, "batch.kubernetes.io/job-name": name } : {}),
  };
}

function addSpecUpdate(to: Causes, object: Manifest, previous: LiveObject): void {
  const [spec, before] = [as<V1Job>(object).spec ?? {}, as<V1Job>(previous).spec ?? {}];
  addSelectedSpec(to, spec);
  const { completions } = spec;
  if (spec.completionMode !== "Indexed")
    addImmutable(to, "spec.completions", { value: completions, before: before.completions });
  else if (isSet(completions) && completions !== before.completions && completions !== spec.parallelism)
    to.push(invalid("spec.completions", completions, "can only be modified in tandem with spec.parallelism"));
  addImmutable(to, "spec.selector", {
    value: spec.selector,
    before: before.selector,
    shown: shownSelector(spec.selector),
  });
  addTemplateUpdate(to, as<V1Job>(object), as<V1Job>(previous));
  for (const name of [
    "completionMode",
    "podFailurePolicy",
    "backoffLimitPerIndex",
    "managedBy",
    "successPolicy",
  ] as const)
    addImmutable(to, `spec.${name}`, { value: spec[name], before: before[name] });
}
