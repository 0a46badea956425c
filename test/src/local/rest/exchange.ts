/** Raw requests and comparable answers, for the tests that ask the embedded cluster and the real API server the same. */

import { isJsonObject, textAt, valueAt } from "../../../../src/model/json.ts";

/** One request. `{ns}` in its path and body stands for the namespace of the run. */
export interface Row {
  title: string;
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** Anything but text and bytes is written as JSON. */
  body?: unknown;
  /** Why the answers may differ in more than the HTTP status; `"status"` before it when that differs as well. */
  differs?: string;
}

/** What is compared of an answer. */
export interface Answer {
  status: number;
  type: string | null;
  warnings: string | null;
  body: unknown;
}

export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** Sends a row. */
export async function ask(send: Send, row: Row, namespace: string): Promise<Answer> {
  const headers: Record<string, string> = { "user-agent": "differential/1.0", ...row.headers };
  const init: RequestInit = { method: row.method, headers };
  if (row.body !== undefined) {
    if (!("content-type" in headers)) headers["content-type"] = "application/json";
    const raw = row.body instanceof Uint8Array ? row.body : undefined;
    const text = typeof row.body === "string" ? row.body : JSON.stringify(row.body);
    init.body = raw === undefined ? text.replaceAll("{ns}", namespace) : Uint8Array.from(raw);
  }
  const response = await send(row.path.replaceAll("{ns}", namespace), init);
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    warnings: response.headers.get("warning"),
    body: normalized(bodyOf(await response.text())),
  };
}

/** Watches are several documents. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const lines = text.trim().split("\n");
    return lines.every((line) => line.startsWith("{"))
      ? lines.map((line) => JSON.parse(line) as unknown).filter((event) => !isPeriodic(event))
      : text;
  }
}

/** A bookmark of its time, about one a minute; the one that ends the initial events says so. */
function isPeriodic(event: unknown): boolean {
  return (
    valueAt(event, ["type"]) === "BOOKMARK" &&
    valueAt(event, ["object", "metadata", "annotations"]) === undefined
  );
}

/** Fields whose values are drawn, counted or measured. */
const ARBITRARY: Readonly<Record<string, string>> = {
  uid: "<uid>",
  resourceVersion: "<revision>",
  creationTimestamp: "<time>",
  deletionTimestamp: "<time>",
  expirationTimestamp: "<time>",
  time: "<time>",
  continue: "<continue>",
  token: "<token>",
  storageVersionHash: "<hash>",
  serverAddress: "<address>",
  clusterIP: "<ip>",
  clusterIPs: "<ip>",
};

const REVISIONS =
  /(resource version: \d*[1-9]\d*, current: )\d+|(too old resource version: \d+ \()\d+|(in record \()\d+(?=\))/g;

/** A body without what no two clusters share. */
export function normalized(value: unknown): unknown {
  if (typeof value === "string")
    return value
      .replaceAll(REVISIONS, "$1$2$3<revision>")
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "<uid>")
      .replace(/^g-[a-z0-9]{5}$/, "g-<drawn>");
  if (Array.isArray(value)) return value.filter((one) => !isCustomGroup(one)).map(normalized);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, one]) => {
    const replaced = ARBITRARY[key];
    if (replaced !== undefined && one !== null && one !== "") return [key, replaced] as const;
    if (key === "columnDefinitions" && Array.isArray(one)) return [key, one.map(withoutDescription)] as const;
    if (key === "cells" && Array.isArray(one)) return [key, one.map(ageless)] as const;
    return [key, normalized(one)] as const;
  });
  return Object.fromEntries(entries);
}

/** Groups of definitions: of kro, which the embedded cluster always has, and of whoever used the other one before. */
function isCustomGroup(value: unknown): boolean {
  if (!isJsonObject(value) || !Array.isArray(value["versions"])) return false;
  const name = textAt(value, ["name"], textAt(value, ["metadata", "name"], ""));
  return name.includes(".") && !name.endsWith(".k8s.io");
}

/** They are long and of no use to a program. */
function withoutDescription(column: unknown): unknown {
  if (!isJsonObject(column)) return column;
  const { description: _description, ...rest } = column;
  return rest;
}

function ageless(cell: unknown): unknown {
  return typeof cell === "string" && /^\d+s$|^<unknown>$/.test(cell) ? "<age>" : normalized(cell);
}
