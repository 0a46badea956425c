/** Fills a step with what earlier answers held. */

import { isJsonObject, valueAt, type Json } from "../../../../src/model/json.ts";
import type { Step } from "./step.ts";

/** The last object by kind and name. */
export type Seen = Map<string, { uid: string; rv: string }>;

function idOf({ kind, name = "" }: Step): string {
  return `${kind} ${name}`;
}

/** Keeps uid and resourceVersion of an answer that is an object. */
export function remember(step: Step, seen: Seen, answer: unknown): void {
  const uid = valueAt(answer, ["metadata", "uid"]);
  const rv = valueAt(answer, ["metadata", "resourceVersion"]);
  if (typeof uid === "string" && typeof rv === "string" && step.dryRun !== true)
    seen.set(idOf(step), { uid, rv });
}

/** The body of a step: a whole manifest where it is one. */
export function prepared(
  step: Step,
  { namespace, seen }: { namespace: string; seen: Seen },
): Json | undefined {
  const { verb, kind, name, body = {} } = step;
  const known = seen.get(idOf(step));
  const fill = (value: Json): Json => {
    if (typeof value === "string")
      return value
        .replaceAll("{uid}", known?.uid ?? "")
        .replaceAll("{rv}", known?.rv ?? "")
        .replaceAll("{namespace}", namespace);
    if (Array.isArray(value)) return value.map(fill);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, fill(field ?? null)]));
  };
  const filled = fill(body);
  if (verb === "get" || verb === "scale") return undefined;
  if (verb === "delete")
    return isJsonObject(filled)
      ? {
          apiVersion: "v1",
          kind: "DeleteOptions",
          ...filled,
          ...(step.dryRun === true ? { dryRun: ["All"] } : {}),
        }
      : filled;
  if (verb !== "create" && verb !== "update" && verb !== "apply") return filled;
  if (!isJsonObject(filled)) return filled;
  const slash = kind.lastIndexOf("/");
  const metadata = isJsonObject(filled["metadata"]) ? filled["metadata"] : {};
  const named = name === undefined ? metadata : { name, ...metadata };
  return { apiVersion: kind.slice(0, slash), kind: kind.slice(slash + 1), ...filled, metadata: named };
}
