/** Validation of the templates of pods in workloads. Pure. */

import { addInvalid, forbiddenCause, invalid, notSupported, sorted, type Causes } from "../cause.ts";
import { isSet } from "../fields.ts";
import { addAnnotations, addLabels } from "../metadata.ts";
import { isEmptySelector, selects, type Selector } from "../selector.ts";
import type { PodTemplate } from "./defaults.ts";
import { addPodSpec } from "./spec.ts";

export function addTemplate(to: Causes, field: string, template: PodTemplate): void {
  addLabels(to, `${field}.labels`, template.metadata?.labels);
  addAnnotations(to, `${field}.annotations`, template.metadata?.annotations);
  addPodAnnotations(to, `${field}.annotations`, template.metadata?.annotations);
  addPodSpec(to, `${field}.spec`, { spec: template.spec ?? {} });
  if ((template.spec?.ephemeralContainers ?? []).length > 0)
    to.push(
      forbiddenCause(`${field}.spec.ephemeralContainers`, "ephemeral containers not allowed in pod template"),
    );
}

const DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

/** Annotations that mean something to Kubernetes. */
export function addPodAnnotations(
  to: Causes,
  field: string,
  annotations: Readonly<Record<string, string | undefined>> | null | undefined,
): void {
  const cost = annotations?.[DELETION_COST];
  if (cost === undefined) return;
  const isInteger = /^(0|-?[1-9]\d*)$/.test(cost) && Math.abs(Number(cost)) <= 2 ** 31 - 1;
  if (!isInteger)
    addInvalid(to, `${field}[${DELETION_COST}]`, { value: cost, wrong: ["must be a 32bit integer"] });
}

/** What the template of a workload that keeps pods running must be. */
export function addRunningTemplate(
  to: Causes,
  field: string,
  {
    template,
    selector,
    workload,
  }: { template: PodTemplate; selector: Selector | undefined; workload: string },
): void {
  if (!isEmptySelector(selector) || !isSet(selector)) addSelected(to, field, { template, selector });
  addTemplate(to, field, template);
  addAlwaysRestarted(to, field, { template, workload });
}

/** The labels of a template must match the selector beside it. */
export function addSelected(
  to: Causes,
  field: string,
  { template, selector }: { template: PodTemplate; selector: Selector | undefined },
): void {
  if (!selects(selector, template.metadata?.labels))
    to.push(
      invalid(
        `${field}.metadata.labels`,
        sorted(template.metadata?.labels),
        "`selector` does not match template `labels`",
      ),
    );
}

export function addAlwaysRestarted(
  to: Causes,
  field: string,
  { template, workload }: { template: PodTemplate; workload: string },
): void {
  const policy = template.spec?.restartPolicy ?? "";
  if (policy !== "Always") to.push(notSupported(`${field}.spec.restartPolicy`, policy, ["Always"]));
  if (isSet(template.spec?.activeDeadlineSeconds))
    to.push(
      forbiddenCause(
        `${field}.spec.activeDeadlineSeconds`,
        `activeDeadlineSeconds in ${workload} is not Supported`,
      ),
    );
}
