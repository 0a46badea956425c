import { ApiError, hasCode, summaryOf } from "../errors.ts";

/**
 * Why something could not be read, as a clause.
 * @param asked what was to be read, as a pronoun, and of whom
 */
export function whyUnseen(error: unknown, { what = "them", whom = "the API server" } = {}): string {
  if (hasCode(error, "forbidden")) return `these credentials may not read ${what}`;
  if (error instanceof ApiError) return error.serverMessage;
  if (error instanceof DOMException) return `${whom} did not answer in time`;
  return summaryOf(error);
}
