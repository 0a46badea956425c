/**
 * The way to the embedded cluster of a folder: it runs in one process at a time, which the others find by its address file.
 * Where none runs, this process becomes the one. When the other one ends, the next request starts the cluster here.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { ProviderError } from "../../errors.ts";
import { type Address, readAddress } from "./address.ts";
import { filesOf, type Files } from "./directory.ts";

/** Requests to a cluster, wherever it runs. */
export interface Way {
  address: Address;
  /**
   * Sends one request with the cluster's credentials. One that does not reach the process that the cluster ran in goes to the
   * next one.
   * @param path path and query
   * @throws what fetch throws when that process ended with the request
   */
  send(path: string, init: RequestInit): Promise<Response>;
}

const opened = new Map<string, { way: Promise<Way>; lost: boolean }>();

/** How long to wait for a process that holds the store and has not said where it answers, or is about to end; ms. */
const PATIENCE = 15_000;
const PAUSE = 25;

/** How long the process that an address leads to may take to say who it is; ms. */
const ANSWER = 5_000;

/**
 * Finds the running cluster of a folder, or starts it in this process. Opened once; again when the other process has ended.
 * @throws {ProviderError} `no-cluster` when the stored state cannot be read
 */
export function openLocal(directory: string): Promise<Way> {
  const files = filesOf(directory);
  const known = opened.get(files.directory);
  if (known !== undefined && !known.lost) return known.way;
  const lose = (): void => {
    entry.lost = true;
  };
  const entry = { way: open(files, lose), lost: false };
  opened.set(files.directory, entry);
  entry.way.catch(lose);
  return entry.way;
}

async function open(files: Files, lose: () => void): Promise<Way> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const running = await findRunning(files);
    if (running !== undefined) return there(files, running, lose);
    try {
      return await here(files);
    } catch (error) {
      if (!(error instanceof ProviderError && error.code === "in-use") || Date.now() > deadline) throw error;
      await sleep(PAUSE);
    }
  }
}

/** The address of the cluster, when it answers there: whoever wrote the file may have died, and the port be somebody else's. */
async function findRunning(files: Files): Promise<Address | undefined> {
  const address = await readAddress(files);
  if (address === undefined) return undefined;
  try {
    const signal = AbortSignal.timeout(ANSWER);
    const answer = await exchange(address, "/api/v1/namespaces/kube-system", { signal });
    const { metadata } = (await answer.json()) as { metadata: { uid?: string } };
    return metadata.uid === address.identity ? address : undefined;
  } catch {
    return undefined;
  }
}

function there(files: Files, address: Address, lose: () => void): Way {
  return {
    address,
    send: async (path, init) => {
      try {
        return await exchange(address, path, init);
      } catch (error) {
        if (init.signal?.aborted === true) throw error;
        lose();
        if (!isRefused(error)) throw error;
        return (await openLocal(files.directory)).send(path, init);
      }
    },
  };
}

/** Bun would use a proxy for this machine too, and end a watch that is silent. */
function exchange(address: Address, path: string, init: RequestInit): Promise<Response> {
  const options = { ...withToken(address, init), proxy: false, timeout: false };
  return fetch(address.server + path, options as RequestInit);
}

function withToken({ token }: Address, init: RequestInit): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  return { ...init, headers };
}

/** Nobody listens there: nothing was sent. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  return code === "ConnectionRefused" || code === "ECONNREFUSED" || isRefused(error.cause);
}

async function here(files: Files): Promise<Way> {
  const { startHost } = await import("./host.ts");
  const { address, handle, close } = await startHost(files);
  process.once("exit", close);
  return {
    address,
    send: (path, init) => handle(new Request(address.server + path, withToken(address, init))),
  };
}
