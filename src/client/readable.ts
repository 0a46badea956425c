/** Reading what helps to know and nothing depends on. */

import { ApiError } from "../errors.ts";

/**
 * What a request answers; `undefined` where the server refuses it.
 * @throws {ProviderError} when it is the connection or the server that fails
 */
export async function readable<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 500) return undefined;
    throw error;
  }
}
