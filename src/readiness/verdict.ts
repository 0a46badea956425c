/** What a rule may say, and what it may read. Pure. */

import type { LiveObject } from "../model/object.ts";
import type { Condition } from "./conditions.ts";

/**
 * - `ready`: done. `warning` says what is odd about it; `suspended`: it was told not to run, so it counts as done for what
 *   depends on it.
 * - `progressing`: not yet. `acceptAfter` (ms): after that time it counts as ready with a warning.
 * - `failed`: will not become ready by itself. `patience` (ms): only when it stays so that long.
 * - `terminating`: being deleted.
 */
export type Readiness =
  | { state: "ready"; warning?: string; suspended?: true }
  | (Undone & { state: "progressing"; acceptAfter?: number })
  | (Undone & { state: "failed"; patience?: number })
  | (Undone & { state: "terminating" });

/** Why something is not done. */
export interface Undone {
  /** For people. */
  reason: string;
  /** The word that the controller has for it, where it has one: `ImagePullBackOff`, `ProgressDeadlineExceeded`. */
  cause?: string;
  /** The condition that decided. */
  condition?: Condition;
}

/** Objects that a rule reads besides its own: absent when not looked up, `null` when they do not exist. */
export interface Surroundings {
  ingressClass?: LiveObject | null;
  storageClass?: LiveObject | null;
  /** Whether the schema of the kind has a status with conditions or an observed generation. */
  statusPromised?: boolean;
}

/** The rule of one kind: decides, or leaves it to the conditions that every controller may set. */
export type Rule = (object: LiveObject, around: Surroundings) => Readiness | undefined;

/**
 * The patience with what it refers to, ms: a Secret, a registry, another object of the stack may be there a moment later, for
 * what a stack deploys in parallel comes in any order.
 */
export const MAY_COME = 60_000;

export const READY: Readiness = { state: "ready" };

/** What a `progressing` verdict may say besides its reason. */
export type Progress = Omit<Extract<Readiness, { state: "progressing" }>, "state" | "reason">;

/** What a `failed` verdict may say besides its reason. */
export type Failure = Omit<Extract<Readiness, { state: "failed" }>, "state" | "reason">;

/** A `progressing` verdict. */
export function progressing(reason: string, more: Progress = {}): Readiness {
  return { state: "progressing", reason, ...more };
}

/** A `failed` verdict. */
export function failed(reason: string, more: Failure = {}): Readiness {
  return { state: "failed", reason, ...more };
}

/** A `ready` verdict about something that was told not to run. */
export function suspended(warning: string): Readiness {
  return { state: "ready", warning, suspended: true };
}
