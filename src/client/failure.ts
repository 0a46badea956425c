/** Why a request got no usable answer, and whether to send it again. Pure. */

import type { ApiError, ProviderError } from "../errors.ts";

/**
 * One attempt that did not succeed.
 * - `answer`: the server answered with something else than success
 * - `connection`: there was no answer, or it broke off
 */
export type Failure =
  | { by: "answer"; error: ApiError; form: StatusForm; retryAfter: number | undefined /* ms */ }
  | { by: "connection"; error: ProviderError; loss: Loss };

/** Whether the body was a `v1.Status`. */
export type StatusForm = "status" | "other";

/** What became of a connection: `refused` and `unresolved` were never made, `broken` was, `untrusted` and `unusable` never will be. */
export type Loss = "refused" | "unresolved" | "broken" | "untrusted" | "unusable";

/** What is known of the request that failed. */
export interface Attempt {
  /** Sending it twice is the same as sending it once. */
  idempotent: boolean;
  /** This server has answered before. */
  reached: boolean;
  /** How often it failed before: 0 the first time. */
  number: number;
  /** How often it may be sent, answers of 429 not counted: these are bounded by the deadline alone. @default 6 */
  maxAttempts?: number;
  /** The caller's own reasons to try again. */
  transient?: (error: ApiError) => boolean;
}

/** Whether the server may have done what the failed request asked for. */
export type Verdict = "final" | "again, nothing was done" | "again, outcome unknown";

interface Rule {
  when(error: ApiError, form: StatusForm): boolean;
  verdict: Verdict;
}

const RETRYABLE_REASONS = new Set([
  "InternalError",
  "ServerTimeout",
  "Timeout",
  "ServiceUnavailable",
  "TooManyRequests",
]);

// Errors of storage and of conversion reach the client as a 500 without reason, as a bad manifest does.
const TRANSIENT_MESSAGES = [
  /^etcdserver: (leader changed|request timed out|too many requests)/,
  /^rpc error: code = Unavailable/,
  /conversion webhook for .* failed/,
  /http2: (server sent GOAWAY|client connection lost)/,
];

const RULES: readonly Rule[] = [
  { when: (error) => error.status === 429, verdict: "again, nothing was done" },
  { when: isQuotaRace, verdict: "again, nothing was done" },
  // Any other 409 is never sent again: whoever sent it has to look first.
  { when: (error) => error.status < 500, verdict: "final" },
  { when: (_error, form) => form === "other", verdict: "again, outcome unknown" },
  { when: (error) => RETRYABLE_REASONS.has(error.reason ?? ""), verdict: "again, outcome unknown" },
  {
    when: (error) => TRANSIENT_MESSAGES.some((message) => message.test(error.serverMessage)),
    verdict: "again, outcome unknown",
  },
];

/** Others count on the same quota at the same moment: the object was refused before anything was stored. */
function isQuotaRace({ status, serverMessage, request }: ApiError): boolean {
  const ofQuota =
    status === 409 && serverMessage.startsWith("Operation cannot be fulfilled on resourcequotas ");
  return ofQuota && !/\/resourcequotas\b/.test(request.path);
}

/** Decides about a failed attempt. */
export function judge(failure: Failure, attempt: Attempt): Verdict {
  const verdict = failure.by === "answer" ? judgeAnswer(failure, attempt) : judgeLoss(failure.loss, attempt);
  if (verdict === "again, outcome unknown" && !attempt.idempotent) return "final";
  const throttled = failure.by === "answer" && failure.error.status === 429;
  return attempt.number + 1 >= (attempt.maxAttempts ?? 6) && !throttled ? "final" : verdict;
}

function judgeAnswer({ error, form }: Failure & { by: "answer" }, { transient }: Attempt): Verdict {
  if (transient?.(error) === true) return "again, nothing was done";
  return RULES.find((rule) => rule.when(error, form))?.verdict ?? "final";
}

function judgeLoss(loss: Loss, { reached }: Attempt): Verdict {
  if (loss === "broken") return "again, outcome unknown";
  const neverMade = loss === "refused" || loss === "unresolved";
  return neverMade && reached ? "again, nothing was done" : "final";
}
