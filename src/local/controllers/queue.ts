/**
 * Runs controllers: maps changes to keys, reconciles one key at a time, in slices between which requests are answered.
 * Imports contracts only. Invariant: a key that changed is reconciled after its last change, whatever happens before.
 */

import { StatusError } from "../status.ts";
import type { Change } from "../store/store.ts";
import type { Controller, ControllerContext, Key } from "./controller.ts";
import { keyTimers, type KeyTimers } from "./key-timers.ts";

/** How long controllers run before they let others run, ms. */
const SLICE = 5;
/** How many keys one controller gets before the next one. */
const TURN = 32;
/** First and longest wait after an error, ms. */
const BACKOFF = { first: 10, longest: 30_000 };
/** So often a conflict is retried at once: more is a mistake of the controller. */
const CONFLICTS = 5;

export interface QueueOptions {
  controllers: readonly Controller[];
  context: ControllerContext;
  /** Hears of errors that controllers throw, other than conflicts. The key is retried. */
  onError?: (error: unknown, controller: string, key: Key) => void;
}

export interface Queue {
  /**
   * Resolves when nothing is left to do at the present time: no key waits, no timer is due. Timers of the future do not count.
   * @throws Error when the queue is closed
   */
  settled(): Promise<void>;
  /** When the next timer falls due, ms since 1970; `undefined` when none is set. */
  nextTimer(): number | undefined;
  /** Forgets everything and listens no more. */
  close(): void;
}

/** One controller with what it has to do. */
interface Lane {
  controller: Controller;
  keys: Map<string, Key>;
  /** Failures in a row, by key. */
  failures: Map<string, number>;
}

interface Watch {
  lane: Lane;
  map: (change: Change, context: ControllerContext) => Key[];
}

/** Starts controllers: they look at everything that is there, and then at what changes. */
export function startQueue(options: QueueOptions): Queue {
  return new Running(options);
}

class Running implements Queue {
  readonly #context: ControllerContext;
  readonly #onError: QueueOptions["onError"];
  readonly #lanes: readonly Lane[];
  /** By resource, made when it first changes. */
  readonly #watches = new Map<string, readonly Watch[]>();
  readonly #timers: KeyTimers;
  readonly #stop: () => void;
  #waiting: PromiseWithResolvers<void>[] = [];
  #scheduled = false;
  #closed = false;

  constructor({ controllers, context, onError }: QueueOptions) {
    this.#context = context;
    this.#onError = onError;
    this.#lanes = controllers.map((controller) => ({ controller, keys: new Map(), failures: new Map() }));
    this.#timers = keyTimers(context.clock);
    this.#stop = context.store.listen("written", (change) => this.#hear(change));
    const { revision } = context.store;
    for (const [resource, object] of present(context))
      this.#hear({ type: "ADDED", resource, object, revision });
  }

  settled(): Promise<void> {
    if (this.#closed) return Promise.reject(new Error("the controllers have been stopped"));
    const one = Promise.withResolvers<void>();
    this.#waiting.push(one);
    setImmediate(() => this.#release());
    return one.promise;
  }

  nextTimer(): number | undefined {
    return this.#timers.next();
  }

  close(): void {
    this.#closed = true;
    this.#stop();
    this.#timers.clearAll();
    for (const lane of this.#lanes) lane.keys.clear();
    for (const one of this.#waiting) one.reject(new Error("the controllers have been stopped"));
    this.#waiting = [];
  }

  #hear(change: Change): void {
    for (const { lane, map } of this.#watchesOf(change.resource))
      for (const key of map(change, this.#context)) this.#enqueue(lane, key);
  }

  #watchesOf(resource: string): readonly Watch[] {
    let of = this.#watches.get(resource);
    if (of === undefined) {
      of = watchesOf(this.#lanes, resource);
      this.#watches.set(resource, of);
    }
    return of;
  }

  #enqueue(lane: Lane, key: Key): void {
    lane.keys.set(textOf(key), key);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    setImmediate(() => this.#slice());
  }

  #slice(): void {
    const end = performance.now() + SLICE;
    do for (const lane of this.#lanes) this.#turn(lane, end);
    while (this.#isBusy() && performance.now() < end);
    this.#scheduled = false;
    if (this.#isBusy()) this.#schedule();
    else this.#release();
  }

  #turn(lane: Lane, end: number): void {
    let left = TURN;
    for (const [text, key] of lane.keys) {
      this.#reconcile(lane, text, key);
      left -= 1;
      if (left === 0 || performance.now() >= end) return;
    }
  }

  #reconcile(lane: Lane, text: string, key: Key): void {
    lane.keys.delete(text);
    this.#timers.clear(timerOf(lane, text));
    try {
      const delay = lane.controller.reconcile(key, this.#context);
      lane.failures.delete(text);
      if (typeof delay === "number") this.#later(lane, key, delay);
    } catch (error) {
      this.#failed(lane, key, error);
    }
  }

  #failed(lane: Lane, key: Key, error: unknown): void {
    const text = textOf(key);
    const count = (lane.failures.get(text) ?? 0) + 1;
    lane.failures.set(text, count);
    const isConflict = error instanceof StatusError && error.status.reason === "Conflict";
    if (isConflict && count <= CONFLICTS) {
      this.#enqueue(lane, key);
      return;
    }
    this.#onError?.(error, lane.controller.name, key);
    this.#later(lane, key, Math.min(BACKOFF.first * 2 ** (count - 1), BACKOFF.longest));
  }

  #later(lane: Lane, key: Key, delay: number): void {
    this.#timers.set(timerOf(lane, textOf(key)), delay, () => this.#enqueue(lane, key));
  }

  #isBusy(): boolean {
    return this.#lanes.some(({ keys }) => keys.size > 0);
  }

  #release(): void {
    if (this.#waiting.length === 0 || this.#isBusy()) return;
    // The clock runs timers when the process gets to it: what is due by now counts as due.
    this.#timers.runDue();
    if (this.#isBusy()) return;
    const done = this.#waiting;
    this.#waiting = [];
    for (const one of done) one.resolve();
  }
}

function watchesOf(lanes: readonly Lane[], resource: string): Watch[] {
  return lanes.flatMap((lane) =>
    [resource, "*"].flatMap((name) => {
      const map = lane.controller.watches[name];
      return map === undefined ? [] : [{ lane, map }];
    }),
  );
}

function* present({ store, kinds }: ControllerContext): Generator<[string, Change["object"]]> {
  for (const resource of new Set(kinds.all().map((kind) => kind.resource)))
    for (const object of store.list(resource)) yield [resource, object];
}

function textOf({ resource, namespace = "", name }: Key): string {
  return `${resource} ${namespace} ${name}`;
}

function timerOf({ controller }: Lane, text: string): string {
  return `${controller.name} ${text}`;
}
