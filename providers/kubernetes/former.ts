/** The objects that a resource leaves behind when its name, namespace or cluster changes. */

import { Scope } from "alchemy";
import { isOwnedBy } from "../../src/apply/ownership.ts";
import { losses } from "../../src/apply/losses.ts";
import { describeTarget, referenceTo, type Target } from "../../src/apply/target.ts";
import type { Client } from "../../src/client/client.ts";
import { get } from "../../src/client/verbs.ts";
import { ProviderError, summaryOf } from "../../src/errors.ts";
import { describe, type LiveObject } from "../../src/model/object.ts";
import { clientOf } from "../connect.ts";
import { atEndOfRun } from "../end-of-run.ts";
import { isUnreachable } from "../unreachable.ts";
import { removeInOrder } from "./departures.ts";
import { type Checkpointed, concludeMove } from "./checkpoint.ts";
import type { Invocation } from "./invocation.ts";
import type { ClusterProp, DeleteOptions } from "./options.ts";
import { deletionOf, type Departure, isSameLive, reopen } from "./removal.ts";
import {
  isSameObject,
  type KubernetesContext,
  readCheckpoint,
  type StoredProps,
  type StoredRef,
} from "./state.ts";

/**
 * Refuses a change of name, namespace or cluster that would lose data with the former object, or that could not delete it.
 * @throws {ProviderError} `data-loss`, or what prevents looking at the former object, before anything is written
 */
export async function refuseLosingFormer(
  context: KubernetesContext,
  { former, checkpoint: { owner, clusters = [] } }: Pick<Checkpointed, "former" | "checkpoint">,
  current: Target,
  props: StoredProps,
): Promise<void> {
  const options = deletionOf({ scope: context.scope, props });
  if (props.allowDataLoss || options === false) return;
  for (const stored of former) {
    const found = await findFormer(context.scope, stored, {
      reachable: [props.cluster, ...clusters],
      options,
    });
    if (found === undefined || !isOwnedBy(found.live, { id: owner, uid: context.output?.uid })) continue;
    const risk = await losses(found.target, found.live, { owner });
    if (risk === undefined || (await isSameLive(current, found.target))) continue;
    throw new ProviderError("data-loss", `it is to become ${describeTarget(current)}, which loses ${risk}`, {
      object: describe(stored.ref),
      advice: "Set `allowDataLoss: true` to delete it all the same, or change the identity back.",
    });
  }
}

async function findFormer(
  scope: Scope,
  stored: StoredRef,
  { reachable, options }: { reachable: readonly (ClusterProp | undefined)[]; options: DeleteOptions },
): Promise<{ target: Target; live: LiveObject } | undefined> {
  let client: Client | undefined;
  try {
    client = await clientOf(scope, stored.connection, reachable);
    const target = await reopen(client, stored);
    const live = target && (await get(client, target.kind, target));
    return target === undefined || live === undefined ? undefined : { target, live };
  } catch (error) {
    if (!isUnreachable(error, client?.facts.reached)) throw error;
    if (options.onUnreachable === "forget") return undefined;
    throw new ProviderError(
      "unreachable",
      `the cluster that it moves away from cannot be reached: ${summaryOf(error).replace(/\.$/, "")}`,
      {
        object: describe(stored.ref),
        advice: 'Reach it again, or leave the former object there: delete: { onUnreachable: "forget" }.',
        cause: error instanceof Error ? error.cause : error,
      },
    );
  }
}

/**
 * Deletes the former objects when the run ends, after everything that refers to them has moved; what the run deletes anyway and
 * still uses them goes first. A run that dies before leaves them in the checkpoint, and the next one comes back to them.
 */
export function removeFormerLater(
  context: KubernetesContext,
  props: StoredProps,
  { target, cluster }: Pick<Invocation, "target" | "cluster">,
): void {
  const own = Scope.current;
  const { scope, fqn, output } = context;
  const departure: Departure = {
    scope,
    fqn,
    props,
    current: target,
    ...(output !== undefined && { output }),
  };
  atEndOfRun(scope, async () => {
    const checkpoint = await readCheckpoint(own);
    const current = checkpoint?.refs.at(-1);
    if (checkpoint === undefined || current === undefined) return;
    // A later call of the same resource moved it on, and sees to all that it left.
    if (!isSameObject(current, { ref: referenceTo(target), cluster })) return;
    for (const stored of checkpoint.refs.slice(0, -1))
      await removeInOrder({ ...departure, checkpoint: { ...checkpoint, refs: [stored] } });
    await concludeMove(own, checkpoint, current);
  });
}
