/** How long a verdict must stand before it counts; started when the verdict appears, cleared when it changes. */
export class Patience implements Disposable {
  readonly #onEnd: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since: string | undefined;
  ended = false;

  /** @param onEnd called when a verdict has stood long enough */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** @param state the same one again does not begin anew; @param ms how long it must stand */
  start(state: string, ms: number): void {
    if (this.#since === state) return;
    this.clear();
    this.#since = state;
    this.#timer = setTimeout(() => {
      this.ended = true;
      this.#onEnd();
    }, ms);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#since = undefined;
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}
