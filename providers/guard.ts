import { Scope } from "alchemy";
import { noteFailure } from "./exit-code.ts";

/**
 * Runs what a wrapper does before it calls the inner resource, and marks the scope as failed when that throws.
 *
 * Alchemy marks the scope itself only for errors inside a handler. A wrapper that throws earlier would leave its
 * resource unmentioned in this run, and `finalize` deletes what a run did not mention.
 * @throws whatever `work` throws
 */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    noteFailure(Scope.getScope());
    throw error;
  }
}
