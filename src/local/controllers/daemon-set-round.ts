/** What one round of a DaemonSet works on: its pods, the nodes that they are for, and how a pod is made for a node. */

import { selectorOf } from "../objects/label-selector.ts";
import type { ControllerContext } from "./controller.ts";
import type { DaemonSet, Node, Pod } from "./kinds.ts";
import { managedPods } from "./managed-pods.ts";
import { createPod, type PodSource } from "./pod-control.ts";
import { REVISION_HASH } from "./revisions.ts";

const TEMPLATE_GENERATION = "pod-template-generation";

/** What the pods of DaemonSets bear, beside what their template says. */
const TOLERATED = [
  ["not-ready", "NoExecute"],
  ["unreachable", "NoExecute"],
  ["disk-pressure", "NoSchedule"],
  ["memory-pressure", "NoSchedule"],
  ["pid-pressure", "NoSchedule"],
  ["unschedulable", "NoSchedule"],
] as const;

/** What one round works on. */
export interface Round {
  context: ControllerContext;
  set: DaemonSet;
  /** Hash of the newest revision. */
  hash: string;
  /** Nodes that should have a pod. */
  nodes: Node[];
  /** ms since 1970 */
  now: number;
}

/** The pods of a DaemonSet, oldest first. */
export function podsOf({ context, set }: Round): Pod[] {
  const pods = managedPods(context, set, selectorOf(set.spec.selector));
  return pods.toSorted((a, b) => age(a).localeCompare(age(b)));
}

/** Hash of a pod's revision. */
export function hashOf({ metadata }: Pod): string | undefined {
  return metadata.labels?.[REVISION_HASH];
}

function age({ metadata }: Pod): string {
  return `${metadata.creationTimestamp} ${metadata.name}`;
}

/** The node of a pod; before it is bound, the one that it was made for. */
export function nodeOf({ spec }: Pod): string {
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return spec.nodeName ?? terms?.[0]?.matchFields?.[0]?.values?.[0] ?? "";
}

/** Spec of the pods, but for their node. */
export function daemonSpec({ spec: { template } }: DaemonSet): Pod["spec"] {
  const { tolerations = [], ...spec } = template.spec ?? { containers: [] };
  const own = TOLERATED.map(([name, effect]) => ({
    key: `node.kubernetes.io/${name}`,
    operator: "Exists",
    effect,
  }));
  const kept = tolerations.filter(
    (one) =>
      !own.some(({ key, effect }) => one.key === key && one.effect === effect && one.operator === "Exists"),
  );
  return { ...spec, tolerations: [...kept, ...own] };
}

/** Makes a pod that fits one node only. */
export function createOn(
  { context, set, hash }: Round,
  source: PodSource,
  node: string,
): Pod | Error | undefined {
  const spec = daemonSpec(set);
  const generation = set.metadata.annotations?.["deprecated.daemonset.template.generation"];
  const nodeSelectorTerms = [{ matchFields: [{ key: "metadata.name", operator: "In", values: [node] }] }];
  return createPod(context, source, {
    labels: {
      [REVISION_HASH]: hash,
      ...(generation === undefined ? {} : { [TEMPLATE_GENERATION]: generation }),
    },
    spec: {
      ...spec,
      affinity: {
        ...spec.affinity,
        nodeAffinity: {
          ...spec.affinity?.nodeAffinity,
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
        },
      },
    },
  });
}
