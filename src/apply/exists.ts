/** Waiting for an object that somebody else makes. */

import { get } from "../client/verbs.ts";
import { ProviderError } from "../errors.ts";
import { NAMESPACE } from "../model/kind.ts";
import type { LiveObject } from "../model/object.ts";
import { Deadline, sleep } from "../retry.ts";
import { describeTarget, type Target } from "./target.ts";

export interface ExistsOptions {
  /** How long to wait for it, in ms; 0 asks once. */
  timeout: number;
  signal?: AbortSignal;
  /** The next step when it does not appear, as a sentence. */
  advice: string;
  /** Called when it has to be waited for. */
  report(message: string): void;
}

// Often it is there within the second: the `default` account of a new namespace.
const POLL = { first: 100, most: 1_000 };

/**
 * The object, as soon as there is one that is not being deleted.
 * @throws {ProviderError} `not-found` at the deadline
 */
export async function untilExists(target: Target, options: ExistsOptions): Promise<LiveObject> {
  const found = await look(target, options.signal);
  if (found !== undefined) return found;
  if (options.timeout === 0) throw await missing(target, options);
  options.report("waiting until it exists");
  using deadline = new Deadline(options.timeout, options.signal);
  const { signal } = deadline;
  try {
    for (let pause = POLL.first; ; pause = Math.min(POLL.most, pause * 1.5)) {
      await sleep(pause, signal);
      const live = await look(target, signal);
      if (live !== undefined) return live;
    }
  } catch (error) {
    if (deadline.expired && error === signal.reason) throw await missing(target, options);
    throw error;
  }
}

async function look(target: Target, signal: AbortSignal | undefined): Promise<LiveObject | undefined> {
  const live = await get(target.client, target.kind, target, signal === undefined ? {} : { signal });
  return live?.metadata.deletionTimestamp === undefined ? live : undefined;
}

async function missing(target: Target, { timeout, advice }: ExistsOptions): Promise<ProviderError> {
  const since = timeout > 0 ? ` after ${timeout / 1000} s` : "";
  const where = (await lacksNamespace(target)) ? `: namespace ${target.namespace} does not exist` : "";
  return new ProviderError("not-found", `it does not exist${since}${where}`, {
    object: describeTarget(target),
    advice,
  });
}

async function lacksNamespace({ client, namespace }: Target): Promise<boolean> {
  if (namespace === undefined) return false;
  // The message is as true without it, and not everybody may read namespaces.
  const live = await get(client, NAMESPACE, { name: namespace }).catch(() => null);
  return live === undefined;
}
