/** What goes when a Namespace, a definition or a graph does: the objects in it, or of its kind. */

import type { Client } from "../client/client.ts";
import { namespacedKinds } from "../client/discovery.ts";
import { readable } from "../client/readable.ts";
import { list } from "../client/verbs.ts";
import { groupOf, type Kind, kindOfDefinition } from "../model/kind.ts";
import type { LiveObject, Manifest, ObjectRef } from "../model/object.ts";
import { instancesOf, madeBy } from "./graph-definition.ts";

interface Holder {
  /** Whether an object goes with it. */
  holds(holder: Manifest, ref: ObjectRef): boolean;
  /** The live objects that go with it, with their metadata only. */
  contents(client: Client, holder: Manifest, labelSelector: string): Promise<LiveObject[]>;
}

/** By `group/Kind`. */
const HOLDERS: Readonly<Record<string, Holder | undefined>> = {
  "/Namespace": {
    holds: ({ metadata }, { namespace }) => namespace === metadata.name,
    contents: async (client, { metadata }, labelSelector) => {
      const kinds = (await namespacedKinds(client)).filter(({ kind }) => kind !== "Event");
      const where = { namespace: metadata.name, labelSelector };
      return (await Promise.all(kinds.map((kind) => listed(client, kind, where)))).flat();
    },
  },
  "apiextensions.k8s.io/CustomResourceDefinition": {
    holds: (definition, ref) => isOf(ref, kindOfDefinition(definition)),
    contents: (client, definition, labelSelector) =>
      listed(client, kindOfDefinition(definition), { labelSelector }),
  },
  "kro.run/ResourceGraphDefinition": {
    holds: (graph, ref) => isOf(ref, madeBy(graph)),
    contents: (client, graph, labelSelector) => seen(instancesOf(client, madeBy(graph), labelSelector)),
  },
};

function isOf({ apiVersion, kind }: ObjectRef, made: Pick<Kind, "group" | "kind">): boolean {
  return groupOf(apiVersion) === made.group && kind === made.kind;
}

/** Whether other objects go when this one does, whoever made them. */
export function isHolder(ref: Pick<ObjectRef, "apiVersion" | "kind">): boolean {
  return holderOf(ref) !== undefined;
}

function holderOf({ apiVersion, kind }: Pick<ObjectRef, "apiVersion" | "kind">): Holder | undefined {
  return HOLDERS[`${groupOf(apiVersion)}/${kind}`];
}

/** Whether an object goes when another one does. Pure. */
export function holds(holder: Manifest, ref: ObjectRef): boolean {
  return holderOf(holder)?.holds(holder, ref) ?? false;
}

/**
 * Lists what goes with an object.
 * @returns with metadata only; Events, and kinds that we may not list, or that nobody can, are left out
 * @throws {ProviderError} when the server does not say what there is
 */
export async function contentsOf(
  client: Client,
  holder: Manifest,
  labelSelector: string,
): Promise<LiveObject[]> {
  return (await holderOf(holder)?.contents(client, holder, labelSelector)) ?? [];
}

async function listed(
  client: Client,
  kind: Kind,
  where: { namespace?: string; labelSelector: string },
): Promise<LiveObject[]> {
  return seen(list(client, kind, { ...where, metadataOnly: true }).then(({ items }) => items));
}

// We may not look, the kind is gone by now, or nobody can list it.
const UNSEEN = [403, 404, 405];

// Any other refusal leaves open what there is, and then nothing may be taken along.
async function seen(asked: Promise<LiveObject[]>): Promise<LiveObject[]> {
  return (await readable(asked, (status) => UNSEEN.includes(status))) ?? [];
}
