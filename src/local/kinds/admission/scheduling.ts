/** Gives pods their priority, the tolerations that all pods have, and what their RuntimeClass asks for. Changes the pod. */

import type { V1PriorityClass, V1RuntimeClass, V1Scheduling } from "@kubernetes/client-node";
import { forbidden } from "../../status.ts";
import type { Store } from "../../store/store.ts";
import { as, isBlank, isSet, within, type Fields } from "../fields.ts";
import type { Pod } from "../pod/defaults.ts";

/** Kubernetes' own classes: every cluster has them. */
const SYSTEM: Readonly<Record<string, number | undefined>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};
const TOLERATION_SECONDS = 300;

/** @throws {StatusError} 403 when the class is unknown or the pod says something else */
export function admitPriority(pod: Pod, store: Store): void {
  const spec = within(pod, "spec");
  const { name, value, policy } = priorityOf(pod, store);
  const refuse = (why: string): Error =>
    forbidden({ group: "", plural: "pods", name: pod.metadata?.name ?? "" }, why);
  if (name === undefined) delete spec.priorityClassName;
  else spec.priorityClassName = name;
  if (isSet(spec.priority) && spec.priority !== value)
    throw refuse(
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
    );
  spec.priority = value;
  if (isSet(spec.preemptionPolicy) && spec.preemptionPolicy !== policy)
    throw refuse(
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  spec.preemptionPolicy = policy;
}

interface Priority {
  name: string | undefined;
  value: number;
  policy: string;
}

function priorityOf(pod: Pod, store: Store): Priority {
  const asked = pod.spec?.priorityClassName;
  if (isBlank(asked) || asked === undefined) {
    const usual = defaultPriority(store);
    if (usual === undefined) return { name: undefined, value: 0, policy: "PreemptLowerPriority" };
    return {
      name: usual.metadata?.name,
      value: usual.value ?? 0,
      policy: usual.preemptionPolicy ?? "PreemptLowerPriority",
    };
  }
  const found = store.get("scheduling.k8s.io/priorityclasses", undefined, asked);
  if (found === undefined) {
    const value = SYSTEM[asked];
    if (value !== undefined) return { name: asked, value, policy: "PreemptLowerPriority" };
    const refused = { group: "", plural: "pods", name: pod.metadata?.name ?? "" };
    throw forbidden(refused, `no PriorityClass with name ${asked} was found`);
  }
  const { value = 0, preemptionPolicy = "PreemptLowerPriority" } = as<V1PriorityClass>(found);
  return { name: asked, value, policy: preemptionPolicy };
}

/** The class of pods that name none: the lowest that is marked. */
export function defaultPriority(store: Store): Fields<V1PriorityClass> | undefined {
  return store
    .list("scheduling.k8s.io/priorityclasses")
    .map((one) => as<V1PriorityClass>(one))
    .filter(({ globalDefault }) => globalDefault === true)
    .sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}

/** Pods stay five minutes on a node that is gone. */
export function addDefaultTolerations(pod: Pod): void {
  const spec = within(pod, "spec");
  const tolerations = spec.tolerations ?? [];
  const added = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
    .filter(
      (key) =>
        !tolerations.some(
          (one) =>
            (isBlank(one.key) || one.key === key) && (isBlank(one.effect) || one.effect === "NoExecute"),
        ),
    )
    .map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: TOLERATION_SECONDS }));
  if (added.length > 0) spec.tolerations = [...tolerations, ...added];
}

/** @throws {StatusError} 403 when there is no such class */
export function admitRuntimeClass(pod: Pod, store: Store): void {
  const spec = within(pod, "spec");
  const { runtimeClassName: name } = spec;
  const refused = { group: "", plural: "pods", name: pod.metadata?.name ?? "" };
  const stray = "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead";
  if (isBlank(name) || name === undefined) {
    if (isSet(spec.overhead)) throw forbidden(refused, stray);
    return;
  }
  const found = store.get("node.k8s.io/runtimeclasses", undefined, name);
  if (found === undefined)
    throw forbidden(refused, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
  const { overhead, scheduling } = as<V1RuntimeClass>(found);
  if (isSet(overhead?.podFixed)) spec.overhead = { ...overhead.podFixed };
  else if (isSet(spec.overhead)) throw forbidden(refused, stray);
  if (isSet(scheduling)) admitScheduling(pod, scheduling);
}

function admitScheduling(pod: Pod, { nodeSelector = {}, tolerations = [] }: Fields<V1Scheduling>): void {
  const spec = within(pod, "spec");
  for (const [key, value = ""] of Object.entries(nodeSelector)) {
    const selector = within(spec, "nodeSelector");
    if (isSet(selector[key]) && selector[key] !== value)
      throw forbidden(
        { group: "", plural: "pods", name: pod.metadata?.name ?? "" },
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${selector[key]}`,
      );
    selector[key] = value;
  }
  if (tolerations.length > 0) spec.tolerations = [...(spec.tolerations ?? []), ...tolerations];
}
