/** What containers have written, by their names: the node serves it as their logs, of all pods and of every run. */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Lines by the name of a container; one that is not here has no log. */
export const CONTAINER_LOGS: Readonly<Record<string, readonly string[]>> = {
  server: [
    "shop 1.4.2 starting",
    "connecting to db:5432",
    "\u001b[31mError: connect ECONNREFUSED db:5432\u001b[0m",
    "    at TCPConnectWrap.afterConnect (node:net:1555:16)",
  ],
  vault: [
    "unsealing vault.test",
    "\u001b]0;title\u0007token t0ken-7f3a of cmVhbC1zZWNyZXQ= \u001b[1maccepted\u001b[0m",
  ],
  talker: Array.from({ length: 30 }, (_, index) => `line ${index + 1}`),
};

/**
 * Writes the logs into a folder.
 * @returns the document that makes kwok serve them
 * @see https://kwok.sigs.k8s.io/docs/user/logs-configuration/
 */
export async function writeContainerLogs(folder: string): Promise<object> {
  await mkdir(folder);
  const logs = Object.entries(CONTAINER_LOGS).map(async ([container, lines]) => {
    const file = join(folder, `${container}.log`);
    // The format of container runtimes: time, stream, whether the line is complete, the line.
    await writeFile(file, lines.map((line) => `2026-01-01T00:00:00.000000000Z stderr F ${line}\n`).join(""));
    return { containers: [container], logsFile: file, previousLogsFile: file };
  });
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "ClusterLogs",
    metadata: { name: "logs" },
    spec: { logs: await Promise.all(logs) },
  };
}
