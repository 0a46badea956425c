/** What exactly would be lost with an object: names and numbers, asked of the server where that is cheap. */

import type { Client } from "../client/client.ts";
import { readable } from "../client/readable.ts";
import { list } from "../client/verbs.ts";
import { type Kind, kindOfDefinition } from "../model/kind.ts";
import { builtin } from "../model/kind-table.ts";
import { describe, type LiveObject } from "../model/object.ts";
import { dataAtRisk, type Deletion } from "./data-loss.ts";
import { instancesOf, madeBy } from "./graph-definition.ts";
import type { Target } from "./target.ts";

/**
 * Says which data would be lost if an object were deleted, with names and numbers.
 * @returns `undefined` when nothing would be lost
 */
export async function losses(
  target: Target,
  live: LiveObject,
  deletion: Deletion,
): Promise<string | undefined> {
  const risk = dataAtRisk(live, deletion);
  if (risk === undefined) return undefined;
  const ask = detailsOf[`${target.kind.group}/${target.kind.kind}`];
  // Who may not look is not told how much it is.
  const details = ask && (await readable(ask(target, live)));
  return details === undefined ? risk : `${risk} (${details})`;
}

type Details = (target: Target, live: LiveObject) => Promise<string>;

const detailsOf: Readonly<Record<string, Details | undefined>> = {
  "/Namespace": ({ client }, live) => contents(client, live.metadata.name),
  "apps/StatefulSet": async ({ client, namespace = "" }, live) => {
    const { uid } = live.metadata;
    const all = await allOf(client, CLAIM, namespace);
    return named(all.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid)));
  },
  "apiextensions.k8s.io/CustomResourceDefinition": async ({ client }, live) =>
    named(await allOf(client, kindOfDefinition(live))),
  "kro.run/ResourceGraphDefinition": async ({ client }, live) =>
    named(await instancesOf(client, madeBy(live))),
};

const CLAIM = builtin("v1", "PersistentVolumeClaim");

// What people put into a namespace, and can name what it is worth to them.
const CONTENTS = [
  CLAIM,
  builtin("v1", "Secret"),
  builtin("v1", "ConfigMap"),
  builtin("apps/v1", "Deployment"),
  builtin("apps/v1", "StatefulSet"),
  builtin("apps/v1", "DaemonSet"),
  builtin("batch/v1", "Job"),
  builtin("batch/v1", "CronJob"),
  builtin("v1", "Service"),
  builtin("networking.k8s.io/v1", "Ingress"),
];

// The cluster puts it into every namespace.
const OWN_CONTENTS = new Set(["kube-root-ca.crt"]);

async function contents(client: Client, namespace: string): Promise<string> {
  const counts = await Promise.all(
    CONTENTS.map(async (kind) => {
      const items = await allOf(client, kind, namespace);
      return {
        kind: kind.kind,
        count: items.filter(({ metadata }) => !OWN_CONTENTS.has(metadata.name)).length,
      };
    }),
  );
  const some = counts.filter(({ count }) => count > 0).map(({ kind, count }) => `${kind}: ${count}`);
  return some.length === 0 ? "it is empty, as far as the common kinds go" : some.join(", ");
}

async function allOf(client: Client, kind: Kind, namespace?: string): Promise<LiveObject[]> {
  const where = namespace === undefined ? {} : { namespace };
  return (await list(client, kind, { ...where, metadataOnly: true })).items;
}

const SHOWN = 5;

function named(objects: readonly LiveObject[]): string {
  const names = objects.slice(0, SHOWN).map((object) => describe({ kind: object.kind, ...object.metadata }));
  const more = objects.length > SHOWN ? `, and ${objects.length - SHOWN} more` : "";
  return objects.length === 0 ? "there are none now" : `${objects.length}: ${names.join(", ")}${more}`;
}
