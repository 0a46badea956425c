/** Looking up the objects that a readiness rule reads besides its own. */

import type { Client } from "../client/client.ts";
import { get, list } from "../client/verbs.ts";
import { ApiError } from "../errors.ts";
import { valueAt } from "../model/json.ts";
import { builtin, isBuiltIn } from "../model/kind-table.ts";
import type { Kind } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";
import { hasRule, hasStatus, ruleKeyOf } from "../readiness/readiness.ts";
import type { Surroundings } from "../readiness/verdict.ts";
import { promisesStatus } from "./promised-status.ts";
import { remembered } from "./remembered.ts";

interface Lookup {
  as: keyof Surroundings;
  kind: Kind;
  /** Path of the class's name in the object. */
  name: readonly string[];
  /** Annotation that marks the class used when none is named. */
  defaultBy: string;
  /** Annotation of the object that named its class before there was a field: such a one is not looked up. */
  formerly: string;
}

const lookups: Readonly<Record<string, Lookup | undefined>> = {
  "networking.k8s.io/Ingress": {
    as: "ingressClass",
    kind: builtin("networking.k8s.io/v1", "IngressClass"),
    name: ["spec", "ingressClassName"],
    defaultBy: "ingressclass.kubernetes.io/is-default-class",
    formerly: "kubernetes.io/ingress.class",
  },
  "/PersistentVolumeClaim": {
    as: "storageClass",
    kind: builtin("storage.k8s.io/v1", "StorageClass"),
    name: ["spec", "storageClassName"],
    defaultBy: "storageclass.kubernetes.io/is-default-class",
    formerly: "volume.beta.kubernetes.io/storage-class",
  },
};

/**
 * Looks up what the rule of an object's kind reads; a lookup that is not permitted leaves it out.
 * @param kind when given, and no rule knows it, its schema is looked at for a status that is still to come
 */
export async function surroundingsOf(client: Client, object: LiveObject, kind?: Kind): Promise<Surroundings> {
  if (kind !== undefined && !isBuiltIn(kind)) {
    if (hasRule(object) || hasStatus(object)) return {};
    const promised = await promisesStatus(client, kind);
    return promised === undefined ? {} : { statusPromised: promised };
  }
  const lookup = lookups[ruleKeyOf(object)];
  if (lookup === undefined) return {};
  const named = valueAt(object, lookup.name);
  // A claim of class "" wants a volume that has no class, an Ingress may name its class as it did before there were any.
  if (named === "" || object.metadata.annotations?.[lookup.formerly] !== undefined) return {};
  const name = typeof named === "string" ? named : "";
  const found = await remembered(client, `${lookup.as}/${name}`, () => find(client, lookup, name));
  return found === undefined ? {} : { [lookup.as]: found };
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
