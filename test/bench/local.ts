/** The embedded cluster: rates by plain requests over the network, beside those of the real API server in the same run. */

import { Database } from "bun:sqlite";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adminAccess, randomNamespace } from "../support/control-plane.ts";
import { interleave, type Measured, medianOf, printSamples, time } from "./measure.ts";

/** An API server as the bench speaks to it. */
interface Api {
  server: string;
  token: string;
  ca?: string;
}

const AT_A_TIME = 16;
const ROOT = join(import.meta.dir, "../..");
const CLI = join(ROOT, "src/cli/main.ts");
const DATA = { value: "x".repeat(1_000) };

/** The rates and times of the embedded cluster. */
export async function benchLocal(rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bench-local-"));
  try {
    const started = await interleave([() => startToReady(folder)], rounds);
    printSamples(`start of the embedded cluster, ${rounds} processes`, started);
    printRates([["start to ready", medianOf(started, "start to ready"), 100, "ms", "≤"]]);
    await benchRates(folder);
    await benchOrigan(rounds);
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Running extends Api {
  stop: () => Promise<void>;
}

/** Starts the embedded cluster in a process of its own. */
async function start(directory: string): Promise<Running> {
  const child = Bun.spawn([process.execPath, CLI, "local", "--directory", directory, "--reset"], {
    stdout: "ignore",
    stderr: "inherit",
  });
  const stop = async (): Promise<void> => {
    child.kill();
    await child.exited;
  };
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; await Bun.sleep(1)) {
    const address = await readFile(join(directory, "address.json"), "utf8").catch(() => undefined);
    if (address === undefined) continue;
    const api = JSON.parse(address) as Api & { pid: number };
    if (api.pid !== child.pid) continue;
    if ((await send(api, "GET", "/readyz")).ok) return { ...api, stop };
  }
  await stop();
  throw new Error("the embedded cluster did not start within 10 s");
}

async function startToReady(folder: string): Promise<Measured> {
  const began = performance.now();
  const { stop } = await start(join(folder, "start"));
  const took = performance.now() - began;
  await stop();
  return { "start to ready": took };
}

async function send(
  { server, token, ca }: Api,
  method: string,
  path: string,
  body?: string,
): Promise<Response> {
  const response = await fetch(server + path, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": CONTENT[method] ?? "application/json" },
    ...(body !== undefined && { body }),
    ...(ca !== undefined && { tls: { ca } }),
  });
  return response;
}

const CONTENT: Readonly<Record<string, string>> = { PATCH: "application/apply-patch+yaml" };

/** Does something `count` times, 16 at a time. @returns how often a second */
async function rate(count: number, work: (index: number) => Promise<void>): Promise<number> {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let index = next++; index < count; index = next++) await work(index);
    }),
  );
  return count / ((performance.now() - began) / 1_000);
}

async function apply(api: Api, path: string, manifest: unknown): Promise<void> {
  const response = await send(api, "PATCH", `${path}?fieldManager=bench`, JSON.stringify(manifest));
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
}

function configMap(namespace: string, name: string): unknown {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: DATA };
}

interface Rates {
  create: number;
  again: number;
  deployments: number;
}

/** @param counts how many ConfigMaps, and Deployments */
async function ratesOf(api: Api, counts: { maps: number; deployments: number }): Promise<Rates> {
  const namespace = randomNamespace("bench");
  const made = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  await (await send(api, "POST", "/api/v1/namespaces", JSON.stringify(made))).text();
  while (!(await send(api, "GET", `/api/v1/namespaces/${namespace}/serviceaccounts/default`)).ok)
    await Bun.sleep(20);
  const path = (index: number): string => `/api/v1/namespaces/${namespace}/configmaps/map-${index}`;
  const one = (index: number): Promise<void> => apply(api, path(index), configMap(namespace, `map-${index}`));
  const create = await rate(counts.maps, one);
  const again = await rate(counts.maps, one);
  const deployments = await untilReady(api, namespace, counts.deployments);
  await (await send(api, "DELETE", `/api/v1/namespaces/${namespace}`)).text();
  return { create, again, deployments };
}

/** @returns Deployments a second, from the first request until all are ready */
async function untilReady(api: Api, namespace: string, count: number): Promise<number> {
  const collection = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const began = performance.now();
  const watching = watchReady(api, collection, count);
  await rate(count, (index) =>
    apply(api, `${collection}/web-${index}`, deployment(namespace, `web-${index}`)),
  );
  await watching;
  return count / ((performance.now() - began) / 1_000);
}

