/** The steps of reconciling one instance, in kro's order (pkg/controller/instance/controller.go, resources.go). */

import type { LiveObject } from "../../../model/object.ts";
import { GraphError } from "../../../graph/error.ts";
import { StatusError } from "../../status.ts";
import {
  applySetId,
  checkInventory,
  EMPTY_INVENTORY,
  hasInventory,
  InventoryError,
  inventoryMeta,
} from "../applyset.ts";
import { ANNOTATIONS, FINALIZER, MANAGERS } from "../names.ts";
import {
  applyChildren,
  type ApplyResult,
  inventoryOf,
  judgeNodes,
  minimal,
  refuseDuplicates,
  retryOf,
  withFormer,
  writeInventory,
} from "./apply-children.ts";
import { type Child, resolveNodes } from "./children.ts";
import { instanceState, writeRoundStatus } from "./instance-status.ts";
import { ChildDeleting, NodeError } from "./node-error.ts";
import { deleteOrphan, lastFirst, orphansOf } from "./orphans.ts";
import { nodeErrors, type Round, RETRY, RoundFailure } from "./round.ts";

/**
 * Reconciles an instance that is not being deleted.
 * @returns ms after which to try again where no change of an object will tell
 */
export function reconcileInstance(round: Round): number | undefined {
  const { conditions } = round;
  let retry: number | undefined;
  try {
    ensureManaged(round);
    conditions.mark("InstanceManaged", {
      status: "True",
      reason: "Managed",
      message: "instance is properly managed with finalizers and labels",
    });
    conditions.mark("GraphResolved", {
      status: "True",
      reason: "Resolved",
      message: "runtime graph created and all resources resolved",
    });
    retry = isSuspended(round.instance) ? suspend(round) : reconcileResources(round);
  } catch (error) {
    if (!(error instanceof NotManaged)) throw error;
    const message = `finalizer/labeling failed: ${error.message}`;
    conditions.mark("InstanceManaged", { status: "False", reason: "ManagementFailed", message });
    retry = RETRY;
  }
  try {
    writeRoundStatus(round);
  } catch (error) {
    // kro writes no status then; it says so in its log alone.
    if (!(error instanceof GraphError)) throw error;
  }
  return retry;
}

/** The instance cannot be marked as kro's. */
class NotManaged extends Error {
  override readonly name = "NotManaged";
}

/** Gives an instance kro's finalizer and labels, and an inventory without children before it has any. */
function ensureManaged(round: Round): void {
  const { instance, serving, context, kind } = round;
  const { labels: have = {}, finalizers = [] } = instance.metadata;
  const hasFinalizer = finalizers.includes(FINALIZER);
  const known = hasInventory(instance);
  const labelled = Object.entries(serving.labels).every(([key, value]) => have[key] === value);
  if (hasFinalizer && labelled) return;
  try {
    if (!hasFinalizer && known) checkInventory(instance);
    const fresh = !hasFinalizer && !known ? inventoryMeta(applySetId(instance), EMPTY_INVENTORY) : undefined;
    const patch = minimal(instance, {
      labels: { ...serving.labels, ...fresh?.labels },
      ...(fresh !== undefined && { annotations: fresh.annotations }),
      finalizers: [FINALIZER],
    });
    round.instance = context.objects.apply(kind, patch, { manager: MANAGERS.labeller, force: true }).object;
  } catch (error) {
    throw new NotManaged(managementText(error));
  }
}

function managementText(error: unknown): string {
  if (error instanceof InventoryError)
    return (
      "cannot install finalizer with invalid ApplySet inventory; repair the metadata, or remove it only after " +
      `confirming no managed members remain: ${error.message}`
    );
  if (error instanceof StatusError) return `failed applying managed finalizer/labels: ${error.message}`;
  throw error;
}

function isSuspended({ metadata: { annotations } }: LiveObject): boolean {
  const state = annotations?.[ANNOTATIONS.reconcile]?.toLowerCase();
  return state === "suspended" || state === "disabled";
}

function suspend({ conditions }: Round): undefined {
  const message = `reconciliation suspended via ${ANNOTATIONS.reconcile} annotation`;
  conditions.mark("ResourcesReady", { status: "False", reason: "ReconciliationSuspended", message });
}

/** Applies and prunes children, and says how far they are. */
function reconcileResources(round: Round): number | undefined {
  const notReady = (message: string, reason = "NotReady"): void =>
    round.conditions.mark("ResourcesReady", { status: "False", reason, message });
  try {
    applyAndPrune(round);
  } catch (error) {
    if (error instanceof ChildDeleting) {
      notReady(error.message, "ResourceDeleting");
      return undefined;
    }
    if (!(error instanceof NodeError || error instanceof RoundFailure)) throw error;
    notReady(`resource reconciliation failed: ${error.message}`);
    return error instanceof RoundFailure ? error.retry : undefined;
  }
  const state = instanceState(round.states.values());
  const message = "all resources are created and ready";
  if (state === "ACTIVE")
    round.conditions.mark("ResourcesReady", { status: "True", reason: "AllResourcesReady", message });
  else
    notReady(state === "ERROR" ? "resource reconciliation error" : "awaiting resource readiness: %!v(<nil>)");
  return undefined;
}

/**
 * @throws {ChildDeleting} @throws {NodeError} @throws {RoundFailure} for whatever keeps the round from its end, as kro has it:
 * children that are not ready yet, and writing anything at all, among them
 */
function applyAndPrune(round: Round): void {
  const { children, unresolved } = resolveNodes(round);
  refuseDuplicates(children);
  const now = inventoryOf(round, children);
  const inventory = refusing(() => withFormer(round, now), "project failed");
  refusing(() => writeInventory(round, inventory), "failed to patch instance with applyset labels");
  const result = applyChildren(round, children);
  const failed = result.applied.some(({ error }) => error !== undefined);
  const pruned = unresolved === undefined && !failed ? prune(round, result, inventory, children) : false;
  round.mutated = result.changed || pruned !== false;
  judgeNodes(round, result);
  const errors = nodeErrors(round);
  if (errors !== "") throw new RoundFailure(`apply results contain errors: ${errors}`, retryOf(result));
  if (unresolved !== undefined) throw new RoundFailure(`waiting for unresolved resource: ${unresolved}`);
  if (pruned === "conflict") throw new RoundFailure("prune encountered UID conflicts; retrying", RETRY);
  // Said until the events of these writes bring the next round.
  if (round.mutated) throw new RoundFailure("cluster mutated");
}

function refusing<T>(work: () => T, what: string): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof StatusError || error instanceof InventoryError)) throw error;
    throw new RoundFailure(`${what}: ${error.message}`, RETRY);
  }
}

/** Deletes children that are not wanted any more; forgets where they were once that went without conflict. */
function prune(
  round: Round,
  { applied }: ApplyResult,
  inventory: ReturnType<typeof inventoryOf>,
  children: readonly Child[],
): boolean | "conflict" {
  const keep = new Set(applied.flatMap(({ observed }) => observed?.metadata.uid ?? []));
  const orphans = orphansOf(round, round.instance, { inventory, keep });
  if (orphans.length === 0) return false;
  const sorted = lastFirst(orphans, round.graph.analysed.order);
  const deleted = refusing(() => sorted.map((orphan) => deleteOrphan(round, orphan)), "prune failed");
  if (deleted.includes(false)) return "conflict";
  writeInventory(round, inventoryOf(round, children));
  return true;
}
