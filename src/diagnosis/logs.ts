/** The last lines that failing containers wrote. */

import type { Client } from "../client/client.ts";
import { logTail } from "../client/logs.ts";
import { type Clean, cut, oneLine } from "./clean.ts";
import type { ContainerReport, LogReport } from "./diagnosis.ts";
import { alike } from "./findings.ts";
import type { PodSecrets } from "./pod-secrets.ts";
import { whyUnseen } from "./why-unseen.ts";

/** Lines of each log. */
const LINES = 20;
/** Characters of each line. */
const WIDTH = 200;
const BYTES = 65_536;
/** Logs of each report: containers that fail in one way write the same. */
const LOGS = 3;

interface Reading {
  clean: Clean;
  whyHidden: PodSecrets["whyHidden"];
  signal: AbortSignal;
}

/** The ends of the logs of containers that have run: one of those that are in the same trouble. */
export async function readLogs(
  client: Client,
  containers: readonly ContainerReport[],
  reading: Reading,
): Promise<LogReport[]> {
  const ran = containers.filter(({ state, restarts }) => state !== "waiting" || restarts > 0);
  const chosen = alike(ran).slice(0, LOGS);
  return Promise.all(chosen.map(({ first }) => readLog(client, first, reading)));
}

async function readLog(client: Client, report: ContainerReport, reading: Reading): Promise<LogReport> {
  const { pod, container, state, restarts } = report;
  // A container that waits to be started again has no log of its own yet.
  const previous = state === "waiting" || (state === "running" && restarts > 0);
  const about = { pod, container, previous };
  const hidden = reading.whyHidden(pod);
  if (hidden !== undefined) return { ...about, lines: [], missing: oneLine(reading.clean(hidden), 200) };
  try {
    const options = { container, previous, lines: LINES, bytes: BYTES, signal: reading.signal };
    const lines = linesOf(await logTail(client, pod, options), reading.clean);
    return { ...about, lines, ...(lines.length === 0 && { missing: "it wrote nothing" }) };
  } catch (error) {
    return {
      ...about,
      lines: [],
      missing: oneLine(reading.clean(whyUnseen(error, { what: "it", whom: "the node" })), 200),
    };
  }
}

function linesOf(text: string, clean: Clean): string[] {
  const lines = clean(text)
    .split("\n")
    .map((line) => line.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  return lines.slice(-LINES).map((line) => cut(line, WIDTH));
}