function deployment(namespace: string, name: string): unknown {
  const labels = { app: name };
  const containers = [{ name: "web", image: "nginx:1.29", ports: [{ containerPort: 80 }] }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
}

async function watchReady(api: Api, collection: string, count: number): Promise<void> {
  const response = await send(api, "GET", `${collection}?watch=true&timeoutSeconds=600`);
  const ready = new Set<string>();
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const { object } = JSON.parse(line) as {
        object: { metadata: { name: string }; status?: { availableReplicas?: number } };
      };
      if ((object.status?.availableReplicas ?? 0) >= 1) ready.add(object.metadata.name);
    }
    if (ready.size >= count) return;
  }
  throw new Error(`the watch ended with ${ready.size} of ${count} Deployments ready`);
}

/** Rows of the same size in a transaction each, as fast as SQLite takes them. */
function rawRows(file: string, count: number): number {
  const database = new Database(file, { create: true });
  database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
  database.run("CREATE TABLE objects (name TEXT PRIMARY KEY, json TEXT NOT NULL)");
  const insert = database.prepare("INSERT INTO objects VALUES (?, ?)");
  const json = JSON.stringify(configMap("default", "map"));
  const began = performance.now();
  for (let index = 0; index < count; index += 1) insert.run(`map-${index}`, json);
  const perSecond = count / ((performance.now() - began) / 1_000);
  insert.finalize();
  database.close();
  return perSecond;
}

async function benchRates(folder: string): Promise<void> {
  const running = await start(join(folder, "rates"));
  try {
    await ratesOf(running, { maps: 500, deployments: 100 });
    const raw = rawRows(join(folder, "raw.sqlite"), 5_000);
    const few = await ratesOf(running, { maps: 1_000, deployments: 1_000 });
    const many = await ratesOf(running, { maps: 10_000, deployments: 1_000 });
    const real = await ratesOf(adminAccess(), { maps: 1_000, deployments: 100 });
    console.log(
      `\nrequests over the network, ${AT_A_TIME} at a time, a second (embedded; the real API server):`,
    );
    const rows: [string, number, number][] = [
      ["creates by apply, 1,000 ConfigMaps", few.create, real.create],
      ["creates by apply, 10,000 ConfigMaps", many.create, real.create],
      ["unchanged applies", many.again, real.again],
      ["Deployments until ready", few.deployments, real.deployments],
    ];
    for (const [name, ours, theirs] of rows)
      console.log(`  ${name.padEnd(40)} ${ours.toFixed(0).padStart(6)}  ${theirs.toFixed(0).padStart(6)}`);
    console.log(`  ${"rows inserted into bun:sqlite".padEnd(40)} ${raw.toFixed(0).padStart(6)}`);
    printRates([
      ["creates, of raw inserts", few.create / raw, 0.5, "×", "≥"],
      ["unchanged applies", Math.min(few.again, many.again), 10_000, "/s", "≥"],
      ["Deployments until ready", few.deployments, 1_000, "/s", "≥"],
      ["creates of 10,000, of the rate of 1,000", many.create / few.create, 0.8, "×", "≥"],
    ]);
  } finally {
    await running.stop();
  }
}

async function benchOrigan(rounds: number): Promise<void> {
  const program = [process.execPath, join(ROOT, "alchemy.run.ts"), "--local", "--stage", "local"];
  const once = async (): Promise<Measured> => {
    const folder = await mkdtemp(join(tmpdir(), "bench-origan-"));
    try {
      const command = [...program, "--root-dir", folder];
      return { "Origan: first": await time(command), "Origan: again": await time(command) };
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const samples = await interleave([once], rounds);
  printSamples(`Origan on the embedded cluster, medians of ${rounds} runs, whole processes`, samples);
  printRates([
    ["Origan, first run", medianOf(samples, "Origan: first"), 2_000, "ms", "≤"],
    ["Origan, second run", medianOf(samples, "Origan: again"), 1_000, "ms", "≤"],
  ]);
}

type Rate = [name: string, value: number, goal: number, unit: string, bound: "≤" | "≥"];

function printRates(rates: readonly Rate[]): void {
  console.log("");
  for (const [name, value, goal, unit, bound] of rates) {
    const met = bound === "≤" ? value <= goal : value >= goal;
    const figure = value.toFixed(unit === "×" ? 2 : 0).padStart(6);
    console.log(
      `  ${name.padEnd(40)} ${figure} ${unit}  (goal ${bound} ${goal} ${unit})${met ? "" : "  MISSED"}`,
    );
  }
}
