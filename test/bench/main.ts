/**
 * `npm run bench`: whole processes, side by side, interleaved, on one control plane; medians and ratios.
 * The ratios are the result: absolute times depend on the machine. Arguments name the parts to run: `objects`, `unchanged`, `graphs`,
 * `local`, `readiness`.
 */

import { join } from "node:path";
import { variable } from "../support/control-plane.ts";
import { benchGraphs } from "./graphs.ts";
import { benchLocal } from "./local.ts";
import {
  interleave,
  type Measured,
  medianOf,
  printResults,
  printSamples,
  time,
  withNamespace,
} from "./measure.ts";
import { AWAITED, mix } from "./mix.ts";
import { benchReadiness } from "./readiness.ts";
import { benchUnchanged } from "./unchanged.ts";

const ROUNDS = Number(process.env["BENCH_ROUNDS"] ?? "5");
const bun = process.execPath;
const here = import.meta.dir;

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

async function benchObjects(rounds: number): Promise<void> {
  const samples = await interleave([ours, theirs, raw, imports], rounds);
  const at = (name: string): number => medianOf(samples, name);
  printSamples(`${mix("").length} objects, medians of ${rounds} interleaved runs, whole processes`, samples);
  printResults([
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
  ]);
}

const parts = {
  objects: benchObjects,
  unchanged: benchUnchanged,
  graphs: benchGraphs,
  local: benchLocal,
  readiness: benchReadiness,
};
const chosen = process.argv.slice(2);
for (const [name, bench] of Object.entries(parts))
  if (chosen.length === 0 || chosen.includes(name)) await bench(ROUNDS);
