/** The embedded cluster as a place to deploy to. Its code is loaded when it is first needed. */

import type { Scope } from "alchemy";
import { join, resolve } from "node:path";
import type { Access } from "../../src/auth/access.ts";
import type { LocalCluster } from "../../src/model/connection.ts";
import { DEFAULT_DIRECTORY } from "../../src/local/host/directory.ts";
import type { Way } from "../../src/local/host/open.ts";

/**
 * The embedded cluster as the `cluster` of an app, a scope or a resource: objects behave as on a real one, no container runs.
 * Alchemy's `--local` chooses it for everything.
 * @param directory where it is kept @default `.alchemy/local`
 * @example
 * await alchemy("shop", { kubernetes: { cluster: local() } });
 */
export function local(directory?: string): LocalCluster {
  return { local: directory ?? true };
}

/** Where the embedded cluster of an app is: beside Alchemy's own files. */
export function localDirectory(directory: string | true, scope: Scope | undefined): string {
  if (directory !== true) return resolve(directory);
  return scope === undefined ? resolve(DEFAULT_DIRECTORY) : join(scope.dotAlchemy, "local");
}

/** Opens the embedded cluster of a folder; started in this process when none runs. */
export async function openLocalCluster(directory: string): Promise<Way> {
  const { openLocal } = await import("../../src/local/host/open.ts");
  return openLocal(directory);
}

/**
 * Access to the embedded cluster; it is opened by the first request.
 * @param said what the user said, which state keeps
 */
export function localAccess(said: string | true, directory: string): Access {
  // No address: requests do not take the network while the cluster runs in this process.
  const server = said === true ? DEFAULT_DIRECTORY : said.replace(/\/+$/, "");
  return {
    connection: {
      name: "local",
      server,
      source: { from: "local", ...(said !== true && { directory: said }) },
      description: "the embedded cluster",
    },
    tls: {},
    credentials: { get: () => Promise.resolve({ headers: {} }), refresh: () => Promise.resolve(false) },
    send: async (url, init) => (await openLocalCluster(directory)).send(url.slice(server.length), init),
  };
}
