/**
 * Waiting: sleeping, backing off, deadlines.
 * Imports nothing. Every wait here ends with a signal, and no timer keeps the process alive once its work is done.
 */

/**
 * Waits, or ends early with the signal.
 * @param ms milliseconds
 * @throws the signal's reason when it aborts
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(asError(signal.reason));
    const onAbort = () => {
      clearTimeout(timer);
      reject(asError(signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** The curve of a backoff. */
export interface BackoffOptions {
  /** Upper bound of the first wait, in milliseconds. @default 200 */
  base?: number;
  /** Upper bound of any wait, in milliseconds. @default 5_000 */
  cap?: number;
}

/**
 * How long to wait before the next attempt: exponential with full jitter, so that clients that failed together do not
 * come back together.
 * @param attempt 0 after the first failure
 * @returns milliseconds, at random between 0 and `min(cap, base * 2 ** attempt)`
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff(attempt: number, { base = 200, cap = 5_000 }: BackoffOptions = {}): number {
  return Math.random() * Math.min(cap, base * 2 ** attempt);
}

// Runtimes fire a longer timer at once.
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * A point in time that work must not pass, as a signal. Dispose it when the work is done: `using deadline = new Deadline(60_000)`.
 * Its signal also aborts with an outer one.
 */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #end: number;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #outer: AbortSignal | undefined;
  readonly #onOuter = () => this.abort(this.#outer?.reason);
  #expired = false;

  /**
   * @param ms milliseconds from now; more than 24 days, also `Infinity`, are taken as 24 days
   * @param outer a signal that ends the work earlier
   */
  constructor(ms: number, outer?: AbortSignal) {
    this.#end = performance.now() + ms;
    this.#outer = outer;
    this.#timer = setTimeout(
      () => {
        this.#expired = true;
        this.abort(new DOMException(`The deadline of ${ms} ms passed.`, "TimeoutError"));
      },
      Math.min(ms, LONGEST_TIMER),
    );
    this.#timer.unref();
    if (outer?.aborted) this.abort(outer.reason);
    else outer?.addEventListener("abort", this.#onOuter, { once: true });
  }

  /** Aborts when the time is over, when the outer signal does, or by {@link abort}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was the time that ended it. */
  get expired(): boolean {
    return this.#expired;
  }

  /** Milliseconds left, never negative. */
  remaining(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /** Ends what runs under this deadline now. */
  abort(reason?: unknown): void {
    this[Symbol.dispose]();
    this.#controller.abort(reason);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#onOuter);
  }
}

/** A signal that aborts with another one, and when it is disposed. */
export class Linked implements Disposable {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #onAbort = (): void => this.abort(this.#outer.reason);

  constructor(outer: AbortSignal) {
    this.#outer = outer;
    if (outer.aborted) this.abort(outer.reason);
    else outer.addEventListener("abort", this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason?: unknown): void {
    this.#outer.removeEventListener("abort", this.#onAbort);
    this.#controller.abort(reason);
  }

  [Symbol.dispose](): void {
    this.abort();
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new DOMException("The operation was aborted.", "AbortError");
}
