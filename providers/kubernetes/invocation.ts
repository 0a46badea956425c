/** What a wrapper hands to the handler beside the props: values that state must not hold. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { Target } from "../../src/apply/target.ts";
import { ProviderError } from "../../src/errors.ts";
import type { ClusterIdentity } from "../../src/model/connection.ts";
import type { Manifest } from "../../src/model/object.ts";
import type { SecretValues } from "../secrets.ts";

export interface Invocation {
  target: Target;
  cluster: ClusterIdentity;
  values: SecretValues;
  adopt: boolean;
  /** The manifest of the last run that succeeded. */
  applied?: Manifest;
}

// Exact for concurrent calls with the same id and for nested resources, which a map by name is not.
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
    advice: "Use the exported resource functions.",
  });
}
