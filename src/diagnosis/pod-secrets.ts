/** The values of the Secrets that pods refer to, so that nothing that their containers wrote shows them. */

import type { Client } from "../client/client.ts";
import { secretValues } from "../client/scrub.ts";
import { get, type NameRef } from "../client/verbs.ts";
import { itemsAt, textAt } from "../model/json.ts";
import { builtin } from "../model/kind-table.ts";
import type { LiveObject, ObjectRef } from "../model/object.ts";
import { Deadline } from "../retry.ts";
import { whyUnseen } from "./why-unseen.ts";

const SECRET = builtin("v1", "Secret");

/** ms. A server that cannot decrypt its Secrets is asked again and again, and the rest of the report has to be read, too. */
const TIME = 4_000;

/** What is known of the Secrets that pods refer to. */
export interface PodSecrets {
  /** Plain values. */
  values: string[];
  /** Why what the containers of a pod wrote may not be shown: one of its Secrets is not known. `undefined` when it may. */
  whyHidden: (pod: ObjectRef) => string | undefined;
}

/**
 * Reads the Secrets that pods refer to. What cannot be read cannot be masked either, be it for want of permission or because the
 * server cannot decrypt it: then nothing that the pod's containers wrote is fit to show.
 */
export async function secretsOfPods(
  client: Client,
  pods: readonly LiveObject[],
  signal: AbortSignal,
): Promise<PodSecrets> {
  using deadline = new Deadline(TIME, signal);
  const refs = pods.map((pod) => ({ pod, secrets: referredSecrets(pod) }));
  const names = new Map(refs.flatMap(({ secrets }) => secrets.map((ref) => [keyOf(ref), ref])));
  const values: string[] = [];
  const unread = new Map<string, string>();
  const asked = [...names].map(async ([key, ref]) => {
    try {
      values.push(...secretValues(await get(client, SECRET, ref, { signal: deadline.signal })));
    } catch (error) {
      unread.set(key, `its Secrets could not be read to mask them (${ref.name}: ${whyUnseen(error)})`);
    }
  });
  await Promise.all(asked);
  const hidden = new Map(
    refs.flatMap(({ pod, secrets }) => {
      const why = secrets.map((ref) => unread.get(keyOf(ref))).find((text) => text !== undefined);
      return why === undefined ? [] : [[keyOf(pod.metadata), why] as const];
    }),
  );
  return { values, whyHidden: (pod) => hidden.get(keyOf(pod)) };
}

function keyOf({ namespace = "", name }: NameRef): string {
  return `${namespace}/${name}`;
}

function referredSecrets({ metadata: { namespace = "" }, ...pod }: LiveObject): NameRef[] {
  const containers = [...itemsAt(pod, ["spec", "initContainers"]), ...itemsAt(pod, ["spec", "containers"])];
  const volumes = itemsAt(pod, ["spec", "volumes"]);
  const names = [
    ...containers.flatMap((container) => [
      ...itemsAt(container, ["env"]).map((env) => textAt(env, ["valueFrom", "secretKeyRef", "name"], "")),
      ...itemsAt(container, ["envFrom"]).map((from) => textAt(from, ["secretRef", "name"], "")),
    ]),
    ...volumes.map((volume) => textAt(volume, ["secret", "secretName"], "")),
    ...volumes.flatMap((volume) =>
      itemsAt(volume, ["projected", "sources"]).map((source) => textAt(source, ["secret", "name"], "")),
    ),
  ];
  return [...new Set(names)].filter((name) => name !== "").map((name) => ({ namespace, name }));
}
