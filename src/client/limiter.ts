/** How many requests may be under way at once: follows what the server bears instead of a fixed rate. */

/** Leave to send one request. End it exactly once. */
export interface Slot {
  /** The server answered: with time this lets more requests run side by side. */
  succeed(): void;
  /** The server asked to slow down (429). */
  throttle(): void;
  /** Neither: the connection failed, or the caller gave up. */
  release(): void;
}

interface Waiter {
  start(): void;
}

/** Bounds of a {@link Limiter}. */
export interface LimiterOptions {
  /** Requests side by side at the start. @default 32 */
  start?: number;
  /** Never more than that. @default 64 */
  max?: number;
}

/**
 * Additive increase, multiplicative decrease over the number of requests under way: first come, first served.
 * A burst of 429s counts once, because its requests were all sent under the same limit.
 */
export class Limiter {
  #limit: number;
  #active = 0;
  #successes = 0;
  #epoch = 0;
  #waited = false;
  readonly #max: number;
  readonly #queue: Waiter[] = [];

  constructor({ start = 32, max = 64 }: LimiterOptions = {}) {
    this.#limit = start;
    this.#max = Math.max(start, max);
  }

  /** Requests that may be under way now. */
  get limit(): number {
    return this.#limit;
  }

  /** Requests that are under way now. */
  get active(): number {
    return this.#active;
  }

  /**
   * Waits for leave to send.
   * @param options `signal` ends the wait; `first` goes ahead of the queue, for a request that was under way already
   * @throws the signal's reason
   */
  acquire({ signal, first = false }: { signal?: AbortSignal; first?: boolean } = {}): Promise<Slot> {
    signal?.throwIfAborted();
    if (this.#active < this.#limit && (first || this.#queue.length === 0))
      return Promise.resolve(this.#open());
    this.#waited = true;
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        start: () => {
          signal?.removeEventListener("abort", leave);
          resolve(this.#open());
        },
      };
      const leave = () => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener("abort", leave, { once: true });
      if (first) this.#queue.unshift(waiter);
      else this.#queue.push(waiter);
    });
  }

  #open(): Slot {
    this.#active++;
    const epoch = this.#epoch;
    return {
      succeed: () => this.#end(() => this.#grow()),
      throttle: () => this.#end(() => this.#shrink(epoch)),
      release: () => this.#end(() => undefined),
    };
  }

  #end(adapt: () => void): void {
    this.#active--;
    adapt();
    while (this.#active < this.#limit) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      next.start();
    }
  }

  #grow(): void {
    // A limit that nobody had to wait for says nothing about a higher one.
    if (++this.#successes < this.#limit || !this.#waited) return;
    this.#successes = 0;
    this.#waited = false;
    this.#limit = Math.min(this.#max, this.#limit + 1);
  }

  #shrink(epoch: number): void {
    if (epoch !== this.#epoch) return;
    this.#epoch++;
    this.#successes = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }
}
