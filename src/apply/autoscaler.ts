/** Looking for the autoscaler that sets the replicas of an object, too. */

import type { Client } from "../client/client.ts";
import { list } from "../client/verbs.ts";
import { ProviderError } from "../errors.ts";
import { textAt, valueAt } from "../model/json.ts";
import { builtin } from "../model/kind-table.ts";
import { groupOf } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";

const AUTOSCALER = builtin("autoscaling/v2", "HorizontalPodAutoscaler");

const lists = new WeakMap<Client, Map<string, Promise<readonly LiveObject[]>>>();

/**
 * Warns of an autoscaler that targets an object whose manifest sets `replicas`: every deploy would take them back.
 * One LIST per namespace and client, and none for an object without replicas; what may not be listed is not warned of.
 * @param written the object as it is now
 */
export async function autoscalerWarning(client: Client, written: LiveObject): Promise<string | undefined> {
  const replicas = valueAt(written, ["spec", "replicas"]);
  const { namespace } = written.metadata;
  if (typeof replicas !== "number" || namespace === undefined) return undefined;
  const found = (await autoscalersIn(client, namespace)).find((autoscaler) => targets(autoscaler, written));
  if (found === undefined) return undefined;
  return `its manifest sets spec.replicas to ${replicas}, but HorizontalPodAutoscaler ${found.metadata.name} sets them too: drop spec.replicas from the manifest`;
}

function autoscalersIn(client: Client, namespace: string): Promise<readonly LiveObject[]> {
  const known = lists.get(client) ?? new Map<string, Promise<readonly LiveObject[]>>();
  lists.set(client, known);
  const found = known.get(namespace) ?? listIn(client, namespace);
  known.set(namespace, found);
  return found;
}

async function listIn(client: Client, namespace: string): Promise<readonly LiveObject[]> {
  try {
    return (await list(client, AUTOSCALER, { namespace })).items;
  } catch (error) {
    // It is only advice: without permission, or when the server just went away, there is none.
    if (error instanceof ProviderError) return [];
    throw error;
  }
}

function targets(autoscaler: LiveObject, { apiVersion, kind, metadata }: LiveObject): boolean {
  const target = ["spec", "scaleTargetRef"];
  return (
    textAt(autoscaler, [...target, "kind"], "") === kind &&
    textAt(autoscaler, [...target, "name"], "") === metadata.name &&
    groupOf(textAt(autoscaler, [...target, "apiVersion"], "")) === groupOf(apiVersion)
  );
}
