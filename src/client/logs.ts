/** Reads the end of a container's log. */

import { Deadline } from "../retry.ts";
import { builtin } from "../model/kind-table.ts";
import { objectPath } from "../model/kind.ts";
import { describe } from "../model/object.ts";
import { answerFailure } from "./answer.ts";
import type { Client } from "./client.ts";
import type { NameRef } from "./verbs.ts";

const POD = builtin("v1", "Pod");

/** What to read. */
export interface LogOptions {
  container: string;
  /** Of the run before its last restart. @default false */
  previous?: boolean;
  /** Lines from the end. */
  lines: number;
  /** The answer is cut after so many bytes. */
  bytes: number;
  signal?: AbortSignal;
}

const TIMEOUT = 10_000;

/**
 * The last lines of a container's log, as they were written. Asked for once.
 * @throws ApiError: 400 when there is no such run, others when the node does not answer; what fetch throws without an answer
 */
export async function logTail(client: Client, pod: NameRef, options: LogOptions): Promise<string> {
  const { container, previous = false, lines, bytes } = options;
  const query = new URLSearchParams({
    container,
    ...(previous && { previous: "true" }),
    tailLines: String(lines),
    limitBytes: String(bytes),
  });
  const path = `${objectPath(POD, pod)}/log?${query.toString()}`;
  using deadline = new Deadline(TIMEOUT, options.signal);
  const response = await client.api.fetch(path, { signal: deadline.signal });
  const text = await response.text();
  if (response.ok) return text;
  const { connection } = client;
  const object = describe({ kind: "Pod", ...pod });
  const request = { method: "GET", path };
  throw answerFailure(response, text, { connection, request, object, clean: (message) => message }).error;
}
