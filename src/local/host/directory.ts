/** The files of an embedded cluster. */

import { closeSync, mkdirSync, openSync } from "node:fs";
import { join, resolve } from "node:path";
import { ProviderError } from "../../errors.ts";

/** Where a cluster is kept unless somebody says otherwise, relative to the working directory. */
export const DEFAULT_DIRECTORY = ".alchemy/local";

/** The files of one cluster, as absolute paths. */
export interface Files {
  directory: string;
  /** SQLite: all that is stored. Locked by the process that the cluster runs in. */
  store: string;
  /** JSON: where the running cluster answers. Readable by its owner only. */
  address: string;
  /** For kubectl, while the cluster runs. Readable by its owner only. */
  kubeconfig: string;
}

/** @param directory as the user says it */
export function filesOf(directory: string): Files {
  const absolute = resolve(directory);
  return {
    directory: absolute,
    store: join(absolute, "cluster.sqlite"),
    address: join(absolute, "address.json"),
    kubeconfig: join(absolute, "kubeconfig"),
  };
}

/**
 * Makes the folder and an empty store. It holds Secrets: what SQLite writes beside it is readable by its owner only, too.
 * @throws {ProviderError} `no-cluster`
 */
export function makeStore({ directory, store }: Files): void {
  try {
    mkdirSync(directory, { recursive: true });
    closeSync(openSync(store, "a", 0o600));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ProviderError("no-cluster", `it cannot be kept there: ${why}`, {
      object: `embedded cluster ${directory}`,
      advice: "Use another directory, one that you may write to.",
      cause,
    });
  }
}
