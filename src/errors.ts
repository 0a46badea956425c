/**
 * The errors of this package. A message names the object, says what happened and what to do next; fields are for programs.
 * A subclass exists only where a caller branches on it.
 */

/** What went wrong, for programs. */
export type ErrorCode =
  | "no-cluster" // no source of a cluster was found
  | "bad-kubeconfig" // a kubeconfig cannot be read or lacks what is needed
  | "credentials" // a credential is missing, expired or refused
  | "unreachable" // no answer: refused, timed out, TLS
  | "forbidden" // authenticated, but the verb on the resource is not allowed
  | "api" // any other answer that is not a success
  | "unknown-kind" // the cluster does not serve this kind
  | "not-found" // an object that somebody else makes is not there
  | "invalid" // the manifest is refused as invalid
  | "not-owned" // the object exists and belongs to somebody else
  | "conflict" // other field managers own fields that the manifest sets, or another program deploys the same instance
  | "immutable" // an immutable field changed and replacing is not allowed
  | "data-loss" // replacing would lose data and nobody agreed to it
  | "wrong-cluster" // the state belongs to another cluster than the one resolved now
  | "not-ready" // the object failed, or the deadline passed
  | "not-deleted" // the object is still there after the deadline
  | "missing-secret" // a secret value that the manifest refers to is not known in this process
  | "unsupported" // the server lacks a feature
  | "in-use" // another process has it open
  | "bucket-not-empty" // a bucket still holds objects
  | "usage"; // the program itself is wrong

/** Fields common to every error of this package. */
export interface ProviderErrorOptions {
  /** What it is about, as people say it: `Deployment shop/web`. */
  object?: string;
  /** The next step, as a sentence. */
  advice?: string;
  /** What it is concluded from: lines that stand below the sentence. */
  details?: string;
  cause?: unknown;
}

/** Where the documentation is: the package that is installed has none. */
export const DOCS = "https://github.com/alchemy-kubernetes/alchemy-kubernetes/blob/main/docs";

const PAGE = `${DOCS}/errors.md`;

/** Base of all errors that this package throws on purpose. Its message ends with a line that links to the page about its code. */
export class ProviderError extends Error {
  override readonly name: string = "ProviderError";
  readonly code: ErrorCode;
  // The message says these already: getters, so that runtimes that print an error's fields do not say them twice.
  readonly #summary: string;
  readonly #object: string | undefined;
  readonly #advice: string | undefined;

  /**
   * @param code what went wrong, for programs
   * @param what what happened, without the object's name and without a full stop
   * @param options the object, the next step and the cause
   */
  constructor(code: ErrorCode, what: string, options: ProviderErrorOptions = {}) {
    const summary = sentence(what, options);
    const cause = options.cause === undefined ? undefined : { cause: options.cause };
    super(`${summary}\n${PAGE}#${code}`, cause);
    this.code = code;
    this.#summary = summary;
    this.#object = options.object;
    this.#advice = options.advice;
  }

  /** The message without the link: for messages that tell several errors. */
  get summary(): string {
    return this.#summary;
  }

  /** What it is about, as people say it. */
  get object(): string | undefined {
    return this.#object;
  }

  /** The next step, as a sentence. */
  get advice(): string | undefined {
    return this.#advice;
  }
}

function sentence(what: string, { object, advice, details }: ProviderErrorOptions): string {
  const subject = object === undefined ? what : `${object}: ${what}`;
  const head = subject.endsWith(".") ? subject : `${subject}.`;
  const advised = advice === undefined ? head : `${head} ${advice}`;
  return printable(details === undefined || details === "" ? advised : `${advised}\n${details}`);
}

// Names and values of others stand in messages: none of them may steer the terminal that shows them, or turn text round.
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g;

function printable(text: string): string {
  return text.replaceAll(CONTROL, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** One entry of `status.details.causes`: a field and why it was refused. */
export interface StatusCause {
  reason?: string;
  message?: string;
  /** Path of the field, for example `spec.template.spec.containers[0].image`. */
  field?: string;
}

/** The `v1.Status` that the API server answers with, as far as we read it. */
export interface Status {
  kind?: string;
  status?: string;
  message?: string;
  reason?: string;
  code?: number;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    causes?: StatusCause[];
    retryAfterSeconds?: number;
  };
}

/** One request, as messages name it. */
export interface RequestSummary {
  method: string;
  /** Path and query, without the server. */
  path: string;
}

/** The API server answered, and the answer is not a success. Not thrown for a connection that failed. */
export class ApiError extends ProviderError {
  override readonly name = "ApiError";
  /** HTTP status code. */
  readonly status: number;
  /** `reason` of the Status; absent when the body was none, and on a manifest that cannot be decoded. */
  readonly reason: string | undefined;
  readonly request: RequestSummary;
  readonly #details: Status["details"];
  readonly #serverMessage: string;

  constructor(
    code: ErrorCode,
    status: number,
    body: Status,
    request: RequestSummary,
    options: ProviderErrorOptions = {},
  ) {
    super(code, body.message ?? `the API server answered ${status}`, options);
    this.status = status;
    this.reason = body.reason;
    this.request = request;
    this.#details = body.details;
    this.#serverMessage = body.message ?? "";
  }

  /** The fields that were refused, and why. */
  get causes(): readonly StatusCause[] {
    return this.#details?.causes ?? [];
  }

  get details(): Status["details"] {
    return this.#details;
  }

  /** The server's own message, scrubbed of secrets. */
  get serverMessage(): string {
    return this.#serverMessage;
  }
}

/** Whether the server said that the object (or its path) does not exist. */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 404;
}

/** Whether the server answered 409: exists already, field conflict or failed precondition. */
export function isConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 409;
}

/** Whether the server refused the object as invalid, with causes that name the fields. */
export function isInvalid(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 422;
}

/** Whether the error is ours and carries this code. One that wraps ours, as those of graphs and instances do, has that of its `cause`. */
export function hasCode(error: unknown, code: ErrorCode): error is Error {
  if (error instanceof ProviderError) return error.code === code;
  return error instanceof Error && hasCode(error.cause, code);
}

/** What an error says, to be told within another message. */
export function summaryOf(error: unknown): string {
  if (error instanceof ProviderError) return error.summary;
  return error instanceof Error ? error.message : String(error);
}
