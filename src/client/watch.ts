/** Follows a collection until the signal aborts: over broken connections, timeouts and expired resourceVersions. */

import { Deadline, backoff, sleep } from "../retry.ts";
import { ProviderError } from "../errors.ts";
import type { Status } from "../errors.ts";
import { collectionPath, resourceName } from "../model/kind.ts";
import type { Kind } from "../model/kind.ts";
import { answerFailure } from "./answer.ts";
import type { AnswerContext } from "./answer.ts";
import { apiError } from "./api-error.ts";
import type { Client } from "./client.ts";
import { connectionFailure } from "./connection-error.ts";
import { lines } from "./event-stream.ts";
import { judge } from "./failure.ts";
import type { Failure } from "./failure.ts";
import { list } from "./list.ts";
import { advance, complete, newWatchState, restart, tell } from "./watch-state.ts";
import type { RawEvent, WatchEvent, WatchState } from "./watch-state.ts";

export type { WatchEvent } from "./watch-state.ts";

/** What to watch, and until when. */
export interface WatchOptions {
  /** @default all namespaces */
  namespace?: string;
  /** For example `app=web`. */
  labelSelector?: string;
  /** For example `metadata.name=web`. */
  fieldSelector?: string;
  /** Ends the watch and closes its connection. */
  signal: AbortSignal;
}

interface Session {
  client: Client;
  kind: Kind;
  options: WatchOptions;
  state: WatchState;
  /** Failures in a row. */
  failures: number;
  /** The server sent something once. */
  opened: boolean;
  /** The server can send the initial state in the watch itself; before 1.32 it is listed first. */
  streamsInitialState: boolean;
}

// Bun ends idle connections after five minutes, so the server has to end them first.
const SERVER_TIMEOUT_S = 240;

// Longer than the server's own: only a dead connection gets here.
const STALL_MS = (SERVER_TIMEOUT_S + 30) * 1_000;

// About half a minute without the server, as long as a restart takes.
const MAX_RESUMES = 15;

/**
 * Yields every change of a collection: first what exists, then `SYNCED`, then changes as they happen.
 * Returns when the signal aborts. Bookmarks are not yielded.
 * @throws ApiError when watching is not allowed; ProviderError `unreachable` when the server stays away for about half a minute
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export async function* watch(client: Client, kind: Kind, options: WatchOptions): AsyncGenerator<WatchEvent> {
  const session: Session = {
    client,
    kind,
    options,
    state: newWatchState(),
    failures: 0,
    opened: false,
    streamsInitialState: true,
  };
  while (!options.signal.aborted) {
    if (session.state.resourceVersion === undefined) {
      restart(session.state);
      if (!session.streamsInitialState) yield* listInitialState(session);
    }
    const failure = yield* follow(session);
    if (options.signal.aborted) return;
    const wait = failure === undefined ? afterEnd(session) : recover(session, failure);
    if (wait > 0) await sleep(wait, options.signal).catch(() => undefined);
  }
}

async function* listInitialState({ client, kind, options, state }: Session): AsyncGenerator<WatchEvent> {
  try {
    const { items, resourceVersion } = await list(client, kind, options);
    for (const item of items) yield* tell(state, item);
    yield* complete(state, resourceVersion);
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
}

/** One connection, to its end. Returns why it ended; `undefined` for the server's own timeout. */
async function* follow(session: Session): AsyncGenerator<WatchEvent, Failure | undefined> {
  const { client, options } = session;
  const context = contextOf(session);
  const deadline = new Deadline(STALL_MS, options.signal);
  const begins = setTimeout(
    () => deadline.abort(new Error("the watch did not begin")),
    client.requestTimeout,
  );
  try {
    const response = await client.api.fetch(context.request.path, {
      headers: { accept: "application/json" },
      signal: deadline.signal,
      stream: true,
    });
    clearTimeout(begins);
    client.facts.reached = true;
    if (!response.ok || response.body === null)
      return answerFailure(response, await response.text(), context);
    for await (const line of lines(response.body)) {
      const event = JSON.parse(line) as RawEvent;
      if (event.type === "ERROR") return errorEvent(event.object, context);
      session.failures = 0;
      session.opened = true;
      yield* advance(session.state, event);
    }
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    return connectionFailure(error, client.connection, context.object);
  } finally {
    clearTimeout(begins);
    deadline.abort();
  }
}

function contextOf({
  client,
  kind,
  options,
  state,
  streamsInitialState,
}: Session): AnswerContext & { object: string } {
  const { namespace, labelSelector, fieldSelector } = options;
  const query = new URLSearchParams({
    watch: "true",
    allowWatchBookmarks: "true",
    timeoutSeconds: String(SERVER_TIMEOUT_S),
  });
  if (labelSelector !== undefined) query.set("labelSelector", labelSelector);
  if (fieldSelector !== undefined) query.set("fieldSelector", fieldSelector);
  if (state.resourceVersion !== undefined) query.set("resourceVersion", state.resourceVersion);
  else if (streamsInitialState) {
    query.set("sendInitialEvents", "true");
    query.set("resourceVersionMatch", "NotOlderThan");
  }
  const path = `${collectionPath(kind, namespace)}?${query.toString()}`;
  const object =
    kind.namespaced && namespace !== undefined ? `${resourceName(kind)} in ${namespace}` : resourceName(kind);
  return {
    connection: client.connection,
    request: { method: "GET", path },
    object,
    clean: (message) => message,
  };
}

function errorEvent(body: Status, { connection, request, object }: AnswerContext): Failure {
  const refusal = { status: body.code ?? 500, body, isStatus: true, request, connection };
  const error = apiError(object === undefined ? refusal : { ...refusal, object });
  const seconds = body.details?.retryAfterSeconds;
  return {
    by: "answer",
    error,
    form: "status",
    retryAfter: seconds === undefined ? undefined : seconds * 1_000,
  };
}

/** A server that ends every watch at once must not be asked without pause. */
function afterEnd(session: Session): number {
  return session.failures++ === 0 ? 0 : backoff(session.failures);
}

/** Prepares the next connection. @returns milliseconds to wait before it */
function recover(session: Session, failure: Failure): number {
  const { state, client } = session;
  const number = session.failures++;
  if (failure.by === "answer") {
    const { status } = failure.error;
    if (status === 410) {
      restart(state);
      return number === 0 ? 0 : backoff(number);
    }
    if (
      (status === 400 || status === 422) &&
      state.resourceVersion === undefined &&
      session.streamsInitialState
    ) {
      session.streamsInitialState = false;
      return 0;
    }
  }
  const maxAttempts = session.opened ? MAX_RESUMES : 6;
  if (judge(failure, { idempotent: true, reached: client.facts.reached, number, maxAttempts }) === "final")
    throw failure.error;
  return (failure.by === "answer" ? (failure.retryAfter ?? 0) : 0) + backoff(number);
}
