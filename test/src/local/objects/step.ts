/** One request of a comparison between the real API server and `objects`, and what makes two answers comparable. */

import type { Json } from "../../../../src/model/json.ts";

export interface Step {
  /** What it shows. */
  what: string;
  verb: "create" | "update" | "apply" | "json" | "merge" | "strategic" | "delete" | "get" | "scale";
  /** `apiVersion/kind`. */
  kind: string;
  /** In the namespace of the scenario where the kind lives in one. `{uid}` and `{rv}` stand for those of the last object named so. */
  name?: string;
  /** Another namespace than the scenario's. */
  namespace?: string;
  /** The manifest without apiVersion, kind and name; the patch; the delete options. */
  body?: Json;
  subresource?: "status" | "scale" | "finalize";
  manager?: string;
  force?: boolean;
  dryRun?: boolean;
  /** @default "Strict" */
  validation?: "Strict" | "Warn" | "Ignore";
}

export interface Scenario {
  name: string;
  /** Whether a controller of the real cluster writes to the same objects: revisions are not compared then. */
  controlled?: boolean;
  steps: Step[];
}

/** What a server made of a step: an object, or a Status. */
export interface Answer {
  body: unknown;
  warnings?: string[];
}

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Replaces what is different in every run by the order in which it first appeared. */
export function normalizer(namespace: string, controlled = false): (answer: Answer) => Answer {
  const known = new Map<string, string>();
  const numbered = (kind: string, value: string): string => {
    const id = `${kind} ${value}`;
    let name = known.get(id);
    if (name === undefined) {
      const count = [...known.keys()].filter((other) => other.startsWith(`${kind} `)).length;
      name = `<${kind} ${count + 1}>`;
      known.set(id, name);
    }
    return name;
  };
  const text = (value: string): string =>
    value
      .replaceAll(namespace, "<namespace>")
      .replaceAll(TIME, "<time>")
      // How an object is written in a message depends on the order of its fields.
      .replace(/(?<=patch: Invalid value: |^Invalid value: )".*(?=: strict decoding)/s, "<patch>")
      .replaceAll(UID, (uid) => numbered("uid", uid))
      .replaceAll(/(?<=in (?:precondition|record|object meta)[: ]+\(?|ResourceVersion in \w+ )\d+/g, "<rv>");
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === "string") {
      if (key === "resourceVersion") return value === "" || controlled ? "" : numbered("rv", value);
      return text(value);
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => walk(item, key));
      // Conflicts come in any order, managers in that of their times.
      const ordered = key !== "causes" && key !== "managedFields";
      return ordered ? items : items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    }
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([name]) => name !== "retryAfterSeconds");
    const walked = entries.map(([name, field]) => [text(name), walk(field, name)] as const);
    return Object.fromEntries(walked.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return ({ body, warnings = [] }) => ({
    body: walk(withoutEmptyStatus(body), ""),
    ...(warnings.length === 0 ? {} : { warnings: warnings.map(text) }),
  });
}

/** Go writes the empty status of kinds that nobody controls here: that is a matter of kinds. */
function withoutEmptyStatus(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("status" in body)) return body;
  const { status, ...rest } = body;
  const text = JSON.stringify(status);
  return text === '{"loadBalancer":{}}' || text === "{}" ? rest : body;
}
