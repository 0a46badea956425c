/** Where objects of custom kinds are: a graph does not tell whether such a kind has namespaces, only the cluster does. */

import type { Client } from "../client/client.ts";
import { findKind } from "../client/discovery.ts";
import { hasCode } from "../errors.ts";
import { builtinKind } from "../model/kind-table.ts";
import type { Kind } from "../model/kind.ts";
import { type InventoryObject, united } from "./inventory.ts";

/**
 * Names objects as the cluster does: without a namespace where their kind has none, each once. What is of a kind that the cluster
 * does not serve (yet) stays as it is; built-in kinds cost no request.
 */
export async function asServed(
  client: Client,
  objects: readonly InventoryObject[],
): Promise<readonly InventoryObject[]> {
  const kinds = new Map<string, Promise<Kind | undefined>>();
  const ask = ({ apiVersion, kind }: InventoryObject): Promise<Kind | undefined> => {
    const key = `${apiVersion} ${kind}`;
    const asked = kinds.get(key) ?? find(client, apiVersion, kind);
    kinds.set(key, asked);
    return asked;
  };
  const named = await Promise.all(
    objects.map(async (object) => {
      const { namespace, ...rest } = object;
      if (namespace === undefined || builtinKind(object.apiVersion, object.kind) !== undefined) return object;
      return (await ask(object))?.namespaced === false ? rest : object;
    }),
  );
  return united(named, []);
}

async function find(client: Client, apiVersion: string, kind: string): Promise<Kind | undefined> {
  try {
    return await findKind(client, apiVersion, kind);
  } catch (error) {
    if (hasCode(error, "unknown-kind")) return undefined;
    throw error;
  }
}
