import { ApiError, hasCode } from "../src/errors.ts";

// The cluster is not there, or no way to it is known any more.
const CODES = ["unreachable", "no-cluster", "bad-kubeconfig", "credentials"] as const;

/**
 * Whether a cluster or server cannot be reached at all. An answer is an answer: one that refuses the credentials (401, 403)
 * proves that it is there, and so does one that answered before in this run.
 * @param reached whether it has answered in this run
 */
export function isUnreachable(error: unknown, reached = false): boolean {
  return !reached && !(error instanceof ApiError) && CODES.some((code) => hasCode(error, code));
}
