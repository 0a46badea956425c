/**
 * Sees when an instance and somebody else keep changing the same child: kro answers each change after three seconds at the
 * earliest, the embedded one at once, which would never end.
 */

import { RETRY } from "./round.ts";

/** So many rounds may write children, in so short a time and for one spec, before the next one waits. */
const ROUNDS = 50;

/** One round, as far as fights are concerned. */
export interface FightingRound {
  /** Whether it wrote children. */
  mutated: boolean;
  /** Of the instance. */
  generation: number;
  /** ms since 1970 */
  now: number;
}

export class Fights {
  #rounds = 0;
  #since = 0;
  #generation = 0;
  #until = 0;

  /** ms to wait before the next round, where it has to. */
  pause({ generation, now }: Omit<FightingRound, "mutated">): number | undefined {
    return generation === this.#generation && now < this.#until ? this.#until - now : undefined;
  }

  note({ mutated, generation, now }: FightingRound): void {
    if (generation !== this.#generation || now - this.#since >= RETRY) {
      // Who fought until now goes on fighting: one round each time is enough to see it.
      const fought = generation === this.#generation && this.#rounds >= ROUNDS;
      this.#rounds = fought && mutated ? ROUNDS : 0;
      this.#since = now;
      this.#generation = generation;
    }
    if (mutated) this.#rounds += 1;
    if (mutated && this.#rounds >= ROUNDS) this.#until = now + RETRY;
  }
}
