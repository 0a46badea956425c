/** Where a running cluster answers: written by the process that it runs in, read by the others. */

import { rmSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import type { Files } from "./directory.ts";
import { TOKEN_IN_PATH } from "../../model/connection.ts";
import { withTokenPath } from "./token-path.ts";

/** The ways into a running cluster. */
export interface Address {
  /** The process that it runs in. */
  pid: number;
  /** UID of `kube-system`: who should answer there. */
  identity: string;
  /** `http://127.0.0.1:port` of the API server. */
  server: string;
  /** Bearer token of the API server: new with every start. */
  token: string;
  /** `http://127.0.0.1:port` of the S3 server. */
  s3: string;
  accessKey: string;
  secretKey: string;
}

// The token is a credential, if only for this machine.
const OWNER_ONLY = { mode: 0o600 };

/** Tells other processes, and kubectl. */
export async function publish(files: Files, address: Address): Promise<void> {
  await replace(files.address, `${JSON.stringify(address, undefined, 2)}\n`);
  await replace(files.kubeconfig, kubeconfigOf(address));
}

/** A reader sees the former file or the new one, never half of it. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text, OWNER_ONLY);
  await rename(draft, file);
}

/** The address as the running process wrote it; `undefined` when none did. It may be a former one. */
export async function readAddress(files: Files): Promise<Address | undefined> {
  try {
    return JSON.parse(await readFile(files.address, "utf8")) as Address;
  } catch (error) {
    const absent = error instanceof Error && "code" in error && error.code === "ENOENT";
    // Half a file leads nowhere either: the next process that runs the cluster replaces it.
    if (absent || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Says that the cluster no longer runs. Synchronous, as processes are when they end. */
export function withdraw(files: Files): void {
  rmSync(files.address, { force: true });
}

/** Clients in JavaScript refuse plain HTTP unless they are told not to verify; kubectl takes both. JSON is YAML. */
function kubeconfigOf(address: Address): string {
  const name = "alchemy-local";
  const cluster = {
    server: withTokenPath(address),
    "insecure-skip-tls-verify": true,
    extensions: [{ name: TOKEN_IN_PATH, extension: {} }],
  };
  return `${JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster }],
      users: [{ name, user: { token: address.token } }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    },
    undefined,
    2,
  )}\n`;
}
