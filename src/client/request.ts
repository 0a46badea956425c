/** One exchange with the API server: deadline, retries on named reasons, errors for people, secrets taken out of them. */

import { Deadline, backoff, sleep } from "../retry.ts";
import { ProviderError } from "../errors.ts";
import type { ApiError } from "../errors.ts";
import type { Json } from "../model/json.ts";
import { answerFailure } from "./answer.ts";
import type { AnswerContext } from "./answer.ts";
import type { Client } from "./client.ts";
import { connectionFailure, timedOut } from "./connection-error.ts";
import { judge } from "./failure.ts";
import type { Failure } from "./failure.ts";
import type { Slot } from "./limiter.ts";
import { isSecret, scrub, scrubEchoes, secretValues } from "./scrub.ts";
import { parseWarnings } from "./warnings.ts";

/** One request, with what its errors need. */
export interface RequestOptions {
  method: string;
  /** Path without query. */
  path: string;
  /** Entries without a value are left out. */
  query?: Record<string, string | undefined>;
  /** Sent as JSON, which is YAML too. */
  body?: unknown;
  /** @default "application/json" */
  contentType?: string;
  /** @default "application/json" */
  accept?: string;
  signal?: AbortSignal;
  /** Milliseconds from the first byte sent to the end of the answer, retries included; waiting for leave to send is not counted. @default the client's */
  timeout?: number;
  /** What it is about, for messages: `Deployment shop/web`. */
  object?: string;
  /** Plain values that no message may show; those of a Secret in the body are known already. */
  secrets?: readonly string[];
  /** Whether sending it twice is the same as sending it once. @default true, but for POST */
  idempotent?: boolean;
  /** The caller's own reasons to try again, for example a custom resource just after its definition changed. */
  transient?: (error: ApiError) => boolean;
}

/** An answer that is a success. */
export interface Reply {
  status: number;
  body: Json;
  /** Texts of the `Warning` headers. */
  warnings: string[];
  /** An earlier attempt may have done the same already: its answer was lost. */
  retried: boolean;
}

interface Exchange {
  client: Client;
  options: RequestOptions;
  path: string;
  init: { method: string; headers: Record<string, string>; body?: string };
  clean: (message: string) => string;
}

interface Retries {
  number: number;
  lost: boolean;
}

type Outcome = { reply: Omit<Reply, "retried"> } | { failure: Failure };

/**
 * Sends a request until it is answered, refused for good, or out of time.
 * @throws ApiError for an answer that is no success; ProviderError `unreachable` without an answer; the signal's reason
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/
 */
export async function request(client: Client, options: RequestOptions): Promise<Reply> {
  const { signal, timeout = client.requestTimeout, object } = options;
  const exchange = prepare(client, options);
  let slot = await client.limiter.acquire(signal === undefined ? {} : { signal });
  using deadline = new Deadline(timeout, signal);
  const retries: Retries = { number: 0, lost: false };
  for (;;) {
    const outcome = await attempt(exchange, deadline.signal, slot);
    if ("reply" in outcome) return { ...outcome.reply, retried: retries.lost };
    signal?.throwIfAborted();
    if (deadline.expired) throw timedOut(client.connection, timeout, object);
    const wait = nextWait(exchange, outcome.failure, retries);
    if (wait === undefined || wait >= deadline.remaining()) throw outcome.failure.error;
    await sleep(wait, signal);
    slot = await client.limiter.acquire(signal === undefined ? { first: true } : { first: true, signal });
  }
}

function prepare(client: Client, options: RequestOptions): Exchange {
  const { method, body, accept = "application/json", contentType = "application/json" } = options;
  const headers: Record<string, string> = { accept };
  const init: Exchange["init"] = { method, headers };
  if (body !== undefined) {
    headers["content-type"] = contentType;
    init.body = JSON.stringify(body);
  }
  const secrets = [...(options.secrets ?? []), ...secretValues(body)];
  const echoes = isSecret(body);
  const clean = (message: string) => scrub(echoes ? scrubEchoes(message) : message, secrets);
  return { client, options, path: options.path + queryOf(options.query), init, clean };
}

function queryOf(query: Record<string, string | undefined> = {}): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return entries.length === 0 ? "" : `?${new URLSearchParams(entries).toString()}`;
}

async function attempt(exchange: Exchange, signal: AbortSignal, slot: Slot): Promise<Outcome> {
  const { client, options, path, init } = exchange;
  let response: Response;
  let text: string;
  try {
    response = await client.api.fetch(path, { ...init, signal });
    text = await response.text();
  } catch (error) {
    slot.release();
    if (error instanceof ProviderError) throw error;
    return { failure: connectionFailure(error, client.connection, options.object) };
  }
  client.facts.reached = true;
  if (response.status === 429) slot.throttle();
  else slot.succeed();
  return response.ok ? readReply(exchange, response, text) : { failure: refusal(exchange, response, text) };
}

function readReply(exchange: Exchange, response: Response, text: string): Outcome {
  try {
    const body = (text === "" ? null : JSON.parse(text)) as Json;
    const warnings = parseWarnings(response.headers.get("warning")).map((warning) => exchange.clean(warning));
    return { reply: { status: response.status, body, warnings } };
  } catch (error) {
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    if (!isJson) return { failure: refusal(exchange, response, text) };
    return { failure: connectionFailure(error, exchange.client.connection, exchange.options.object) };
  }
}

function refusal({ client, options, path, clean }: Exchange, response: Response, text: string): Failure {
  const context: AnswerContext = {
    connection: client.connection,
    request: { method: options.method, path },
    clean,
  };
  if (options.object !== undefined) context.object = options.object;
  return answerFailure(response, text, context);
}

/** Milliseconds until the next attempt; `undefined` when there is none. */
function nextWait({ client, options }: Exchange, failure: Failure, retries: Retries): number | undefined {
  const { idempotent = options.method !== "POST", transient } = options;
  const known = { idempotent, reached: client.facts.reached, number: retries.number };
  const verdict = judge(failure, transient === undefined ? known : { ...known, transient });
  if (verdict === "final") return undefined;
  if (verdict === "again, outcome unknown") retries.lost = true;
  const asked = failure.by === "answer" ? failure.retryAfter : undefined;
  const number = retries.number++;
  return asked === undefined ? backoff(number) : asked + backoff(0);
}
