/**
 * PodDisruptionBudgets: how many of their pods may be disturbed now. May import the other files of this folder, the contracts of
 * src/local and src/model.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/disruption/disruption.go
 */

import { controllerOf } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import { matchesLabels, selectorOf } from "../objects/label-selector.ts";
import type { Controller, ControllerContext, Key } from "./controller.ts";
import { scaled } from "./int-or-percent.ts";
import { keyOf, read, readAll, RESOURCE, type Pod, type PodDisruptionBudget } from "./kinds.ts";
import { isReady, isTerminating } from "./pod-state.ts";
import { writeStatus } from "./write.ts";

type Status = NonNullable<PodDisruptionBudget["status"]>;

export const disruptionBudgets: Controller = {
  name: "disruption-budget",
  watches: {
    [RESOURCE.podDisruptionBudgets]: ({ type, object }) =>
      type === "DELETED" ? [] : [keyOf(RESOURCE.podDisruptionBudgets, object)],
    [RESOURCE.pods]: ({ object, previous }, context) =>
      budgetsOf(context, [object as Pod, previous as Pod | undefined]),
  },
  reconcile: (key, context) => {
    const budget = read(context, RESOURCE.podDisruptionBudgets, key);
    if (budget !== undefined) reconcile(context, budget);
  },
};

function isOf({ spec }: PodDisruptionBudget, { metadata }: Pod): boolean {
  return spec.selector !== undefined && matchesLabels(selectorOf(spec.selector), metadata.labels);
}

function budgetsOf(context: ControllerContext, pods: readonly (Pod | undefined)[]): Key[] {
  const namespace = pods[0]?.metadata.namespace;
  if (context.store.count(RESOURCE.podDisruptionBudgets, namespace) === 0) return [];
  return readAll(context, RESOURCE.podDisruptionBudgets, namespace)
    .filter((budget) => pods.some((pod) => pod !== undefined && isOf(budget, pod)))
    .map((budget) => keyOf(RESOURCE.podDisruptionBudgets, budget));
}

function reconcile(context: ControllerContext, budget: PodDisruptionBudget): void {
  const { namespace, generation } = budget.metadata;
  const pods = readAll(context, RESOURCE.pods, namespace).filter((pod) => isOf(budget, pod));
  if (pods.length === 0 && (budget.status?.observedGeneration ?? 0) < (generation ?? 0))
    context.event(budget, {
      type: "Normal",
      reason: "NoPods",
      message: "No matching pods found",
      component: "controllermanager",
    });
  const { expectedPods, desiredHealthy } = expectation(context, budget, pods);
  const currentHealthy = pods.filter((pod) => isReady(pod) && !isTerminating(pod)).length;
  const spare = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const status: Status = {
    conditions: [allowed(context, budget, spare > 0)],
    currentHealthy,
    desiredHealthy,
    disruptionsAllowed: spare,
    expectedPods,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
  writeStatus(context, RESOURCE.podDisruptionBudgets, { object: budget, status });
}

/** How many pods there should be, and how many of them must be healthy. */
function expectation(
  context: ControllerContext,
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
): { expectedPods: number; desiredHealthy: number } {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable !== undefined) {
    const expectedPods = wantedBy(context, pods);
    return {
      expectedPods,
      desiredHealthy: Math.max(0, expectedPods - scaled(maxUnavailable, expectedPods, "up")),
    };
  }
  if (typeof minAvailable === "number") return { expectedPods: pods.length, desiredHealthy: minAvailable };
  const expectedPods = wantedBy(context, pods);
  return {
    expectedPods,
    desiredHealthy: minAvailable === undefined ? 0 : scaled(minAvailable, expectedPods, "up"),
  };
}

/** How many pods the controllers of these pods want together. */
function wantedBy({ store }: ControllerContext, pods: readonly Pod[]): number {
  const wanted = new Map<string, number>();
  for (const pod of pods) {
    let owner = controllerOf(pod);
    let object = owner === undefined ? undefined : store.byUid(owner.uid)?.object;
    const above = object === undefined ? undefined : controllerOf(object);
    if (object?.kind === "ReplicaSet" && above?.kind === "Deployment") {
      owner = above;
      object = store.byUid(above.uid)?.object;
    }
    const { replicas } = (object?.["spec"] ?? {}) as { replicas?: number };
    if (owner !== undefined && replicas !== undefined) wanted.set(owner.uid, replicas);
  }
  return [...wanted.values()].reduce((total, replicas) => total + replicas, 0);
}

type Condition = NonNullable<Status["conditions"]>[number];

function allowed(
  context: ControllerContext,
  { metadata, status }: PodDisruptionBudget,
  isAllowed: boolean,
): Condition {
  const is = isAllowed ? "True" : "False";
  const known = status?.conditions?.find(({ type }) => type === "DisruptionAllowed");
  const since = known?.status === is ? known.lastTransitionTime : timestamp(context.clock.now());
  return {
    type: "DisruptionAllowed",
    status: is,
    reason: isAllowed ? "SufficientPods" : "InsufficientPods",
    message: "",
    lastTransitionTime: since,
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
  };
}
