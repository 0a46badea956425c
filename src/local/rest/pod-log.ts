/** The log of a container: what an annotation of its pod says that it has written, as no container runs here. */

import { isJsonObject, textAt, valueAt } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";
import { badRequest } from "../status.ts";
import type { Exchange } from "./api.ts";
import { existing } from "./pod-subresources.ts";
import { notSimulated } from "./refusals.ts";

/** Annotation of a pod: the lines that each run of each of its containers has written. */
const LOG = "local.alchemy.run/log";

/**
 * Answers a request for a log.
 * @throws {StatusError} 501 for a pod without the annotation; 400 where a real server has no log either
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod
 */
export function podLog(exchange: Exchange): Response {
  const pod = existing(exchange);
  const text = pod.metadata.annotations?.[LOG];
  if (text === undefined) throw notSimulated("pods/log");
  refuseUnwritten(pod, exchange.query);
  const lines = text.replace(/\n$/, "").split("\n");
  const tail = Number(exchange.query.get("tailLines") ?? lines.length);
  const shown = tail === 0 ? [] : lines.slice(-tail);
  const bytes = Buffer.from(shown.map((line) => `${line}\n`).join(""));
  const limit = Number(exchange.query.get("limitBytes") ?? bytes.length);
  return new Response(bytes.subarray(0, limit), { headers: { "content-type": "text/plain" } });
}

function refuseUnwritten(pod: LiveObject, query: URLSearchParams): void {
  const { name } = pod.metadata;
  const containers = namesIn(valueAt(pod, ["spec", "containers"]));
  const container = query.get("container") ?? containers[0] ?? "";
  if (![...containers, ...namesIn(valueAt(pod, ["spec", "initContainers"]))].includes(container))
    throw badRequest(`container ${container} is not valid for pod ${name}`);
  const statuses = ["initContainerStatuses", "containerStatuses"].flatMap((field) => {
    const found = valueAt(pod, ["status", field]);
    return Array.isArray(found) ? (found as unknown[]) : [];
  });
  const status = statuses.find((one) => valueAt(one, ["name"]) === container);
  const restarts = valueAt(status, ["restartCount"]);
  if (typeof restarts === "number" && restarts > 0) return;
  if (query.get("previous") === "true")
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  const waiting = valueAt(status, ["state", "waiting", "reason"]);
  if (status === undefined || typeof waiting === "string")
    throw badRequest(
      `container "${container}" in pod "${name}" is waiting to start: ${typeof waiting === "string" ? waiting : "ContainerCreating"}`,
    );
}

function namesIn(containers: unknown): string[] {
  if (!Array.isArray(containers)) return [];
  return containers.filter(isJsonObject).map((container) => textAt(container, ["name"], ""));
}
