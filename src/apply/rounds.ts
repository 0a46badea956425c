/** How often a write is tried anew: each round answers to somebody else's write between our look and our write. */

import { ProviderError } from "../errors.ts";
import { describeTarget, type Target } from "./target.ts";

/** More means that somebody fights us. */
export const ROUNDS = 8;

/** The error for an object that was not written in {@link ROUNDS} rounds. */
export function changedTooOften(target: Target): ProviderError {
  return new ProviderError("api", `it was changed by somebody else ${ROUNDS} times while it was written`, {
    object: describeTarget(target),
    advice: "See who writes it in its managedFields, then run again.",
  });
}
