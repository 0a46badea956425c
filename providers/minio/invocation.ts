/** What the wrapper hands to the handler beside the props: what state must not hold. */

import { AsyncLocalStorage } from "node:async_hooks";
import { ProviderError } from "../../src/errors.ts";
import type { ResolvedServer } from "./server.ts";

/** One call of the resource. */
export interface Invocation {
  server: ResolvedServer;
  adopt: boolean;
}

// Exact for concurrent calls with the same id, which a map by name is not.
const storage = new AsyncLocalStorage<Invocation>();

/** Calls the inner resource with an invocation that its handler can read. */
export function withInvocation<T>(invocation: Invocation, call: () => Promise<T>): Promise<T> {
  return storage.run(invocation, call);
}

/**
 * The invocation of the running handler.
 * @throws {ProviderError} `usage` when the inner resource was called without its wrapper
 */
export function currentInvocation(object: string): Invocation {
  const invocation = storage.getStore();
  if (invocation !== undefined) return invocation;
  throw new ProviderError("usage", "its handler was called without its wrapper", {
    object,
    advice: "Use `Bucket`.",
  });
}
