import { AsyncLocalStorage } from "node:async_hooks";
import { ProviderError } from "../src/errors.ts";

/** What a wrapper hands to its handler beside the props: values that state must not hold. */
export interface Invocations<T> {
  /** Calls the inner resource with values that its handler can read. */
  enter<R>(values: T, call: () => Promise<R>): Promise<R>;
  /**
   * The values of the running handler.
   * @param object for the message
   * @throws {ProviderError} `usage` when the inner resource was called without its wrapper
   */
  current(object: string): T;
}

/** Makes the passage between one wrapper and its handler. */
export function invocations<T>(): Invocations<T> {
  // Exact for concurrent calls with the same id and for nested resources, which a map by name is not.
  const storage = new AsyncLocalStorage<T>();
  return {
    enter: (values, call) => storage.run(values, call),
    current: (object) => {
      const values = storage.getStore();
      if (values !== undefined) return values;
      throw new ProviderError("usage", "its handler was called without its wrapper", {
        object,
        advice: "Use the exported resource function.",
      });
    },
  };
}
