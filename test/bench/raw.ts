/** The mix by bare requests, 32 at a time, then watches until all is ready: the least that any client has to do. */

import { builtinKind } from "../../src/model/kind-table.ts";
import { collectionPath, type Kind } from "../../src/model/kind.ts";
import type { LiveObject } from "../../src/model/object.ts";
import { createClient } from "../../src/client/client.ts";
import { resolveAccess } from "../../src/auth/resolve.ts";
import { AWAITED, mix } from "./mix.ts";

const namespace = process.env["BENCH_NAMESPACE"] ?? "";
const { api } = createClient(await resolveAccess());

const queue = mix(namespace);
async function post(): Promise<void> {
  for (let manifest = queue.shift(); manifest !== undefined; manifest = queue.shift()) {
    const kind = builtinKind(manifest.apiVersion, manifest.kind) as Kind;
    const response = await api.fetch(collectionPath(kind, namespace), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(manifest),
    });
    if (!response.ok) throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${response.status}`);
    await response.arrayBuffer();
  }
}
const counts = new Map<string, number>();
for (const { kind } of queue)
  counts.set(`${kind.toLowerCase()}s`, (counts.get(`${kind.toLowerCase()}s`) ?? 0) + 1);
await Promise.all(Array.from({ length: 32 }, post));

function isReady(object: LiveObject): boolean {
  const status = object["status"] as { readyReplicas?: number; succeeded?: number } | undefined;
  return (status?.readyReplicas ?? 0) >= 1 || (status?.succeeded ?? 0) >= 1;
}

async function wait(plural: string): Promise<void> {
  const group = plural === "jobs" ? "batch" : "apps";
  const end = new AbortController();
  const query =
    "watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
  const response = await api.fetch(`/apis/${group}/v1/namespaces/${namespace}/${plural}?${query}`, {
    signal: end.signal,
    stream: true,
  });
  const ready = new Set<string>();
  let rest = "";
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + Buffer.from(chunk).toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const { object } = JSON.parse(line) as { object: LiveObject };
      if (isReady(object)) ready.add(object.metadata.name);
    }
    if (ready.size >= (counts.get(plural) ?? 0)) break;
  }
  end.abort();
}
await Promise.all(Object.keys(AWAITED).map(wait));
process.exit(0);
