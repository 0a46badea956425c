/** Choices that look random and follow from a seed, so that what failed can be repeated. */

/** The variable SEED, else a number that the present commit decides: every commit tries something else. */
export function seedOf(): number {
  const given = process.env["SEED"];
  if (given !== undefined) return Number(given);
  const { stdout } = Bun.spawnSync(["git", "rev-parse", "--short=6", "HEAD"], { cwd: import.meta.dir });
  return Number.parseInt(stdout.toString(), 16) || 1;
}

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The items in another order. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(random() * left.length), 1)[0] as T);
}

/** Some of the items. */
export function sampleOf<T>(items: readonly T[], count: number, random: () => number): T[] {
  return shuffled(items, random).slice(0, count);
}
