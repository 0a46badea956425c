/**
 * How long after an object became ready its `await` returns, replayed from the audit log: from the end of the first request whose
 * answer is ready by the pure rule to the moment that the program goes on. On a control plane of its own, whose log holds statuses.
 */

import { join } from "node:path";
import type { LiveObject } from "../../src/model/object.ts";
import { judge } from "../../src/readiness/readiness.ts";
import { variable } from "../support/control-plane.ts";
import { type Result, printResults, withNamespace } from "./measure.ts";
import { workloads } from "./workloads.ts";

const here = import.meta.dir;
const bun = process.execPath;

/** Who waits: a user's program, and what is below Alchemy. */
const PROGRAMS = { "alchemy program": "readiness-stack.ts", "wait alone": "readiness-core.ts" };

/** ms: the most that the median and the 95th percentile may be. */
const GOALS: readonly { count: number; median: number; p95?: number }[] = [
  { count: 200, median: 20, p95: 150 },
  { count: 20, median: 10 },
];

/** Runs on this control plane if its log holds statuses, else on one of its own. */
export async function benchReadiness(rounds: number): Promise<void> {
  if (variable("CONTROL_PLANE_AUDIT") === "bodies") return measure(rounds);
  const command = [bun, join(here, "../control-plane/main.ts"), bun, join(here, "main.ts"), "readiness"];
  const env = { ...process.env, KRO: "0", CONTROL_PLANE_AUDIT: "bodies", CONTROL_PLANE_SERVER: undefined };
  const child = Bun.spawn(command, { env, stdout: "inherit", stderr: "inherit" });
  if ((await child.exited) !== 0) throw new Error("the bench of readiness failed");
}

async function measure(rounds: number): Promise<void> {
  const results: Result[] = [];
  for (const { count, median, p95 } of GOALS) {
    for (const [who, program] of Object.entries(PROGRAMS)) {
      const pooled: number[] = [];
      for (let round = 0; round < rounds; round += 1) pooled.push(...(await latencies(program, count)));
      pooled.sort((a, b) => a - b);
      const at = (share: number): number =>
        pooled[Math.min(pooled.length - 1, Math.floor(pooled.length * share))] ?? Number.NaN;
      const all = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1].map((share) => at(share).toFixed(1));
      console.log(
        `\n${count} objects, ${who}, ${rounds} runs pooled, ${pooled.length} waits; ms at 0, 5, 25, 50, 75, 95, 99, 100 %: ${all.join(", ")}`,
      );
      if (who !== "alchemy program") continue;
      results.push([`ready to return, ${count} objects, median`, at(0.5), median, "ms"]);
      if (p95 !== undefined) results.push([`ready to return, ${count} objects, 95 %`, at(0.95), p95, "ms"]);
    }
  }
  printResults(results);
}

/** One run in a namespace of its own: a latency per object. */
function latencies(program: string, count: number): Promise<number[]> {
  return withNamespace(async (namespace, folder) => {
    const from = Bun.file(variable("CONTROL_PLANE_AUDIT_LOG")).size;
    const returned = await run([bun, join(here, program), "--root-dir", folder], {
      BENCH_NAMESPACE: namespace,
      BENCH_COUNT: String(count),
    });
    const ready = readyTimes(
      await Bun.file(variable("CONTROL_PLANE_AUDIT_LOG")).slice(from).text(),
      namespace,
    );
    return workloads(namespace, count).map(({ kind, metadata: { name } }) => {
      const key = `${kind}/${name}`;
      const [start, end] = [ready.get(key), returned.get(key)];
      if (start === undefined || end === undefined)
        throw new Error(`${key}: ready ${start}, returned ${end}`);
      return end - start;
    });
  });
}

/** Runs a program; when it said that each object was done, in ms since 1970. */
async function run(command: string[], env: Record<string, string>): Promise<Map<string, number>> {
  const child = Bun.spawn(command, {
    env: { ...process.env, ALCHEMY_TELEMETRY_DISABLED: "1", ALCHEMY_CI_STATE_STORE_CHECK: "false", ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")}: ${errors}`);
  return new Map([...output.matchAll(/^DONE (\S+) (\S+)$/gm)].map(([, key = "", at]) => [key, Number(at)]));
}

interface AuditedStatus {
  stageTimestamp: string;
  objectRef?: { namespace?: string; subresource?: string };
  responseObject?: LiveObject;
}

/** When each object was written ready for the first time, in ms since 1970. */
function readyTimes(log: string, namespace: string): Map<string, number> {
  const times = new Map<string, number>();
  for (const line of log.split("\n")) {
    if (!line.includes(namespace) || !line.includes('"responseObject"')) continue;
    const { stageTimestamp, objectRef, responseObject: object } = JSON.parse(line) as AuditedStatus;
    if (objectRef?.namespace !== namespace || object?.kind === undefined || judge(object).state !== "ready")
      continue;
    const key = `${object.kind}/${object.metadata.name}`;
    const at = millisecondsOf(stageTimestamp);
    times.set(key, Math.min(at, times.get(key) ?? at));
  }
  return times;
}

/** The log has microseconds, which a Date drops. */
function millisecondsOf(timestamp: string): number {
  const micros = /\.\d{3}(\d{3})Z$/.exec(timestamp)?.[1] ?? "0";
  return Date.parse(timestamp) + Number(micros) / 1000;
}
