/** A run in which nothing changed, of 500 and of 2,000 resources: its time against kubectl's, and its requests in the audit log. */

import { join } from "node:path";
import { audit, mutating } from "../support/audit.ts";
import { variable } from "../support/control-plane.ts";
import {
  interleave,
  type Measured,
  medianOf,
  printResults,
  printSamples,
  type Result,
  time,
  withNamespace,
} from "./measure.ts";
import { mix } from "./mix.ts";

const SIZES = [500, 2_000];
const STACK = join(import.meta.dir, "stack.ts");

/** The second run of each size. */
export async function benchUnchanged(rounds: number): Promise<void> {
  for (const size of SIZES) printResults(await benchSize(size, rounds));
}

function benchSize(size: number, rounds: number): Promise<Result[]> {
  return withNamespace((namespace, folder) =>
    withNamespace(async (theirNamespace, theirFolder) => {
      const env = { BENCH_NAMESPACE: namespace, BENCH_SIZE: String(size), BENCH_IDLE: "1" };
      const ours = (): Promise<number> => time([process.execPath, STACK, "--root-dir", folder], env);
      const theirs = await applyByKubectl(theirNamespace, theirFolder, size);
      await Promise.all([ours(), theirs()]);
      // Controllers have their say about what is new.
      await Bun.sleep(3_000);
      const { requests, writes } = await requestsOf(ours);
      const contenders = [
        async (): Promise<Measured> => ({ "again: alchemy-kubernetes": await ours() }),
        async (): Promise<Measured> => ({ "again: kubectl": await theirs() }),
      ];
      const samples = await interleave(contenders, rounds);
      printSamples(`${size} unchanged objects of 8 kinds, medians of ${rounds} interleaved runs`, samples);
      const ratio = medianOf(samples, "again: alchemy-kubernetes") / medianOf(samples, "again: kubectl");
      return [
        [`${size} unchanged, of kubectl's time`, ratio, 0.2, "×"],
        [`${size} unchanged, requests`, requests, 30, "requests"],
        [`${size} unchanged, writes`, writes, 0, "writes"],
      ];
    }),
  );
}

async function applyByKubectl(
  namespace: string,
  folder: string,
  size: number,
): Promise<() => Promise<number>> {
  const file = join(folder, "mix.json");
  const items = mix(namespace, { size, idle: true });
  await Bun.write(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  return () => time([variable("CONTROL_PLANE_KUBECTL"), "apply", "--server-side", "-f", file]);
}

async function requestsOf(run: () => Promise<unknown>): Promise<{ requests: number; writes: number }> {
  const mark = await audit.mark();
  await run();
  const entries = await audit.since(mark, { userAgentPrefix: "alchemy-kubernetes/" });
  return { requests: entries.length, writes: mutating(entries).length };
}
