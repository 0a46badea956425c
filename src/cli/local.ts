/** `alchemy-kubernetes local`: the embedded cluster in the foreground. */

import { relative } from "node:path";
import { ProviderError } from "../errors.ts";
import { readAddress } from "../local/host/address.ts";
import { filesOf, type Files } from "../local/host/directory.ts";
import { startHost, type Host, type HostOptions } from "../local/host/host.ts";
import type { Change } from "../local/store/store.ts";
import { describe } from "../model/object.ts";
import { judge } from "../readiness/readiness.ts";

/** What the command line says. */
export interface LocalOptions extends HostOptions {
  directory: string;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs until a signal comes.
 * @returns the exit code: 0, as stopping is how this ends
 * @throws {ProviderError} `in-use` when the cluster runs in another process
 */
export async function runLocal({ directory, ...options }: LocalOptions): Promise<number> {
  const files = filesOf(directory);
  const interrupted = interruption();
  const host = await start(files, options);
  try {
    for (const line of welcome(files, host)) console.log(line);
    host.cluster.store.listen("committed", (change) => {
      const line = lineOf(change);
      if (line !== undefined) console.log(line);
    });
    await interrupted;
  } finally {
    host.close();
  }
  return 0;
}

async function start(files: Files, options: HostOptions): Promise<Host> {
  try {
    return await startHost(files, options);
  } catch (error) {
    if (!(error instanceof ProviderError && error.code === "in-use")) throw error;
    const address = await readAddress(files);
    if (address === undefined) throw error;
    throw new ProviderError("in-use", `process ${address.pid} runs it, at ${address.server}`, {
      object: `embedded cluster ${shown(files.directory)}`,
      advice: `Use that one, by KUBECONFIG=${shown(files.kubeconfig)}; end it; or use another --directory.`,
      cause: error,
    });
  }
}

function shown(path: string): string {
  return relative(process.cwd(), path);
}

function welcome(files: Files, { address, cluster }: Host): string[] {
  const objects = cluster.kinds.all().reduce((total, kind) => {
    return kind.version === kind.storageVersion ? total + cluster.store.count(kind.resource) : total;
  }, 0);
  return [
    `API server  ${address.server}  (${objects} objects)`,
    `buckets     ${address.s3}  (access key ${address.accessKey}, secret key in ${shown(files.address)})`,
    `kubectl     export KUBECONFIG=${shown(files.kubeconfig)}`,
    "Ctrl-C ends it; objects and buckets stay for the next start. No containers run.",
  ];
}

/** Written by the cluster itself, many times, about what the other lines say already. */
const SILENT = new Set([
  "/events",
  "coordination.k8s.io/leases",
  "discovery.k8s.io/endpointslices",
  "/endpoints",
]);

function lineOf({ type, resource, object, previous }: Change): string | undefined {
  if (SILENT.has(resource)) return undefined;
  const now = type === "DELETED" ? "deleted" : stateOf(object);
  if (type === "MODIFIED" && previous !== undefined && stateOf(previous) === now) return undefined;
  const { name, namespace } = object.metadata;
  const subject = describe({ kind: object.kind, name, ...(namespace !== undefined && { namespace }) });
  return `${new Date().toTimeString().slice(0, 8)}  ${subject}  ${now}`;
}

function stateOf(object: Change["object"]): string {
  if (object.metadata.deletionTimestamp !== undefined) return "is being deleted";
  const verdict = judge(object);
  return verdict.state === "ready" ? "is ready" : verdict.reason;
}

/** Open ports do not keep the process alive: a timer does, until a signal comes. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 2 ** 30);
    for (const signal of SIGNALS)
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
  });
}
