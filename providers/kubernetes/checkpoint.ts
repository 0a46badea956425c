/**
 * What state says of a resource's objects before, while and after one of them is written.
 *
 * Before the first request it names the object, so that delete finds it. What may be applied to it is known at any moment: the
 * manifest of the run before, the new one, or after a crash between the two no more than what both have in common.
 */

import { Scope } from "alchemy";
import { inCommon } from "../../src/apply/in-common.ts";
import { referenceTo, type Target } from "../../src/apply/target.ts";
import { ApiError, ProviderError } from "../../src/errors.ts";
import type { ClusterIdentity } from "../../src/model/connection.ts";
import { canonicalJson, sameJson } from "../../src/model/json.ts";
import { describe, type Manifest } from "../../src/model/object.ts";
import { isForgotten } from "../other-cluster.ts";
import type { Earlier } from "./earlier.ts";
import type { Invocation } from "./invocation.ts";
import type { ClusterProp } from "./options.ts";
import { warn } from "./progress.ts";
import {
  type Checkpoint,
  isSameObject,
  type KubernetesContext,
  readCheckpoint,
  type StoredRef,
  writeCheckpoint,
  writeClusters,
} from "./state.ts";

/** What an earlier run knew of the object that is meant now. */
export function recall(
  { checkpoint, stable }: Earlier,
  target: Target,
  cluster: ClusterIdentity,
): Pick<Invocation, "applied" | "refs" | "settled"> {
  const refs = checkpoint?.refs ?? [];
  const known = refs.find((stored) => isSameObject(stored, { ref: referenceTo(target), cluster }));
  const applied = appliedTo(known);
  const settled = stable && known !== undefined && known === refs.at(-1);
  return applied === undefined ? { refs, settled } : { refs, settled, applied };
}

function appliedTo(stored: StoredRef | undefined): string | undefined {
  const [only, ...others] = stored?.applied ?? [];
  if (only === undefined || others.length === 0) return only;
  return canonicalJson(inCommon([only, ...others].map((text) => JSON.parse(text) as Manifest)));
}

export interface Checkpointed {
  checkpoint: Checkpoint;
  current: StoredRef;
  former: StoredRef[];
  /** What may have been applied to the current one before. */
  applied: string[] | undefined;
}

/**
 * Makes sure that state names this object before anything is requested.
 * @param manifest canonical JSON of what is about to be applied
 */
export async function checkpointed(
  context: KubernetesContext,
  { target, cluster, preferred, refs }: Invocation,
  manifest: string,
): Promise<Checkpointed> {
  const before = await readCheckpoint(context);
  const { connection } = target.client;
  const found: StoredRef = { ref: referenceTo(target), cluster, connection };
  const stored = (before?.refs ?? []).map((one) => refs.find((ref) => isSameObject(ref, one)) ?? one);
  const known = stored.find((one) => isSameObject(one, found));
  const current: StoredRef = {
    ...found,
    // Permission to read the uid may come and go: what was known once is kept.
    cluster: { ...known?.cluster, ...cluster },
    ...(preferred && { preferred }),
    ...(known?.applied !== undefined && { applied: [...new Set([...known.applied, manifest])] }),
  };
  const former = stored.filter((one) => !isSameObject(one, current) && !forgets(context.scope, one));
  const { owner = crypto.randomUUID(), refs: refsBefore, clusters: reachable = [] } = before ?? {};
  const clusters = inlineClustersOf(former, [...reachable, context.props?.cluster]);
  const checkpoint: Checkpoint = { owner, refs: [...former, current], clusters };
  // Inside a handler the current scope is the resource's own, and what is set there is on disk when this returns.
  if (!sameJson(reachable.map(serverOf), clusters.map(serverOf)))
    await writeClusters(Scope.current, clusters);
  if (!sameJson(refsBefore, checkpoint.refs)) await writeCheckpoint(Scope.current, checkpoint);
  return { checkpoint, current, former, applied: known?.applied };
}

/** Of clusters that were given in full: those that former objects are on, each once. */
function inlineClustersOf(
  former: readonly StoredRef[],
  known: readonly (ClusterProp | undefined)[],
): ClusterProp[] {
  const servers = new Set(former.map(({ connection }) => connection.server));
  return [...servers].flatMap(
    (server) => known.find((cluster) => cluster && serverOf(cluster) === server) ?? [],
  );
}

function serverOf(cluster: ClusterProp): string | undefined {
  return "server" in cluster ? cluster.server : undefined;
}

function forgets(scope: Scope, { ref, connection, cluster }: StoredRef): boolean {
  const forgotten = isForgotten(scope, cluster);
  if (forgotten)
    warn(scope, describe(ref), `forgotten where it was, on ${connection.name} (${connection.server})`);
  return forgotten;
}

/** Writes an object, and notes whether it was done: also when the run fails later, somebody's changes are told from our own. */
export async function noting<T>(
  { checkpoint, current, former, applied: before }: Checkpointed,
  manifest: string,
  write: () => Promise<T>,
): Promise<T> {
  const note = async (applied: string[] | undefined): Promise<void> => {
    if (applied === undefined || sameJson(applied, current.applied)) return;
    await writeCheckpoint(Scope.current, { ...checkpoint, refs: [...former, { ...current, applied }] });
  };
  try {
    const written = await write();
    await note(before && [manifest]);
    return written;
  } catch (error) {
    if (isRefusal(error)) await note(before);
    throw error;
  }
}

/** Whether an error proves that nothing was written: an answer that was lost, or that the server could not give, does not. */
function isRefusal(error: unknown): boolean {
  if (error instanceof ApiError) return error.status < 500;
  return error instanceof ProviderError && error.code !== "unreachable";
}

/** Ends a change of identity: of the objects only the current one is left. */
export async function concludeMove(
  scope: Scope,
  { owner, clusters = [] }: Checkpoint,
  current: StoredRef,
): Promise<void> {
  await writeCheckpoint(scope, { owner, refs: [current] });
  if (clusters.length > 0) await writeClusters(scope, []);
}

/** Ends what {@link checkpointed} began. Of manifests nothing is kept, and the props are the last one: a value may have become a secret. */
export async function conclude({ owner, refs }: Checkpoint): Promise<void> {
  const bare = refs.map(({ applied: _applied, ...ref }) => ref);
  if (refs.some(({ applied }) => applied !== undefined))
    await writeCheckpoint(Scope.current, { owner, refs: bare });
}
