/** Letting only so many in at once, in the order in which they came. */

/** At most so many pieces of work run at once; the others wait for their turn. */
export class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param width how many may run at once */
  constructor(width: number) {
    this.#free = width;
  }

  /** Runs the work when it is its turn. @throws what the work throws */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The turn goes to the next in line, or back.
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
