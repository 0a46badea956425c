/** Warning events about objects. @see https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/ */

import type { Client } from "../client/client.ts";
import { list } from "../client/verbs.ts";
import { textAt, valueAt } from "../model/json.ts";
import { builtin } from "../model/kind-table.ts";
import type { LiveObject } from "../model/object.ts";
import { type Clean, oneLine } from "./clean.ts";
import type { WarningReport } from "./diagnosis.ts";

export const EVENT = builtin("v1", "Event");

// Where events about objects of the whole cluster are.
const FALLBACK_NAMESPACE = "default";

/**
 * The warnings about some objects, the latest first: one LIST per namespace.
 * @throws ApiError when events may not be read
 */
export async function warningsAbout(
  client: Client,
  objects: readonly LiveObject[],
  { clean, signal }: { clean: Clean; signal: AbortSignal },
): Promise<WarningReport[]> {
  const uids = new Set(objects.map(({ metadata }) => metadata.uid));
  const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace ?? FALLBACK_NAMESPACE));
  const lists = [...namespaces].map((namespace) =>
    list(client, EVENT, { namespace, fieldSelector: "type=Warning", signal }),
  );
  return (await Promise.all(lists))
    .flatMap(({ items }) => items)
    .filter((event) => uids.has(textAt(event, ["involvedObject", "uid"], "")))
    .map((event) => reportOf(event, clean))
    .toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

// What the recorder puts before the latest of many that differ in a generated name.
const COMBINED = "(combined from similar events): ";

function reportOf(event: LiveObject, clean: Clean): WarningReport {
  const about = (field: string): string => textAt(event, ["involvedObject", field], "");
  const namespace = about("namespace");
  return {
    object: {
      apiVersion: about("apiVersion"),
      kind: about("kind"),
      ...(namespace !== "" && { namespace }),
      name: about("name"),
    },
    reason: oneLine(clean(textAt(event, ["reason"], "")), 80),
    message: oneLine(clean(textAt(event, ["message"], "").replace(COMBINED, ""))),
    // The events of the scheduler are of the newer form: a series when there were several.
    count: Number(textAt(event, ["series", "count"], textAt(event, ["count"], "1"))),
    at: lastSeen(event),
  };
}

/** When an event was seen last, RFC 3339 in whole seconds. */
export function lastSeen(event: LiveObject): string {
  const times = [
    valueAt(event, ["series", "lastObservedTime"]),
    valueAt(event, ["lastTimestamp"]),
    valueAt(event, ["eventTime"]),
    event.metadata.creationTimestamp,
  ];
  const time = times.find((value) => typeof value === "string") ?? "";
  return time.replace(/\.\d+Z$/, "Z");
}
