/**
 * Removing a ResourceGraphDefinition: its instances first, then the graph, then the definition of its kind.
 *
 * kro stops serving a kind as soon as its graph goes, so that an instance that is left would keep its finalizer for ever; and it
 * leaves the definition, which holds the instances, to whoever may delete data. Imports client and model.
 * @see https://kro.run/docs/concepts/rgd/overview
 */

import type { Client } from "../client/client.ts";
import { get, list } from "../client/verbs.ts";
import { ProviderError } from "../errors.ts";
import { textAt } from "../model/json.ts";
import { CUSTOM_RESOURCE_DEFINITION, type Kind, kindOfDefinition } from "../model/kind.ts";
import { describe, type LiveObject, type Manifest } from "../model/object.ts";
import { Deadline, sleep } from "../retry.ts";
import { readObject } from "./read.ts";
import { removeLive, type RemoveOptions } from "./remove.ts";
import { describeTarget, type Target } from "./target.ts";

/** What a graph makes: the definition of this kind, which kro labels with the name of the graph. */
export interface MadeKind {
  /** The name of the ResourceGraphDefinition. */
  graph: string;
  group: string;
  kind: string;
}

/** The kind that a ResourceGraphDefinition makes. */
export function madeBy(definition: Manifest): MadeKind {
  return {
    graph: definition.metadata.name,
    group: textAt(definition, ["spec", "schema", "group"], "kro.run"),
    kind: textAt(definition, ["spec", "schema", "kind"], ""),
  };
}

/** Whether the kind is kro's ResourceGraphDefinition. */
export function isGraphDefinition(kind: Kind): boolean {
  return kind.group === "kro.run" && kind.kind === "ResourceGraphDefinition";
}

const POLL = 500;
// Destroying in parallel begins all deletions at once; an instance of ours that is not being deleted by then is not going to be.
const BEGIN = 30_000;

interface UnusedOptions {
  selector: string;
  /** ms */
  timeout: number;
  report: (message: string) => void;
  /** What stays while there are instances. @default "it" */
  what?: string;
}

/**
 * Waits until a graph has no instances.
 * @param graph the ResourceGraphDefinition
 * @param options `selector` tells our own instances, which are being deleted beside the graph; `what` stays otherwise
 * @throws {ProviderError} `not-deleted` when it has instances that are not ours, or ours stay
 */
export async function untilUnused(
  target: Target,
  graph: Manifest,
  { selector, timeout, report, what = "it" }: UnusedOptions,
): Promise<void> {
  const kind = await servedKind(target.client, madeBy(graph));
  if (kind === undefined) return;
  using deadline = new Deadline(timeout);
  const start = Date.now();
  for (let round = 0; ; round += 1) {
    const all = await instances(target.client, kind);
    if (all.length === 0) return;
    const ours = new Set(
      (await instances(target.client, kind, selector)).map(({ metadata }) => metadata.uid),
    );
    const foreign = all.filter(({ metadata }) => !ours.has(metadata.uid) && !isDying(metadata));
    if (foreign.length > 0) throw inUse(target, { what, kind, left: foreign, which: "that are not ours" });
    const late =
      deadline.expired || (Date.now() - start > BEGIN && !all.some(({ metadata }) => isDying(metadata)));
    if (late) throw inUse(target, { what, kind, left: all, which: "that are not deleted" });
    if (round === 0) report(`waiting until its ${all.length} instances are gone`);
    await sleep(POLL);
  }
}

function isDying(metadata: LiveObject["metadata"]): boolean {
  return metadata.deletionTimestamp !== undefined;
}

async function instances(client: Client, kind: Kind, labelSelector?: string): Promise<LiveObject[]> {
  const { items } = await list(client, kind, {
    metadataOnly: true,
    ...(labelSelector !== undefined && { labelSelector }),
  });
  return items;
}

interface InUse {
  what: string;
  kind: Kind;
  left: readonly LiveObject[];
  which: string;
}

function inUse(target: Target, { what, kind, left, which }: InUse): ProviderError {
  const names = left.slice(0, 5).map(({ metadata }) => describe({ kind: kind.kind, ...metadata }));
  const more = left.length > names.length ? ` and ${left.length - names.length} more` : "";
  return new ProviderError(
    "not-deleted",
    `${what} stays, because it has instances ${which}: ${names.join(", ")}${more}`,
    {
      object: describeTarget(target),
      advice: "Delete these first: without their graph nobody would remove what they consist of.",
    },
  );
}

/**
 * Deletes the definition that kro made for a graph, once that is gone. It is left alone while there is another graph of that name,
 * or when one of another name has taken it over.
 * @param graph the target of the ResourceGraphDefinition
 */
export async function removeDefinition(
  graph: Target,
  made: MadeKind,
  options: Pick<RemoveOptions, "timeout" | "report">,
): Promise<void> {
  const { client } = graph;
  const live = await definitionOf(client, made);
  if (live === undefined || (await readObject(graph)) !== undefined) return;
  const target: Target = { client, kind: CUSTOM_RESOURCE_DEFINITION, name: live.metadata.name };
  await removeLive(target, live, { ...options, propagation: "Background" });
}

/**
 * Deletes all instances of a graph while it still serves them, and waits until they are gone.
 * @throws {ProviderError} `not-deleted`
 */
export async function removeInstances(
  client: Client,
  made: MadeKind,
  options: Pick<RemoveOptions, "timeout" | "report">,
): Promise<void> {
  const kind = await servedKind(client, made);
  if (kind === undefined) return;
  const remove = async ({ metadata: { name, namespace } }: LiveObject): Promise<void> => {
    const target: Target = { client, kind, name, ...(namespace !== undefined && { namespace }) };
    const live = await get(client, kind, target);
    if (live !== undefined) await removeLive(target, live, options);
  };
  await Promise.all((await instances(client, kind)).map(remove));
}

/** The instances of a graph, with their metadata only. */
export async function instancesOf(
  client: Client,
  made: MadeKind,
  labelSelector?: string,
): Promise<LiveObject[]> {
  const kind = await servedKind(client, made);
  return kind === undefined ? [] : instances(client, kind, labelSelector);
}

async function servedKind(client: Client, made: MadeKind): Promise<Kind | undefined> {
  const definition = await definitionOf(client, made);
  return definition && kindOfDefinition(definition);
}

// Not by the uid beside it: kro goes on with the definition of a former graph of this name, and leaves that one's uid on it.
const NAME_LABEL = "kro.run/resource-graph-definition-name";

async function definitionOf(client: Client, { graph, ...made }: MadeKind): Promise<LiveObject | undefined> {
  const labelSelector = `${NAME_LABEL}=${graph}`;
  const { items } = await list(client, CUSTOM_RESOURCE_DEFINITION, { labelSelector });
  return items.find((item) => {
    const { group, kind } = kindOfDefinition(item);
    return group === made.group && kind === made.kind;
  });
}
