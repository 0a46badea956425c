/** The last lines that failing containers wrote, and the secrets that they may hold. */

import type { Client } from "../client/client.ts";
import { logTail } from "../client/logs.ts";
import { get } from "../client/verbs.ts";
import { secretValues } from "../client/scrub.ts";
import { ApiError, hasCode, summaryOf } from "../errors.ts";
import { isJsonObject, textAt, valueAt } from "../model/json.ts";
import { builtin } from "../model/kind-table.ts";
import type { LiveObject } from "../model/object.ts";
import { type Clean, cut, oneLine } from "./clean.ts";
import type { ContainerReport, LogReport } from "./diagnosis.ts";
import { alike } from "./findings.ts";

/** Lines of each log. */
const LINES = 20;
/** Characters of each line. */
const WIDTH = 200;
const BYTES = 65_536;
/** Logs of each report: containers that fail in one way write the same. */
const LOGS = 3;
/** Secrets that are read, of all pods of a report together. */
const SECRETS = 20;

const SECRET = builtin("v1", "Secret");

interface Reading {
  clean: Clean;
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
  try {
    const options = { container, previous, lines: LINES, bytes: BYTES, signal: reading.signal };
    const lines = linesOf(await logTail(client, pod, options), reading.clean);
    return { ...about, lines, ...(lines.length === 0 && { missing: "it wrote nothing" }) };
  } catch (error) {
    return { ...about, lines: [], missing: oneLine(reading.clean(whyMissing(error)), 200) };
  }
}

function linesOf(text: string, clean: Clean): string[] {
  const lines = clean(text)
    .split("\n")
    .map((line) => line.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  return lines.slice(-LINES).map((line) => cut(line, WIDTH));
}

function whyMissing(error: unknown): string {
  if (hasCode(error, "forbidden")) return "these credentials may not read it";
  if (error instanceof ApiError) return error.serverMessage;
  if (error instanceof DOMException) return "the node did not answer in time";
  return summaryOf(error);
}

/**
 * The values of the Secrets that pods refer to, so that no log shows them. Those that may not be read are not known:
 * whoever asks for the log with these credentials does not know them either.
 */
export async function secretsOfPods(
  client: Client,
  pods: readonly LiveObject[],
  signal: AbortSignal,
): Promise<string[]> {
  const names = new Map(
    pods.flatMap(({ metadata: { namespace = "" }, ...pod }) =>
      referredSecrets(pod).map((name) => [`${namespace}/${name}`, { namespace, name }] as const),
    ),
  );
  const asked = [...names.values()].slice(0, SECRETS).map(async (ref) => {
    const secret = await get(client, SECRET, ref, { signal }).catch(() => undefined);
    return secretValues(secret);
  });
  return (await Promise.all(asked)).flat();
}

function referredSecrets(pod: unknown): string[] {
  const containers = [...items(pod, "spec", "initContainers"), ...items(pod, "spec", "containers")];
  const volumes = items(pod, "spec", "volumes");
  const names = [
    ...containers.flatMap((container) => [
      ...items(container, "env").map((env) => textAt(env, ["valueFrom", "secretKeyRef", "name"], "")),
      ...items(container, "envFrom").map((from) => textAt(from, ["secretRef", "name"], "")),
    ]),
    ...volumes.map((volume) => textAt(volume, ["secret", "secretName"], "")),
    ...volumes.flatMap((volume) =>
      items(volume, "projected", "sources").map((source) => textAt(source, ["secret", "name"], "")),
    ),
  ];
  return [...new Set(names)].filter((name) => name !== "");
}

function items(value: unknown, ...path: string[]): unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found.filter(isJsonObject) : [];
}
