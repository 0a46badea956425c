/** The pods of a Job: as many at a time as it wants and still needs. */

import { COMPLETION_INDEX, indexOf, isIndexed, pendingIndexes } from "./job-indexes.ts";
import { backOff, isSuspended, isTracked, replacesFailedOnly, TRACKING, type JobRound } from "./job-round.ts";
import { RESOURCE, type Job, type Pod, type PodTemplate } from "./kinds.ts";
import { createInBatches, createPod, deletePod, type PodIdentity, type PodSource } from "./pod-control.ts";
import { byUselessness } from "./pod-state.ts";
import { updateMetadata } from "./write.ts";

const COMPONENT = "job-controller";
const INDEX_VARIABLE = "JOB_COMPLETION_INDEX";

/** What came of it. */
export interface Managed {
  /** How many pods were deleted, of which were ready. */
  deleted: number;
  created: number;
  failure?: Error;
  /** ms until pods may be made. */
  wait?: number;
}

/** Where the pods of a Job come from. */
export function sourceOf(job: Job): PodSource {
  return { owner: job, template: job.spec.template, component: COMPONENT };
}

/** Takes the finalizer from pods that were counted. */
export function untrack({ context }: JobRound, pods: readonly Pod[]): void {
  for (const pod of pods) {
    const now = context.store.get(RESOURCE.pods, pod.metadata.namespace, pod.metadata.name) as
      | Pod
      | undefined;
    if (now === undefined || now.metadata.uid !== pod.metadata.uid || !isTracked(now)) continue;
    const rest = (now.metadata.finalizers ?? []).filter((name) => name !== TRACKING);
    updateMetadata(context, RESOURCE.pods, {
      object: now,
      change: { finalizers: rest.length === 0 ? undefined : rest },
    });
  }
}

/** Deletes pods that are too many, else creates those that are missing. */
export function managePods(round: JobRound): Managed {
  const { job, active } = round;
  const wanted = wantedPods(round);
  const surplus = surplusPods(job, active, isSuspended(job) ? active.length : active.length - wanted);
  if (isSuspended(job) || surplus.length > 0) {
    untrack(round, surplus);
    for (const pod of surplus) deletePod(round.context, sourceOf(job), pod);
    return { deleted: surplus.length, created: 0 };
  }
  const missing = wanted - active.length - (replacesFailedOnly(job) ? round.terminating : 0);
  return missing > 0 ? createPods(round, missing) : { deleted: 0, created: 0 };
}

function wantedPods({ job: { spec }, active, succeeded }: JobRound): number {
  const parallelism = spec.parallelism ?? 1;
  if (spec.completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(parallelism, spec.completions - succeeded));
}

/** Pods whose index another one has or that no longer counts, then those that are the least use. */
function surplusPods(job: Job, active: readonly Pod[], atLeast: number): Pod[] {
  const seen = new Set<number>();
  const repeated = !isIndexed(job)
    ? []
    : active.filter((pod) => {
        const index = indexOf(pod, job.spec.completions ?? 0);
        if (index < 0 || seen.has(index)) return true;
        seen.add(index);
        return false;
      });
  const rest = active.filter((pod) => !repeated.includes(pod)).toSorted(byUselessness);
  return [...repeated, ...rest.slice(0, Math.max(0, atLeast - repeated.length))];
}

function createPods(round: JobRound, missing: number): Managed {
  const { job, pods, now, context } = round;
  if (!isIndexed(job)) {
    const wait = backOff(job, pods, now);
    if (wait > 0) return { deleted: 0, created: 0, wait };
    return created(
      missing,
      (index) => index,
      () => createPod(context, sourceOf(job), { finalizers: [TRACKING] }),
    );
  }
  const completions = job.spec.completions ?? 0;
  const running = round.active.map((pod) => indexOf(pod, completions));
  const taken = new Set([...running, ...round.succeededIndexes, ...(round.failedIndexes ?? [])]);
  const pending = pendingIndexes(missing, completions, taken);
  const waits = pending.map((index) => {
    const own = pods.filter((pod) => indexOf(pod, completions) === index);
    return backOff(job, job.spec.backoffLimitPerIndex === undefined ? pods : own, now);
  });
  const ready = pending.filter((_, position) => waits[position] === 0);
  if (ready.length === 0)
    return { deleted: 0, created: 0, ...(waits.length === 0 ? {} : { wait: Math.min(...waits) }) };
  const source = { ...sourceOf(job), template: withIndexVariable(job.spec.template) };
  return created(
    ready.length,
    (position) => ready[position] ?? 0,
    (index) => createPod(context, source, indexIdentity(job, index)),
  );
}

function created(
  count: number,
  indexAt: (position: number) => number,
  make: (index: number) => Pod | Error | undefined,
): Managed {
  let made = 0;
  const failure = createInBatches(count, (position) => {
    const pod = make(indexAt(position));
    if (pod !== undefined && !(pod instanceof Error)) made++;
    return pod;
  });
  return { deleted: 0, created: made, ...(failure === undefined ? {} : { failure }) };
}

function indexIdentity({ metadata }: Job, index: number): PodIdentity {
  const end = `-${index}-`;
  return {
    base: metadata.name.slice(0, 58 - end.length) + end,
    labels: { [COMPLETION_INDEX]: String(index) },
    annotations: { [COMPLETION_INDEX]: String(index) },
    finalizers: [TRACKING],
    spec: { hostname: `${metadata.name}-${index}` },
  };
}

type Container = NonNullable<PodTemplate["spec"]>["containers"][number];

/** Containers find their index in a variable. */
function withIndexVariable(template: PodTemplate): PodTemplate {
  const fieldRef = { apiVersion: "v1", fieldPath: `metadata.labels['${COMPLETION_INDEX}']` };
  const variable = { name: INDEX_VARIABLE, valueFrom: { fieldRef } };
  const extended = (container: Container): Container =>
    container.env?.some(({ name }) => name === INDEX_VARIABLE) === true
      ? container
      : { ...container, env: [...(container.env ?? []), variable] };
  const { spec } = template;
  if (spec === undefined) return template;
  const { initContainers } = spec;
  return {
    ...template,
    spec: {
      ...spec,
      containers: spec.containers.map(extended),
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(extended) }),
    },
  };
}
