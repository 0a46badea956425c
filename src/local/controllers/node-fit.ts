/**
 * Whether a node takes a pod, and why not, in the words of the scheduler. A pod is compared with what the node has, not with what
 * other pods leave of it. Pure.
 */

import { matchesLabels, type LabelRequirement } from "../objects/label-selector.ts";
import { quantityOf } from "./amounts.ts";
import type { Node, Pod } from "./kinds.ts";
import { podResources } from "./pod-resources.ts";

type Affinity = NonNullable<
  NonNullable<
    NonNullable<Pod["spec"]["affinity"]>["nodeAffinity"]
  >["requiredDuringSchedulingIgnoredDuringExecution"]
>;
type Term = Affinity["nodeSelectorTerms"][number];
type Taint = NonNullable<Node["spec"]["taints"]>[number];
type Toleration = NonNullable<Pod["spec"]["tolerations"]>[number];

const SELECTOR = "node(s) didn't match Pod's node affinity/selector";
const UNSCHEDULABLE = "node(s) were unschedulable";
const TAINTS = "node(s) had untolerated taint(s)";

/** Why a node does not take a pod: what it lacks, several at most where it is about resources. Empty when it does. */
export function objections(pod: Pod, node: Node): string[] {
  if (node.spec.unschedulable === true && !toleratesAll(pod, [CORDONED])) return [UNSCHEDULABLE];
  if (!toleratesAll(pod, node.spec.taints ?? [])) return [TAINTS];
  if (!isSelected(pod, node)) return [SELECTOR];
  return insufficient(pod, node);
}

/** Whether a DaemonSet puts a pod on a node, whatever else runs there. */
export function isForNode(pod: Pick<Pod, "spec">, node: Node): boolean {
  return isSelected(pod, node) && toleratesAll(pod, node.spec.taints ?? []);
}

const CORDONED: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

function toleratesAll({ spec }: Pick<Pod, "spec">, taints: readonly Taint[]): boolean {
  return taints
    .filter(({ effect }) => effect === "NoSchedule" || effect === "NoExecute")
    .every((taint) => (spec.tolerations ?? []).some((toleration) => tolerates(toleration, taint)));
}

function tolerates({ key, operator = "Equal", value = "", effect }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== "" && effect !== taint.effect) return false;
  if (key === undefined || key === "") return operator === "Exists";
  return key === taint.key && (operator === "Exists" || value === (taint.value ?? ""));
}

function isSelected({ spec }: Pick<Pod, "spec">, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  const plain = Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return plain && (terms === undefined || terms.some((term) => matchesTerm(term, node)));
}

function matchesTerm({ matchExpressions = [], matchFields = [] }: Term, node: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const fields = { "metadata.name": node.metadata.name };
  return (
    matchesLabels(matchExpressions.map(requirement), node.metadata.labels) &&
    matchesLabels(matchFields.map(requirement), fields)
  );
}

function requirement({
  key,
  operator,
  values = [],
}: NonNullable<Term["matchExpressions"]>[number]): LabelRequirement {
  return { key, operator: operator as LabelRequirement["operator"], values };
}

function insufficient(pod: Pod, { status }: Node): string[] {
  const has = status?.allocatable ?? {};
  return [...podResources(pod, "requests")]
    .filter(([name, amount]) => amount.nano > quantityOf(has[name]).nano)
    .map(([name]) => `Insufficient ${name}`);
}
