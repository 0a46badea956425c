/**
 * kro's condition sets (pkg/apis): a root, `Ready`, that follows from the others. Pure.
 * Invariant: every type of the set is there from the beginning, the root comes last, the others by the time of their transition.
 */

import type { JsonObject } from "../../model/json.ts";
import { type Clock, timestamp } from "../clock.ts";

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  /** ms since 1970, finer than what is written. */
  at?: number;
  observedGeneration?: number;
}

/** The root of every set. */
export const READY = "Ready";

/** What a set belongs to. */
export interface ConditionOwner {
  generation: number;
  createdAt: string | undefined;
  deleting: boolean;
  /** As they were read. */
  conditions: unknown;
}

export interface ConditionSetOptions {
  /** Types that the root follows from. */
  dependents: readonly string[];
  clock: Clock;
  /** Whether kro keeps the times of this kind of object in whole seconds between two marks. @default false */
  coarse?: boolean;
}

/** The conditions of one object while it is reconciled. */
export class ConditionSet {
  readonly #owner: ConditionOwner;
  readonly #options: ConditionSetOptions;
  #conditions: readonly Condition[];
  #marks = 0;

  constructor(owner: ConditionOwner, options: ConditionSetOptions) {
    this.#owner = owner;
    this.#options = options;
    this.#conditions = readConditions(owner.conditions);
    for (const type of [READY, ...options.dependents]) {
      if (this.get(type) !== undefined) continue;
      const message = `condition "${type}" is awaiting reconciliation`;
      this.mark(type, { status: "Unknown", reason: "AwaitingReconciliation", message });
    }
  }

  get list(): readonly Condition[] {
    return this.#conditions;
  }

  get(type: string): Condition | undefined {
    return this.#conditions.find((condition) => condition.type === type);
  }

  isTrue(...types: string[]): boolean {
    return types.every((type) => this.get(type)?.status === "True");
  }

  /** Whether the root is true for what the object is now. */
  get isReady(): boolean {
    const root = this.get(READY);
    return root?.status === "True" && root.observedGeneration === this.#owner.generation;
  }

  /** Sets a condition, and the root after it. */
  mark(type: string, said: Pick<Condition, "status" | "reason" | "message">): void {
    const { generation, deleting, createdAt } = this.#owner;
    const before = this.get(type);
    const condition: Condition = { type, ...said, observedGeneration: generation };
    // A type that is new had its transition when the object was made.
    const at =
      before === undefined ? timeOf(createdAt) : before.status === said.status ? before.at : this.#now();
    if (at !== undefined) condition.at = at;
    if (before !== undefined && isSame(before, condition)) return;
    const others = this.#conditions.filter((other) => other.type !== type);
    const kept = deleting ? others.map((other) => ({ ...other, observedGeneration: generation })) : others;
    this.#conditions = [...kept, condition].sort(byTransition);
    if (type !== READY) this.#followRoot();
  }

  #now(): number {
    const { clock, coarse = false } = this.#options;
    const now = clock.now();
    if (coarse) return Math.floor(now / 1000) * 1000;
    // Two marks of one moment keep their order.
    this.#marks += 1;
    return now + this.#marks / 10_000;
  }

  #followRoot(): void {
    const { generation } = this.#owner;
    const unhealthy = this.#conditions
      .filter(({ type }) => this.#options.dependents.includes(type))
      .filter(({ status, observedGeneration }) => status !== "True" || observedGeneration !== generation)
      .sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
    if (unhealthy.length === 0) return this.mark(READY, { status: "True", reason: READY, message: "" });
    const worst =
      unhealthy.find(({ status }) => status === "False") ?? unhealthy.find(({ status }) => status !== "True");
    if (worst === undefined) return;
    const { status, reason, message } = worst;
    this.mark(READY, {
      status,
      ...(reason !== undefined && { reason }),
      ...(message !== undefined && { message }),
    });
  }
}

function byTransition(a: Condition, b: Condition): number {
  if (a.type === READY || b.type === READY) return a.type === READY ? 1 : -1;
  return (a.at ?? 0) - (b.at ?? 0);
}

function isSame(a: Condition, b: Condition): boolean {
  return (
    a.status === b.status &&
    a.reason === b.reason &&
    a.message === b.message &&
    a.observedGeneration === b.observedGeneration
  );
}

function timeOf(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** Reads `status.conditions`; what is no condition is left out. */
export function readConditions(value: unknown): Condition[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).flatMap((item): Condition[] => {
    if (typeof item !== "object" || item === null) return [];
    const { type, status, reason, message, observedGeneration, lastTransitionTime } = item as Record<
      string,
      unknown
    >;
    if (typeof type !== "string" || typeof status !== "string") return [];
    const at = typeof lastTransitionTime === "string" ? timeOf(lastTransitionTime) : undefined;
    return [
      {
        type,
        status,
        ...(typeof reason === "string" && { reason }),
        ...(typeof message === "string" && { message }),
        ...(typeof observedGeneration === "number" && { observedGeneration }),
        ...(at !== undefined && { at }),
      },
    ];
  });
}

/** Writes conditions as they are on the wire. */
export function writeConditions(conditions: readonly Condition[]): JsonObject[] {
  return conditions.map(({ at, observedGeneration, ...said }) => ({
    ...said,
    ...(observedGeneration !== undefined && observedGeneration !== 0 && { observedGeneration }),
    ...(at !== undefined && { lastTransitionTime: timestamp(at) }),
  }));
}
