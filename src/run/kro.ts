/**
 * Deploying a graph and its instances through kro, for programs that keep no state: their objects are known again by an owner
 * that follows from the graph's name.
 */

import { ensure, type EnsureOptions } from "../apply/ensure.ts";
import { isGraphDefinition } from "../apply/graph-definition.ts";
import type { Ownership } from "../apply/ownership.ts";
import { remove, type Removal } from "../apply/remove.ts";
import { untilSettled } from "../apply/wait.ts";
import type { Client } from "../client/client.ts";
import { findKind, kindOf, untilServed } from "../client/discovery.ts";
import { list } from "../client/verbs.ts";
import { hasCode } from "../errors.ts";
import { RGD_KIND } from "../graph/document.ts";
import { apiVersionOf, type Kind } from "../model/kind.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { type FailChoice, type WaitChoice, withReady } from "../readiness/wait-rule.ts";
import { targetOf } from "./observe.ts";

export interface KroOptions {
  /** Name of the graph, which owns what is written. */
  graph: string;
  /** Of each object, in ms. */
  timeout: number;
  /** What to wait for. @default "ready": kro is done with it */
  wait?: WaitChoice;
  /** What ends that wait at once as a failure. @default nothing but what the rule of the kind says */
  failOn?: FailChoice;
  /** Take over an object that exists and is not the graph's. @default false */
  adopt?: boolean;
  /** What to do about fields that somebody else owns. @default "fail" */
  conflicts?: EnsureOptions["conflicts"];
  /** Replace it when a field that cannot change did, even if that loses data. @default false */
  allowDataLoss?: boolean;
  /** Called with what is waited for. */
  report?: (message: string) => void;
}

/**
 * Brings a ResourceGraphDefinition, or an instance of one, to what its manifest says, and waits until kro is done with it.
 * @throws {ProviderError} `not-owned`, `not-ready`, `unknown-kind` when kro or the graph is not there
 */
export async function deployThroughKro(
  client: Client,
  manifest: Manifest,
  options: KroOptions,
): Promise<LiveObject> {
  const { timeout, failOn, adopt = false, wait = "ready", report = () => undefined } = options;
  // Only the kinds that kro makes of graphs may be served a moment late.
  if (manifest.kind !== RGD_KIND) await untilServed(client, manifest);
  const target = await targetOf(client, { ...manifest, ...manifest.metadata });
  const { object } = await ensure(target, {
    manifest,
    timeout,
    adopt,
    report,
    ownership: ownershipOf(options.graph),
    expect: "absent",
    conflicts: options.conflicts ?? "fail",
    allowDataLoss: options.allowDataLoss ?? false,
    secrets: [],
  });
  const meant = withReady(wait, isGraphDefinition(target.kind) ? "ready" : { rule: "kro-instance" });
  return (await untilSettled(target, object, { wait: meant, failOn, timeout, report })).object;
}

/** Deletes what {@link deployThroughKro} made, and waits until it is gone. */
export async function deleteThroughKro(
  client: Client,
  manifest: Pick<Manifest, "apiVersion" | "kind" | "metadata">,
  { graph, timeout, report = () => undefined }: KroOptions,
): Promise<Removal> {
  const kind = await findKind(client, manifest.apiVersion, manifest.kind);
  // Without its kind there is no object.
  if (kind === undefined) return "absent";
  const target = await targetOf(client, { ...manifest.metadata, ...kind, apiVersion: apiVersionOf(kind) });
  return remove(target, { owner: ownershipOf(graph).id, timeout, report });
}

/** Lists the instances of a kind that a graph makes, whoever made them. */
export async function instancesOf(
  client: Client,
  kind: Pick<Manifest, "apiVersion" | "kind">,
  namespace?: string,
): Promise<LiveObject[]> {
  let served: Kind;
  try {
    served = await kindOf(client, kind.apiVersion, kind.kind);
  } catch (error) {
    if (hasCode(error, "unknown-kind")) return [];
    throw error;
  }
  const at = served.namespaced && namespace !== undefined ? { namespace } : {};
  return (await list(client, served, at)).items;
}

function ownershipOf(graph: string): Ownership {
  return { id: `graph/${graph}`, fqn: `graph/${graph}`, app: graph, stage: "kro" };
}
