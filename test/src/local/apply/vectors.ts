/** What the real API server made of writes, as recorded by record-vectors.codegen.ts. */

import { readFileSync } from "node:fs";
import type { JsonObject } from "../../../../src/model/json.ts";
import type { StructuralSchema } from "../../../../src/model/schema.ts";
import { type KeptState, restoreStates } from "./states.ts";

export type Operation = "apply" | "create" | "update" | "json" | "merge" | "strategic";

/** One write and its answer. Uids, resourceVersions and times are made the same in all recordings; the order of times is kept. */
export interface Vector {
  /** What it is about, for counts: `custom/set`. */
  category: string;
  /** `apiVersion/kind` as asked for; for a custom kind its schema is in the recording. */
  kind: string;
  operation: Operation;
  manager: string;
  force?: true;
  subresource?: string;
  /** Index of the state before; absent where there was no object. */
  live?: number;
  /** What was sent. Of creates and updates only `metadata.managedFields`, where it was not that of the live object. */
  body?: unknown;
  /** Index of the state after; that of `live` where nothing was written. */
  after?: number;
  /** The Status, where it was refused. */
  refused?: JsonObject;
  /** The time that the server would write. */
  now: string;
}

export interface Recording {
  server: string;
  /** By `apiVersion/kind`. */
  schemas: Record<string, StructuralSchema>;
  /** Objects before and after writes, each once. */
  states: JsonObject[];
  vectors: Vector[];
}

/** As it is in the file: bodies and states once each. */
export type KeptRecording = Omit<Recording, "states" | "vectors"> & {
  bodies: unknown[];
  states: KeptState[];
  vectors: (Omit<Vector, "body"> & { body?: number })[];
};

export function readRecording(): Recording {
  const file = new URL("vectors.generated.json", import.meta.url);
  const kept = JSON.parse(readFileSync(file, "utf8")) as KeptRecording;
  const { server, schemas, bodies } = kept;
  const vectors = kept.vectors.map(({ body, ...vector }): Vector => ({
    ...vector,
    ...(body === undefined ? {} : { body: bodies[body] }),
  }));
  return { server, schemas, states: restoreStates(kept.states), vectors };
}
