/** Looking up the objects that a readiness rule reads besides its own. */

import type { Client } from "../client/client.ts";
import { get, list } from "../client/verbs.ts";
import { ApiError } from "../errors.ts";
import { textAt } from "../model/json.ts";
import type { Kind } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";
import type { Surroundings } from "../readiness/verdict.ts";

interface Lookup {
  as: keyof Surroundings;
  kind: Kind;
  /** Path of the class's name in the object. */
  name: readonly string[];
  /** Annotation that marks the class used when none is named. */
  defaultBy: string;
}

const lookups: Readonly<Record<string, Lookup | undefined>> = {
  Ingress: {
    as: "ingressClass",
    kind: {
      group: "networking.k8s.io",
      version: "v1",
      kind: "IngressClass",
      plural: "ingressclasses",
      namespaced: false,
    },
    name: ["spec", "ingressClassName"],
    defaultBy: "ingressclass.kubernetes.io/is-default-class",
  },
  PersistentVolumeClaim: {
    as: "storageClass",
    kind: {
      group: "storage.k8s.io",
      version: "v1",
      kind: "StorageClass",
      plural: "storageclasses",
      namespaced: false,
    },
    name: ["spec", "storageClassName"],
    defaultBy: "storageclass.kubernetes.io/is-default-class",
  },
};

/** How long an answer is used again, in ms: classes change rarely, and a stack asks for the same one many times at once. */
const FRESH = 2_000;

interface Answer {
  at: number;
  object: Promise<LiveObject | null | undefined>;
}

const answers = new WeakMap<Client, Map<string, Answer>>();

/** Looks up what the rule of an object's kind reads; a lookup that is not permitted leaves it out. */
export async function surroundingsOf(client: Client, object: LiveObject): Promise<Surroundings> {
  const lookup = lookups[object.kind];
  if (lookup === undefined) return {};
  const name = textAt(object, lookup.name, "");
  const found = await remembered(client, `${lookup.as}/${name}`, () => find(client, lookup, name));
  return found === undefined ? {} : { [lookup.as]: found };
}

function remembered(
  client: Client,
  key: string,
  ask: () => Promise<LiveObject | null | undefined>,
): Answer["object"] {
  const known = answers.get(client) ?? new Map<string, Answer>();
  answers.set(client, known);
  const before = known.get(key);
  if (before !== undefined && Date.now() - before.at < FRESH) return before.object;
  const object = ask();
  known.set(key, { at: Date.now(), object });
  return object;
}

async function find(client: Client, lookup: Lookup, name: string): Promise<LiveObject | null | undefined> {
  try {
    if (name !== "") return (await get(client, lookup.kind, { name })) ?? null;
    const { items } = await list(client, lookup.kind, {});
    return items.find((item) => item.metadata.annotations?.[lookup.defaultBy] === "true") ?? null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}
