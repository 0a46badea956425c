/** What a rule may say, and what it may read. Pure. */

import type { LiveObject } from "../model/object.ts";

/**
 * - `ready`: done. `warning` says what is odd about it.
 * - `progressing`: not yet. `acceptAfter` (ms): after that time it counts as ready with a warning.
 * - `failed`: will not become ready by itself. `patience` (ms): only when it stays so that long.
 * - `terminating`: being deleted.
 */
export type Readiness =
  | { state: "ready"; warning?: string }
  | { state: "progressing"; reason: string; acceptAfter?: number }
  | { state: "failed"; reason: string; patience?: number }
  | { state: "terminating"; reason: string };

/** Objects that a rule reads besides its own: absent when not looked up, `null` when they do not exist. */
export interface Surroundings {
  ingressClass?: LiveObject | null;
  storageClass?: LiveObject | null;
}

/** The rule of one kind: decides, or leaves it to the conditions that every controller may set. */
export type Rule = (object: LiveObject, around: Surroundings) => Readiness | undefined;

export const READY: Readiness = { state: "ready" };

/** A `progressing` verdict. */
export function progressing(reason: string): Readiness {
  return { state: "progressing", reason };
}

/** A `failed` verdict. */
export function failed(reason: string): Readiness {
  return { state: "failed", reason };
}
