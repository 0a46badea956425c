/** A namespace that is being deleted refuses every write: whoever deploys again right after a destroy waits for its end. */

import type { Client } from "../client/client.ts";
import { get } from "../client/verbs.ts";
import { NAMESPACE } from "../model/kind.ts";
import { type GoneOptions, untilGone } from "./remove.ts";
import type { Target } from "./target.ts";

/** Waits until a namespace that is being deleted is gone; returns at once when it is not being deleted. */
export async function untilNamespaceGone(client: Client, name: string, options: GoneOptions): Promise<void> {
  const target: Target = { client, kind: NAMESPACE, name };
  const live = await get(client, NAMESPACE, { name });
  if (live?.metadata.deletionTimestamp !== undefined) await untilGone(target, live, options);
}
