/** Deleting the objects of a resource: at destroy all that may exist, after a change of identity the former ones. */

import { Scope } from "alchemy";
import { dataAtRisk } from "../../src/apply/data-loss.ts";
import { ownerOf, ownershipSelector } from "../../src/apply/ownership.ts";
import { isGraphDefinition, removeDefinition, untilUnused } from "../../src/apply/graph-definition.ts";
import { remove } from "../../src/apply/remove.ts";
import type { Target } from "../../src/apply/target.ts";
import { identify } from "../../src/client/identity.ts";
import { findKind } from "../../src/client/discovery.ts";
import { get } from "../../src/client/verbs.ts";
import { hasCode, ProviderError } from "../../src/errors.ts";
import { sameCluster } from "../../src/model/connection.ts";
import { describe, type LiveObject, type Manifest } from "../../src/model/object.ts";
import { clientOf, scopeOptions, wrongCluster } from "../connect.ts";
import { atEndOfRun } from "../end-of-run.ts";
import { progress } from "../progress.ts";
import type { DeleteOptions } from "./options.ts";
import { announce } from "./progress.ts";
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
  const checkpoint = await readCheckpoint(context);
  if (checkpoint === undefined) return;
  for (const stored of checkpoint.refs.toReversed())
    await removeStored(context, props, { ...stored, owner: checkpoint.owner });
}

/** The options of deleting: the resource's own, else what the app says now. */
function deleteOptions(context: KubernetesContext, props: MaybeProps): DeleteOptions | false {
  const own = props?.delete ?? true;
  if (typeof own === "object") return own;
  const scoped = scopeOptions(context.scope).delete;
  return own && (typeof scoped === "object" ? scoped : {});
}

// The cluster is not there, or no way to it is known any more.
const UNREACHABLE = ["unreachable", "no-cluster", "bad-kubeconfig", "credentials"] as const;

async function removeStored(
  context: KubernetesContext,
  props: MaybeProps,
  stored: StoredRef & { owner: string },
): Promise<void> {
  const options = deleteOptions(context, props);
  if (options === false) return;
  const { scope, fqn } = context;
  const report = (message: string): void => progress(scope, fqn, message);
  try {
    const target = await reopen(context, props, stored);
    if (target === undefined) return;
    announce(scope, target.client, target.namespace);
    const timeout = options.timeout ?? props?.timeout ?? 600_000;
    const selector = ownershipSelector({ app: scope.appName, stage: scope.stage });
    const removal = await remove(target, {
      owner: stored.owner,
      timeout,
      selector,
      report,
      ...(isGraphDefinition(target.kind) && {
        before: (live: LiveObject) => untilUnused(target, live, { selector, timeout, report }),
      }),
      ...(options.propagation !== undefined && { propagation: options.propagation }),
    });
    if (removal !== "left") await removeMade(context, target, { props, timeout });
  } catch (error) {
    const unreachable = UNREACHABLE.some((code) => hasCode(error, code));
    if (!unreachable || options.onUnreachable !== "forget") throw error;
    report(`forgotten, because ${stored.connection.name} cannot be reached`);
  }
}

/** Deletes the definition of a graph's kind, which kro leaves. */
async function removeMade(
  { output }: KubernetesContext,
  { client, kind, name }: Target,
  { props, timeout }: { props: MaybeProps; timeout: number },
): Promise<void> {
  if (!isGraphDefinition(kind) || props?.definition === "keep" || output?.name !== name) return;
  await removeDefinition(client, { name, uid: output.uid }, { timeout });
}

/** The target of a stored reference, `undefined` when its kind is gone and so is the object. */
async function reopen(
  context: KubernetesContext,
  props: MaybeProps,
  { ref, connection, cluster }: StoredRef,
): Promise<Target | undefined> {
  const client = await clientOf(context.scope, connection, [props?.cluster, context.props?.cluster]);
  const same = sameCluster(cluster, await identify(client));
  if (!same) throw wrongCluster(describe(ref), { cluster, connection }, client.connection);
  const kind = await findKind(client, ref.apiVersion, ref.kind);
  if (kind === undefined) return undefined;
  return { client, kind, name: ref.name, ...(ref.namespace !== undefined && { namespace: ref.namespace }) };
}

/**
 * Refuses a change of name, namespace or cluster that would lose data with the former object.
 * @throws {ProviderError} `data-loss`, before anything is written
 */
export async function refuseLosingFormer(
  context: KubernetesContext,
  { former, owner }: { former: readonly StoredRef[]; owner: string },
  manifest: Manifest,
  props: StoredProps,
): Promise<void> {
  if (props.allowDataLoss || props.delete === false) return;
  for (const stored of former) {
    const target = await reopen(context, props, stored);
    const live = target === undefined ? undefined : await get(target.client, target.kind, target);
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
      await removeStored(context, props, { ...stored, owner: checkpoint.owner });
    await writeCheckpoint(own, { ...checkpoint, refs: [current] });
  });
}
