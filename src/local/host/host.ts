/** The embedded cluster as a running thing: its store, its API server and its S3 server, behind ports of this machine. */

import { randomBytes } from "node:crypto";
import { ProviderError } from "../../errors.ts";
import { createCluster, type Cluster } from "../cluster.ts";
import type { Clock } from "../clock.ts";
import { type Address, publish, withdraw } from "./address.ts";
import { type Files, makeStore } from "./directory.ts";
import { type Handle, serve, type Server } from "./serve.ts";
import { tokenFromPath } from "./token-path.ts";

/** Answers in the API server's place, unless it returns `undefined`. */
export type Intercept = (request: Request) => Response | undefined | Promise<Response | undefined>;

/** How to start. */
export interface HostOptions {
  /** Port of the API server. @default a free one */
  port?: number;
  /** Forget all objects and buckets; the cluster stays the same one. @default false */
  reset?: boolean;
  /** Keep nothing on disk but the address. @default false */
  memory?: boolean;
  /** Of the API server and its controllers. @default the machine's */
  clock?: Clock;
  intercept?: Intercept;
}

/** A cluster that runs in this process. */
export interface Host {
  address: Address;
  cluster: Cluster;
  /** Answers without the network. */
  handle: Handle;
  /** Ends it: what was acknowledged is on disk. */
  close: (this: void) => void;
}

/** The value that holds the port of the S3 server: programs are told where their buckets are, so it stays while it can. */
const S3_PORT = "s3-port";
const SECRET_KEY = "s3-secret-key";
const ACCESS_KEY = "alchemy";

/**
 * Starts the cluster that a folder holds, or a new one.
 * @throws {ProviderError} `in-use` when it runs in another process, `no-cluster` when what is stored cannot be read, `usage`
 * when the port cannot be had
 */
export async function startHost(files: Files, options: HostOptions = {}): Promise<Host> {
  const { reset = false, memory = false, clock } = options;
  makeStore(files);
  const token = secret();
  const cluster = await createCluster({
    token,
    reset,
    ...(!memory && { file: files.store }),
    ...(clock !== undefined && { clock }),
  });
  const servers: Server[] = [];
  const close = closer(files, cluster, servers);
  try {
    const handle = intercepted(cluster.handle, options.intercept);
    const credentials = { accessKey: ACCESS_KEY, secretKey: secretKeyOf(cluster) };
    const api = await serveApi(tokenFromPath(handle, token), options.port);
    servers.push(api);
    const buckets = await serveS3(cluster, bucketHandle(cluster, credentials));
    servers.push(buckets);
    const address: Address = {
      pid: process.pid,
      identity: cluster.identity,
      server: `http://127.0.0.1:${api.port}`,
      token,
      s3: `http://127.0.0.1:${buckets.port}`,
      ...credentials,
    };
    await publish(files, address);
    return { address, cluster, handle, close };
  } catch (error) {
    close();
    throw error;
  }
}

function secret(): string {
  return randomBytes(24).toString("base64url");
}

function secretKeyOf({ store }: Cluster): string {
  const known = store.values.get(SECRET_KEY);
  if (known !== undefined) return known;
  const made = secret();
  store.values.set(SECRET_KEY, made);
  return made;
}

function intercepted(handle: Handle, intercept: Intercept | undefined): Handle {
  if (intercept === undefined) return handle;
  return async (request) => (await intercept(request)) ?? handle(request);
}

async function serveApi(handle: Handle, port = 0): Promise<Server> {
  try {
    return await serve(handle, port);
  } catch (error) {
    const why = isTaken(error) ? "another program listens there" : String(error);
    throw new ProviderError("usage", `port ${port} cannot be had: ${why}`, {
      object: "embedded cluster",
      advice: "Choose another port, or leave it out for a free one.",
      cause: error,
    });
  }
}

/** The S3 server is loaded with the first request to it: most clusters have no buckets. */
function bucketHandle(cluster: Cluster, credentials: Pick<Address, "accessKey" | "secretKey">): Handle {
  let loaded: Promise<Handle> | undefined;
  return async (request) => {
    loaded ??= import("./buckets.ts").then(({ serveBuckets }) => serveBuckets(cluster, credentials));
    return (await loaded)(request);
  };
}

async function serveS3({ store }: Cluster, handle: Handle): Promise<Server> {
  const usual = Number(store.values.get(S3_PORT) ?? 0);
  const server = await serve(handle, usual).catch((error: unknown) => {
    if (usual === 0 || !isTaken(error)) throw error;
    return serve(handle, 0);
  });
  if (server.port !== usual) store.values.set(S3_PORT, String(server.port));
  return server;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

/** The address goes before the store is let go: the next process that has it writes its own. */
function closer(files: Files, cluster: Cluster, servers: readonly Server[]): () => void {
  let open = true;
  return () => {
    if (!open) return;
    open = false;
    for (const server of servers) void server.close();
    withdraw(files);
    cluster.close();
  };
}
