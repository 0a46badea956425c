/** Reads an answer that is no success. */

import type { RequestSummary } from "../errors.ts";
import type { Connection } from "../model/connection.ts";
import { apiError, parseStatus, statusOfText } from "./api-error.ts";
import type { Failure } from "./failure.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { scrubStatus } from "./scrub.ts";

/** What the answer belongs to. */
export interface AnswerContext {
  connection: Connection;
  request: RequestSummary;
  object?: string;
  /** Takes secrets out of what the server says. */
  clean: (message: string) => string;
}

/** Makes the failure of an answer. */
export function answerFailure(
  response: Response,
  text: string,
  context: AnswerContext,
): Failure & { by: "answer" } {
  const { clean, ...rest } = context;
  const status = parseStatus(text);
  const body = scrubStatus(status ?? statusOfText(response.status, text), clean);
  const seconds = status?.details?.retryAfterSeconds;
  return {
    by: "answer",
    error: apiError({ ...rest, status: response.status, body, isStatus: status !== undefined }),
    form: status === undefined ? "other" : "status",
    retryAfter:
      parseRetryAfter(response.headers.get("retry-after"), Date.now()) ??
      (seconds === undefined ? undefined : seconds * 1_000),
  };
}
