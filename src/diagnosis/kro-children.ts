/** Which of the objects that an instance of kro consists of are not ready: kro's own message names only its graph's ids. */

import type { Client } from "../client/client.ts";
import { list } from "../client/verbs.ts";
import { builtinKinds } from "../model/kind-table.ts";
import type { Kind } from "../model/kind.ts";
import { describe, type LiveObject } from "../model/object.ts";
import { judge } from "../readiness/readiness.ts";

// Written by kro as it applies: `Deployment.apps,Service`, and the other namespaces that it wrote to.
const GROUP_KINDS = "applyset.kubernetes.io/contains-group-kinds";
const NAMESPACES = "applyset.kubernetes.io/additional-namespaces";

/**
 * Looks up the built-in objects of an instance that are not ready.
 * @param instance as the API server sent it
 * @returns a clause for a message, `undefined` when there is nothing to say
 */
export async function unreadyChildren(client: Client, instance: LiveObject): Promise<string | undefined> {
  const { annotations = {}, namespace, uid } = instance.metadata;
  const kinds = kindsIn(annotations[GROUP_KINDS] ?? "");
  const namespaces = [namespace, ...(annotations[NAMESPACES] ?? "").split(",")].filter(
    (name): name is string => name !== undefined && name !== "",
  );
  const labelSelector = `kro.run/instance-id=${uid}`;
  const lists = kinds.flatMap((kind) =>
    (kind.namespaced ? namespaces : [undefined]).map((name) =>
      list(client, kind, { labelSelector, ...(name !== undefined && { namespace: name }) }),
    ),
  );
  const reasons = (await Promise.all(lists)).flatMap(({ items }) => items.flatMap(reasonOf));
  return reasons.length === 0 ? undefined : reasons.join("; ");
}

function kindsIn(groupKinds: string): Kind[] {
  const wanted = new Set(groupKinds.split(","));
  return builtinKinds().filter(({ group, kind }) => wanted.has(group === "" ? kind : `${kind}.${group}`));
}

function reasonOf(object: LiveObject): string[] {
  const verdict = judge(object);
  if (verdict.state === "ready") return [];
  return [`${describe({ kind: object.kind, ...object.metadata })}: ${verdict.reason}`];
}
