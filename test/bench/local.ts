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
    await benchRates(folder, rounds);
    await benchOrigan(rounds);
    // Last: the real control plane is busy with itself for a while after its own start.
    const started = await interleave([() => startToReady(folder)], rounds);
    printSamples(`start of the embedded cluster, ${rounds} processes`, started);
    printRates([["start to ready", medianOf(started, "start to ready"), 100, "ms", "≤"]]);
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

/** How often a second. */
interface Rates {
  create: number;
  again: number;
  deployments: number;
}

/**
 * Measures in a namespace of its own, which is gone afterwards.
 * @param counts how many ConfigMaps, and Deployments
 */
async function ratesOf(api: Api, counts: { maps: number; deployments: number }): Promise<Rates> {
  const namespace = randomNamespace("bench");
  const made = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  await (await send(api, "POST", "/api/v1/namespaces", JSON.stringify(made))).text();
  while (!(await answers(api, `/api/v1/namespaces/${namespace}/serviceaccounts/default`)))
    await Bun.sleep(20);
  const path = (index: number): string => `/api/v1/namespaces/${namespace}/configmaps/map-${index}`;
  const one = (index: number): Promise<void> => apply(api, path(index), configMap(namespace, `map-${index}`));
  const create = await rate(counts.maps, one);
  const again = await rate(counts.maps, one);
  const deployments = await untilReady(api, namespace, counts.deployments);
  await (await send(api, "DELETE", `/api/v1/namespaces/${namespace}`)).text();
  while (await answers(api, `/api/v1/namespaces/${namespace}`)) await Bun.sleep(20);
  return { create, again, deployments };
}

async function answers(api: Api, path: string): Promise<boolean> {
  const response = await send(api, "GET", path);
  await response.text();
  return response.ok;
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

/** A watch may end at any time: the next one begins with what is there. */
async function watchReady(api: Api, collection: string, count: number): Promise<void> {
  const ready = new Set<string>();
  while (ready.size < count)
    for await (const { metadata, status } of watched(api, collection)) {
      if ((status?.availableReplicas ?? 0) >= 1) ready.add(metadata.name);
      if (ready.size >= count) return;
    }
}

interface Watched {
  metadata: { name: string };
  status?: { availableReplicas?: number };
}

async function* watched(api: Api, collection: string): AsyncGenerator<Watched> {
  const response = await send(api, "GET", `${collection}?watch=true&timeoutSeconds=600`);
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield (JSON.parse(line) as { object: Watched }).object;
  }
}

/** One object as the cluster stores it. */
async function storedConfigMap(api: Api): Promise<string> {
  const path = "/api/v1/namespaces/default/configmaps/map-0";
  await apply(api, path, configMap("default", "map-0"));
  return (await send(api, "GET", path)).text();
}

/** The columns of the store. */
const TABLE = `
  CREATE TABLE objects (id INTEGER PRIMARY KEY, resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
    revision INTEGER NOT NULL, json TEXT NOT NULL, untracked TEXT);
`;

/** The store does not wait for the disk at every commit either: a crash of the machine may take the last ones. */
const AS_THE_STORE = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";

/**
 * The same rows in a transaction each, as fast as SQLite takes them.
 * @param settings statements @default as bun:sqlite opens a database: every commit is on the disk
 * @returns how many a second
 */
async function rawRows(json: string, count: number, settings = ""): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "bench-raw-"));
  const database = new Database(join(folder, "raw.sqlite"), { create: true });
  database.run(settings + TABLE);
  const insert = database.prepare("INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)");
  const began = performance.now();
  for (let index = 0; index < count; index += 1)
    insert.run(index, "/configmaps", "bench", `map-${index}`, index, json, null);
  const perSecond = count / ((performance.now() - began) / 1_000);
  insert.finalize();
  database.close();
  await rm(folder, { recursive: true });
  return perSecond;
}

const FEW = { maps: 1_000, deployments: 100 };
const MANY = { maps: 10_000, deployments: 2_000 };

/** What one round found, side by side: the machine is never the same twice. */
async function roundOf(api: Api, json: string): Promise<Measured> {
  const raw = await rawRows(json, 500);
  const relaxed = await rawRows(json, 5_000, AS_THE_STORE);
  const few = await ratesOf(api, FEW);
  const many = await ratesOf(api, MANY);
  return {
    "rows inserted into bun:sqlite": raw,
    "the same, with the store's settings": relaxed,
    "creates by apply, 1,000": few.create,
    "creates by apply, 10,000": many.create,
    "unchanged applies": many.again,
    "Deployments until ready": many.deployments,
    "creates, of raw inserts": many.create / raw,
    "the same, with the store's settings, ×": many.create / relaxed,
    "creates of 10,000, of the rate of 1,000": many.create / few.create,
  };
}

/** @param rounds after one that only warms up */
async function benchRates(folder: string, rounds: number): Promise<void> {
  const running = await start(join(folder, "rates"));
  try {
    const json = await storedConfigMap(running);
    await ratesOf(running, { maps: 2_000, deployments: 500 });
    const samples = await interleave([() => roundOf(running, json)], rounds);
    const real = await ratesOf(adminAccess(), { maps: 1_000, deployments: 100 });
    const at = (name: string): number => medianOf(samples, name);
    console.log(
      `\nrequests over the network, ${AT_A_TIME} at a time, a second, medians of ${rounds} rounds (all; the real API server):`,
    );
    const rows: [string, number | undefined][] = [
      ["rows inserted into bun:sqlite", undefined],
      ["the same, with the store's settings", undefined],
      ["creates by apply, 1,000", real.create],
      ["creates by apply, 10,000", real.create],
      ["unchanged applies", real.again],
      ["Deployments until ready", real.deployments],
    ];
    for (const [name, theirs] of rows) {
      const all = (samples.get(name) ?? []).map((value) => value.toFixed(0)).join(", ");
      const beside = theirs === undefined ? "" : `; ${theirs.toFixed(0)}`;
      console.log(`  ${name.padEnd(40)} ${at(name).toFixed(0).padStart(6)}  (${all}${beside})`);
    }
    printRates([
      ["creates, of raw inserts", at("creates, of raw inserts"), 0.5, "×", "≥"],
      ["the same, with the store's settings", at("the same, with the store's settings, ×"), 0.5, "×", "≥"],
      ["unchanged applies", at("unchanged applies"), 10_000, "/s", "≥"],
      ["Deployments until ready", at("Deployments until ready"), 1_000, "/s", "≥"],
      [
        "creates of 10,000, of the rate of 1,000",
        at("creates of 10,000, of the rate of 1,000"),
        0.8,
        "×",
        "≥",
      ],
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
