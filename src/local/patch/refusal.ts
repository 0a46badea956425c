/** What the API server answers when a patch cannot be applied. It does not say why. */

import { StatusError } from "../status.ts";

/** 422: the patch is well formed, but does not fit the object. */
export function unfitting(): StatusError {
  return new StatusError({
    code: 422,
    reason: "Invalid",
    message: "the server rejected our request due to an error in our request",
    details: {},
  });
}
