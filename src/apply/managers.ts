/** Field managers: who they are, and what becomes of their fields when an object changes hands. Pure. */

import type { LiveObject, ManagedFieldsEntry } from "../model/object.ts";
import { fieldsAt } from "./field-set.ts";
import { isAppliedBy } from "./managed-fields.ts";
import { fieldManagerOf, FQN, OWNER, ownerOf } from "./ownership.ts";

/** A field manager, as conflicts and entries name it. */
export interface ManagerRef {
  manager: string;
  subresource?: string;
}

// Tools that write whole objects. Who changes single fields of them (`kubectl label`, `edit`, `set`, `patch`) keeps those.
const WHOLE_OBJECT =
  /^(?:kubectl|kubectl-(?:client-side-apply|last-applied|create|replace|run|expose|autoscale)|helm|helm-controller|kustomize-controller|argocd-.*|Terraform|HashiCorp|terraform-provider-.*|pulumi-.*|kapp.*)$/;

// Made by the server for what an object without entries held when it was first applied: nobody's.
const NOBODY = "before-first-apply";

// The binaries of k3s and rke2 are controller manager and scheduler in one.
const CONTROLLERS =
  /^kube-|^alchemy-patch-|^kwok$|^k3s$|^rke2|controller|operator|scheduler|webhook|injector/;
const EDITORS = /^kubectl-|^k9s$|^node-fetch$/;
const AUTOSCALERS = /^(?:kube-controller-manager|k3s|rke2.*|keda.*|horizontal-pod-autoscaler)$/;

/** Whether an entry is of the HorizontalPodAutoscaler: nobody else of the controllers scales. */
export function isAutoscaler({
  manager,
  subresource,
}: Pick<ManagedFieldsEntry, "manager" | "subresource">): boolean {
  return subresource === "scale" && AUTOSCALERS.test(manager ?? "");
}

/** Whether an entry is a `kubectl scale`, and the like. */
export function isScaling(entry: ManagedFieldsEntry): boolean {
  return entry.subresource === "scale" && !isAutoscaler(entry);
}

const MEANINGS: readonly [RegExp, string][] = [
  [/^kubectl-client-side-apply$|^kubectl-last-applied$/, "kubectl apply"],
  [/^kubectl$/, "kubectl apply --server-side"],
  [/^kubectl-[a-z]+$/, "kubectl $"],
  [/^before-first-apply$/, "nobody known: its managedFields were cleared"],
  [/^helm$/, "a Helm release"],
  [/^helm-controller$|^kustomize-controller$/, "Flux"],
  [/^argocd-/, "Argo CD"],
  [/^Terraform$|^HashiCorp$|^terraform-provider-/, "Terraform"],
  [/^pulumi-/, "Pulumi"],
  [/^kro\.run\//, "kro"],
  [/^kube-controller-manager$/, "a controller of Kubernetes"],
  [/^clusterrole-aggregation-controller$/, "the aggregation of ClusterRoles"],
  [/^cert-manager-cainjector$/, "cert-manager, which injects certificates"],
];

/**
 * A field manager as people know it.
 * @param live the object, which tells the name of an Alchemy resource that owns it
 */
export function describeManager(ref: ManagerRef, live?: LiveObject): string {
  const { manager, subresource } = ref;
  const meaning = isAutoscaler(ref) ? "the HorizontalPodAutoscaler" : meaningOf(manager, live);
  const scaled = meaning === undefined || meaning.startsWith("kubectl apply");
  if (subresource === "scale" && scaled)
    return manager.startsWith("kubectl") ? "kubectl scale" : `${manager} (by scaling)`;
  return meaning === undefined ? manager : `${manager} (${meaning})`;
}

function meaningOf(manager: string, live: LiveObject | undefined): string | undefined {
  if (manager.startsWith("alchemy-patch-")) return "a patch by Alchemy";
  if (manager.startsWith("alchemy-")) {
    const fqn = live?.metadata.annotations?.[FQN];
    const isOwner = live !== undefined && fieldManagerOf({ id: ownerOf(live) ?? "" }) === manager;
    return isOwner && fqn !== undefined ? `the Alchemy resource ${fqn}` : "another Alchemy resource";
  }
  const meaning = MEANINGS.find(([pattern]) => pattern.test(manager))?.[1];
  return meaning?.replace("$", manager.replace("kubectl-", ""));
}

/** Whether a conflict is with nobody: fields whose managers the server does not know any more. */
export function isNobody(manager: string): boolean {
  return manager === NOBODY;
}

/**
 * The entries whose fields become ours, ours included.
 * @param adopting the object is taken over; else only what is nobody's is
 */
export function formerEntries(
  entries: readonly ManagedFieldsEntry[],
  live: LiveObject,
  { fieldManager, adopting }: { fieldManager: string; adopting: boolean },
): ManagedFieldsEntry[] {
  const whole = entries.filter((entry) => entry.subresource === undefined);
  const ours = whole.filter(({ manager }) => manager === fieldManager || manager === NOBODY);
  if (!adopting) return ours;
  const tools = whole.filter(
    (entry) => ours.includes(entry) || WHOLE_OBJECT.test(entry.manager ?? "") || isOwningResource(entry),
  );
  return tools.length > 0 ? tools : makersOf(whole, live);
}

/** Whether an entry is of the Alchemy resource that owns the object: others only patch it. */
function isOwningResource(entry: ManagedFieldsEntry): boolean {
  const { manager = "", fieldsV1 = {} } = entry;
  return (
    isAppliedBy(entry, manager) &&
    manager.startsWith("alchemy-") &&
    fieldsAt(fieldsV1, ["metadata", "annotations", OWNER]) !== undefined
  );
}

/** Whoever made the object, whatever the tool calls itself: it wrote when the object was created, else wrote most of it. */
function makersOf(entries: readonly ManagedFieldsEntry[], live: LiveObject): ManagedFieldsEntry[] {
  const candidates = entries.filter(
    ({ manager = "" }) => !CONTROLLERS.test(manager) && !EDITORS.test(manager),
  );
  // Controllers and editors may write within the second of its creation, too.
  const first = candidates.filter(({ time }) => time === live.metadata.creationTimestamp);
  if (first.length > 0) return first;
  return candidates.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, 1);
}

function sizeOf({ fieldsV1 }: ManagedFieldsEntry): number {
  return JSON.stringify(fieldsV1 ?? {}).length;
}
