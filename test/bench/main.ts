/**
 * `npm run bench`: whole processes, side by side, interleaved, on one control plane; medians and ratios.
 * The ratios are the result: absolute times depend on the machine.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubectl, randomNamespace, rawRequest, variable } from "../support/control-plane.ts";
import { AWAITED, mix } from "./mix.ts";

const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? "5");
const bun = process.execPath;
const here = import.meta.dir;

/** ms until the process has ended well. */
async function time(command: string[], env: Record<string, string> = {}): Promise<number> {
  const start = performance.now();
  const child = Bun.spawn(command, {
    env: { ...process.env, ALCHEMY_TELEMETRY_DISABLED: "1", ALCHEMY_CI_STATE_STORE_CHECK: "false", ...env },
    stdout: "ignore",
    stderr: "pipe",
  });
  const errors = await child.stderr.text();
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")}: ${errors}`);
  return performance.now() - start;
}

async function withNamespace<T>(work: (namespace: string, folder: string) => Promise<T>): Promise<T> {
  const namespace = randomNamespace("bench");
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  await kubectl("create", "namespace", namespace);
  // The first pods of a namespace wait for its service account, which is none of the contenders' doing.
  while (!(await rawRequest(`/api/v1/namespaces/${namespace}/serviceaccounts/default`)).ok)
    await Bun.sleep(20);
  try {
    return await work(namespace, folder);
  } finally {
    await kubectl("delete", "namespace", namespace);
    await rm(folder, { recursive: true });
  }
}

type Measured = Record<string, number>;

function ours(): Promise<Measured> {
  return withNamespace(async (namespace, folder) => {
    const command = [bun, join(here, "stack.ts"), "--root-dir", folder];
    const env = { BENCH_NAMESPACE: namespace };
    return {
      "ready: alchemy-kubernetes": await time(command, env),
      "again: alchemy-kubernetes": await time(command, env),
    };
  });
}

function theirs(): Promise<Measured> {
  return withNamespace(async (namespace, folder) => {
    const file = join(folder, "mix.json");
    await Bun.write(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: mix(namespace) }));
    const program = variable("CONTROL_PLANE_KUBECTL");
    const apply = [program, "apply", "--server-side", "-f", file];
    const waits = Object.entries(AWAITED).map(([plural, what]) => [
      program,
      "wait",
      "-n",
      namespace,
      plural,
      "--all",
      what,
      "--timeout=120s",
    ]);
    const start = performance.now();
    await time(apply);
    await Promise.all(waits.map((wait) => time(wait)));
    return { "ready: kubectl": performance.now() - start, "again: kubectl": await time(apply) };
  });
}

function raw(): Promise<Measured> {
  return withNamespace(async (namespace) => ({
    "ready: raw requests": await time([bun, join(here, "raw.ts")], { BENCH_NAMESPACE: namespace }),
  }));
}

async function imports(): Promise<Measured> {
  const root = join(here, "../..");
  const load = (...modules: string[]): Promise<number> =>
    time([bun, "--cwd", root, "-e", modules.map((name) => `await import("${name}")`).join(";")]);
  return {
    "import: alchemy": await load("alchemy"),
    "import: alchemy and alchemy-kubernetes": await load("alchemy", "alchemy-kubernetes"),
  };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const samples = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const contender of [ours, theirs, raw, imports]) {
    for (const [name, ms] of Object.entries(await contender()))
      samples.set(name, [...(samples.get(name) ?? []), ms]);
  }
}
const medians = new Map([...samples].map(([name, values]) => [name, median(values)]));
const at = (name: string): number => medians.get(name) ?? Number.NaN;

console.log(`\n${mix("").length} objects, medians of ${ROUNDS} interleaved runs, whole processes:`);
for (const [name, values] of samples)
  console.log(
    `  ${name.padEnd(40)} ${at(name).toFixed(0).padStart(6)} ms  (${values.map((value) => value.toFixed(0)).join(", ")})`,
  );

const results: [name: string, value: number, limit: number, unit: string][] = [
  ["until ready, of kubectl's time", at("ready: alchemy-kubernetes") / at("ready: kubectl"), 0.4, "×"],
  [
    "until ready, of raw requests' time",
    at("ready: alchemy-kubernetes") / at("ready: raw requests"),
    1.6,
    "×",
  ],
  [
    "second run unchanged, of kubectl's time",
    at("again: alchemy-kubernetes") / at("again: kubectl"),
    0.2,
    "×",
  ],
  [
    "import over alchemy alone",
    at("import: alchemy and alchemy-kubernetes") - at("import: alchemy"),
    30,
    "ms",
  ],
];
console.log("");
for (const [name, value, limit, unit] of results) {
  console.log(
    `  ${name.padEnd(40)} ${value.toFixed(2).padStart(6)} ${unit}  (goal ≤ ${limit} ${unit})${value <= limit ? "" : "  MISSED"}`,
  );
}
