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
  const host = await start(files, options);
  try {
    // What a new cluster makes for itself is no news.
    await host.cluster.settled();
    for (const line of welcome(files, host)) console.log(line);
    const { tell, flush } = teller();
    host.cluster.store.listen("committed", tell);
    await interrupted();
    flush();
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

/** How long lines are kept to be written together, ms. */
const PAUSE = 100;

/** Shows changes. An object that changes several times in a moment is shown as it is at the end of it. */
function teller(): { tell: (change: Change) => void; flush: () => void } {
  let changes = new Map<string, Change>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const time = new Date().toTimeString().slice(0, 8);
    const lines = [...changes.values()].flatMap((change) => lineOf(change) ?? []);
    changes = new Map();
    if (lines.length > 0) console.log(lines.map((line) => `${time}  ${line}`).join("\n"));
  };
  const tell = (change: Change): void => {
    if (SILENT.has(change.resource)) return;
    const { uid } = change.object.metadata;
    const before = changes.get(uid);
    changes.set(uid, before === undefined ? change : sinceThen(before, change));
    timer ??= setTimeout(flush, PAUSE);
  };
  return { tell, flush };
}

/** Two changes of an object as one. */
function sinceThen({ type, previous }: Change, change: Change): Change {
  const first = type === "ADDED" && change.type === "MODIFIED" ? "ADDED" : change.type;
  return { ...change, type: first, ...(previous !== undefined && { previous }) };
}

function lineOf({ type, object, previous }: Change): string | undefined {
  const now = type === "DELETED" ? "deleted" : stateOf(object);
  if (type === "MODIFIED" && previous !== undefined && stateOf(previous) === now) return undefined;
  const { name, namespace } = object.metadata;
  const subject = describe({ kind: object.kind, name, ...(namespace !== undefined && { namespace }) });
  return `${subject}  ${now}`;
}

function stateOf(object: Change["object"]): string {
  if (object.metadata.deletionTimestamp !== undefined) return "is being deleted";
  const verdict = judge(object);
  return verdict.state === "ready" ? "is ready" : verdict.reason;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 2 ** 30);
    for (const signal of SIGNALS)
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
  });
}
