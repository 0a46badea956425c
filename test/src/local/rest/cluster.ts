/** The HTTP layer on real objects and an empty store: what the tests of this folder send requests to. */

import { manualClock, systemChance, type ManualClock } from "../../../../src/local/clock.ts";
import type { Kinds } from "../../../../src/local/kinds/served-kind.ts";
import { createObjects } from "../../../../src/local/objects/create-objects.ts";
import type { Objects } from "../../../../src/local/objects/objects.ts";
import { restHandler, type RestHandler } from "../../../../src/local/rest/handle.ts";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import type { Store } from "../../../../src/local/store/store.ts";
import { plainKinds } from "../objects/plain-kinds.ts";

export interface RestCluster {
  handle: RestHandler;
  objects: Objects;
  kinds: Kinds;
  store: Store;
  clock: ManualClock;
  /** Sends a request in process. Bodies other than strings are written as JSON. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Sends a request and reads its answer as JSON. */
  json(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<JsonAnswer>;
}

export interface JsonAnswer {
  status: number;
  headers: Headers;
  // Tests compare parts of answers of every kind.
  body: Record<string, unknown> & { message?: string; items?: unknown[]; metadata: Record<string, unknown> };
}

let kinds: Promise<Kinds> | undefined;

/** @param token asked for when given */
export async function restCluster(token?: string): Promise<RestCluster> {
  kinds ??= plainKinds();
  const known = await kinds;
  const store = memoryStore();
  const clock = manualClock(Date.UTC(2026, 0, 2));
  const objects = createObjects({ kinds: known, store, clock, chance: systemChance });
  const handle = restHandler({
    objects,
    kinds: known,
    store,
    clock,
    ...(token === undefined ? {} : { token }),
  });
  const namespace = known.byKind("v1", "Namespace");
  if (namespace === undefined) throw new Error("no Namespace");
  objects.create(
    namespace,
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } },
    { manager: "test" },
  );
  await store.committed();
  const send: RestCluster["send"] = (method, path, body, headers = {}) => {
    const init: RequestInit = {
      method,
      headers: { "user-agent": "tests/1.0", "content-type": "application/json", ...headers },
    };
    if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
    return handle(new Request(`http://127.0.0.1${path}`, init));
  };
  const json: RestCluster["json"] = async (method, path, body, headers) => {
    const response = await send(method, path, body, headers);
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as JsonAnswer["body"],
    };
  };
  return { handle, objects, kinds: known, store, clock, send, json };
}
