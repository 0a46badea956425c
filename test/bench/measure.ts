/** What all benchmarks share: whole processes are timed, contenders take turns, medians and ratios are printed. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubectl, randomNamespace, rawRequest } from "../support/control-plane.ts";

/** ms by what took them. */
export type Measured = Record<string, number>;

/** One who is measured: each call is one round. */
export type Contender = () => Promise<Measured>;

/** The ms of all rounds, by what took them. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/** A figure and the most that it may be. */
export type Result = [name: string, value: number, limit: number, unit: string];

/** ms until the process has ended well. */
export async function time(command: string[], env: Record<string, string> = {}): Promise<number> {
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

/** Runs something with a namespace and a folder of its own; both are gone afterwards. */
export async function withNamespace<T>(work: (namespace: string, folder: string) => Promise<T>): Promise<T> {
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

/** Lets the contenders take turns. */
export async function interleave(contenders: readonly Contender[], rounds: number): Promise<Samples> {
  const samples = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      for (const [name, ms] of Object.entries(await contender()))
        samples.set(name, [...(samples.get(name) ?? []), ms]);
    }
  }
  return samples;
}

/** The median of what took a name's time. */
export function medianOf(samples: Samples, name: string): number {
  const sorted = (samples.get(name) ?? []).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function printSamples(title: string, samples: Samples): void {
  console.log(`\n${title}:`);
  for (const [name, values] of samples)
    console.log(
      `  ${name.padEnd(40)} ${medianOf(samples, name).toFixed(0).padStart(6)} ms  (${values.map((value) => value.toFixed(0)).join(", ")})`,
    );
}

export function printResults(results: readonly Result[]): void {
  console.log("");
  for (const [name, value, limit, unit] of results)
    console.log(
      `  ${name.padEnd(40)} ${value.toFixed(2).padStart(6)} ${unit}  (goal ≤ ${limit} ${unit})${value <= limit ? "" : "  MISSED"}`,
    );
}
