/** Reading what helps to know and nothing depends on. */

import { ApiError } from "../errors.ts";

/**
 * What a request answers; `undefined` where the server refuses it.
 * @param isRefusal by the HTTP status of the answer. @default all of the client's fault, 4xx
 * @throws {ProviderError} any other, as when it is the connection or the server that fails
 */
export async function readable<T>(
  reading: Promise<T>,
  isRefusal = (status: number): boolean => status >= 400 && status < 500,
): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ApiError && isRefusal(error.status)) return undefined;
    throw error;
  }
}
