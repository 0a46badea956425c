/** Deleting the objects of a resource: at destroy all that may exist, after a change of identity the former ones. */

import { Scope } from "alchemy";
import { dataAtRisk } from "../../src/apply/data-loss.ts";
import { ownerOf, ownershipSelector } from "../../src/apply/ownership.ts";
import { remove } from "../../src/apply/remove.ts";
import type { Target } from "../../src/apply/target.ts";
import { identify } from "../../src/client/identity.ts";
import { kindOf } from "../../src/client/discovery.ts";
import { get } from "../../src/client/verbs.ts";
import { hasCode, ProviderError } from "../../src/errors.ts";
import { sameCluster } from "../../src/model/connection.ts";
import { describe, type Manifest } from "../../src/model/object.ts";
import { clientOf, wrongCluster } from "../connect.ts";
import { atEndOfRun } from "../end-of-run.ts";
import { progress } from "../progress.ts";
import {
  type KubernetesContext,
  readCheckpoint,
  type StoredProps,
  type StoredRef,
  writeCheckpoint,
} from "./state.ts";

// The props of a create that never got through may be empty.
type MaybeProps = Partial<StoredProps> | undefined;

/** Deletes every object that may exist because of this resource, the current one first. */
export async function removeObjects(context: KubernetesContext, props: MaybeProps): Promise<void> {
  if (props?.delete === false) return;
  const checkpoint = await readCheckpoint(context);
  for (const stored of (checkpoint?.refs ?? []).toReversed())
    await removeStored(context, props, checkpoint?.owner ?? "", stored);
}

async function removeStored(
  context: KubernetesContext,
  props: MaybeProps,
  owner: string,
  stored: StoredRef,
): Promise<void> {
  const options = typeof props?.delete === "object" ? props.delete : {};
  const report = (message: string): void => progress(context.scope, context.fqn, message);
  try {
    const target = await reopen(context, props, stored);
    if (target === undefined) return;
    await remove(target, {
      owner,
      timeout: options.timeout ?? props?.timeout ?? 600_000,
      selector: ownershipSelector({ app: context.scope.appName, stage: context.scope.stage }),
      report,
      ...(options.propagation !== undefined && { propagation: options.propagation }),
    });
  } catch (error) {
    if (!hasCode(error, "unreachable") || options.onUnreachable !== "forget") throw error;
    report(`forgotten, because ${stored.connection.name} cannot be reached`);
  }
}

/** The target of a stored reference, `undefined` when its kind is gone and so is the object. */
async function reopen(
  context: KubernetesContext,
  props: MaybeProps,
  stored: StoredRef,
): Promise<Target | undefined> {
  const client = await clientOf(context.scope, stored.connection, [props?.cluster, context.props?.cluster]);
  const { ref } = stored;
  if (!sameCluster(stored.cluster, await identify(client)))
    throw wrongCluster(describe(ref), stored, client.connection);
  try {
    const kind = await kindOf(client, ref.apiVersion, ref.kind);
    return { client, kind, name: ref.name, ...(ref.namespace !== undefined && { namespace: ref.namespace }) };
  } catch (error) {
    if (hasCode(error, "unknown-kind")) return undefined;
    throw error;
  }
}

/**
 * Refuses a change of name, namespace or cluster that would lose data with the former object.
 * @throws {ProviderError} `data-loss`, before anything is written
 */
export async function refuseLosingFormer(
  context: KubernetesContext,
  former: readonly StoredRef[],
  manifest: Manifest,
  props: StoredProps,
): Promise<void> {
  if (props.allowDataLoss) return;
  for (const stored of former) {
    const target = await reopen(context, props, stored);
    const live = target === undefined ? undefined : await get(target.client, target.kind, target);
    const { owner } = (await readCheckpoint(context)) ?? { owner: "" };
    if (live === undefined || ownerOf(live) !== owner) continue;
    const risk = dataAtRisk(live, manifest);
    if (risk === undefined) continue;
    throw new ProviderError(
      "data-loss",
      `it is to become ${describe({ ...manifest, ...manifest.metadata })}, which loses ${risk}`,
      {
        object: describe(stored.ref),
        advice: "Set `allowDataLoss: true` to delete it all the same, or change the identity back.",
      },
    );
  }
}

/**
 * Deletes the former objects when the run ends, after everything that refers to them has moved.
 * A run that dies before leaves them in the checkpoint, and the next one comes back to them.
 */
export function removeFormerLater(context: KubernetesContext, props: StoredProps): void {
  const own = Scope.current;
  atEndOfRun(context.scope, async () => {
    const checkpoint = await readCheckpoint(own);
    const current = checkpoint?.refs.at(-1);
    if (checkpoint === undefined || current === undefined) return;
    for (const stored of checkpoint.refs.slice(0, -1))
      await removeStored(context, props, checkpoint.owner, stored);
    await writeCheckpoint(own, { ...checkpoint, refs: [current] });
  });
}
