/** What may change in the template of a Job: nothing while it runs, where and with what it runs while it is suspended. Pure. */

import type { V1Job } from "@kubernetes/client-node";
import { sameJson } from "../../../model/json.ts";
import { invalid, type Causes } from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";
import { IMMUTABLE } from "../metadata.ts";
import type { Container, PodTemplate } from "../pod/defaults.ts";

type Job = Fields<V1Job>;

export function addTemplateUpdate(to: Causes, job: Job, before: Job): void {
  const now = job.spec?.template ?? {};
  const old = before.spec?.template ?? {};
  const isSuspended = before.spec?.suspend === true;
  const mayMove = isSuspended && mayChange(before);
  const expected = mayMove ? moved(old, now) : old;
  if (!mayMove) {
    if (!sameJson(now, expected)) to.push(invalid("spec.template", now, IMMUTABLE));
    return;
  }
  if (!sameJson(now.spec, sized(expected, now).spec))
    to.push(invalid("spec.template.spec", now.spec, IMMUTABLE));
}

/** Whether nothing of a suspended Job runs. */
function mayChange({ status }: Job): boolean {
  if (!isSet(status?.startTime)) return true;
  return (
    (status.active ?? 0) === 0 &&
    (status.conditions ?? []).some((one) => one.type === "Suspended" && one.status === "True")
  );
}

/** The old template with the new places to run at. */
function moved(old: PodTemplate, now: PodTemplate): PodTemplate {
  const {
    nodeSelector: _,
    tolerations: __,
    schedulingGates: ___,
    affinity: before,
    ...spec
  } = old.spec ?? {};
  const { nodeSelector, tolerations, schedulingGates, affinity } = now.spec ?? {};
  const { nodeAffinity: ____, ...others } = before ?? {};
  const kept = isSet(affinity?.nodeAffinity) ? { ...others, nodeAffinity: affinity.nodeAffinity } : others;
  return {
    ...(now.metadata === undefined ? {} : { metadata: now.metadata }),
    spec: {
      ...spec,
      ...(isSet(nodeSelector) ? { nodeSelector } : {}),
      ...(isSet(tolerations) ? { tolerations } : {}),
      ...(isSet(schedulingGates) ? { schedulingGates } : {}),
      ...(Object.keys(kept).length === 0 && !isSet(affinity) ? {} : { affinity: kept }),
    },
  };
}

function withResources(
  before: Container[] | undefined,
  after: Container[] | undefined,
): Container[] | undefined {
  if (before?.length !== after?.length) return before;
  return before?.map((one, index) => {
    const { name, resources } = after?.[index] ?? {};
    return name === one.name && isSet(resources) ? { ...one, resources } : one;
  });
}

/** The same with the new resources of its containers. */
function sized(old: PodTemplate, now: PodTemplate): PodTemplate {
  const { containers, initContainers, ...spec } = old.spec ?? {};
  const made = withResources(initContainers, now.spec?.initContainers);
  return {
    ...old,
    spec: {
      ...spec,
      ...(containers === undefined ? {} : { containers: withResources(containers, now.spec?.containers) }),
      ...(made === undefined ? {} : { initContainers: made }),
    },
  };
}
