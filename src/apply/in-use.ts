/** What uses an object that is to be replaced, and would keep it from going: it would stay half deleted. */

import { list } from "../client/verbs.ts";
import { ProviderError } from "../errors.ts";
import { textAt, valueAt } from "../model/json.ts";
import { builtin } from "../model/kind-table.ts";
import type { LiveObject } from "../model/object.ts";
import { describeTarget, type Target } from "./target.ts";

const POD = builtin("v1", "Pod");

/**
 * Refuses to replace what is in use: a volume that is bound, a claim that pods mount.
 * @throws {ProviderError} `immutable`, naming the users; nothing was changed
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
 */
export async function refuseInUse(target: Target, live: LiveObject, fields: string): Promise<void> {
  const users = await usersOf(target, live);
  if (users.length === 0) return;
  const what = `${fields} cannot be changed but by replacing it, and it is in use by ${users.join(", ")}`;
  throw new ProviderError("immutable", what, {
    object: describeTarget(target),
    advice: "Its deletion would wait for them: delete them first, or scale them to 0, and run again.",
  });
}

async function usersOf({ client, kind, namespace = "" }: Target, live: LiveObject): Promise<string[]> {
  if (kind.group !== "") return [];
  if (kind.kind === "PersistentVolume") {
    if (valueAt(live, ["status", "phase"]) !== "Bound") return [];
    const claim = ["namespace", "name"].map((part) => textAt(live, ["spec", "claimRef", part], ""));
    return [`PersistentVolumeClaim ${claim.join("/")}`];
  }
  if (kind.kind !== "PersistentVolumeClaim") return [];
  const { items } = await list(client, POD, { namespace });
  return items
    .filter((pod) => mounts(pod, live.metadata.name))
    .map(({ metadata }) => `Pod ${namespace}/${metadata.name}`);
}

function mounts(pod: LiveObject, claim: string): boolean {
  const volumes = valueAt(pod, ["spec", "volumes"]);
  const ended = ["Succeeded", "Failed"].includes(textAt(pod, ["status", "phase"], ""));
  const scheduled = valueAt(pod, ["spec", "nodeName"]) !== undefined;
  return (
    scheduled &&
    !ended &&
    Array.isArray(volumes) &&
    volumes.some((volume: unknown) => valueAt(volume, ["persistentVolumeClaim", "claimName"]) === claim)
  );
}
