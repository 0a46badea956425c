/** The order in which Alchemy destroys one after the other: by numbers in state, which a test may change. */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Checkout } from "./checkout.ts";

/** Numbers that look random and follow from a seed. @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The items in another order. */
export function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = Math.floor(next() * (index + 1));
    const [a, b] = [result[index], result[other]];
    if (a === undefined || b === undefined) continue;
    [result[index], result[other]] = [b, a];
  }
  return result;
}

interface StateFile {
  seq: number;
  output: Record<string, unknown>;
}

const SEQ = "Symbol(alchemy::ResourceSeq)";

/**
 * Makes the next destroy go through the resources in a seeded order.
 * @param first id of the resource that it begins with
 * @returns the ids in that order
 */
export async function destroyInOrder(checkout: Checkout, seed: number, first?: string): Promise<string[]> {
  const files = Object.keys(await checkout.state()).filter((file) => file.split("/").length === 3);
  const idOf = (file: string): string => file.split("/")[2]?.replace(".json", "") ?? "";
  const order = shuffled(files.toSorted(), random(seed)).toSorted(
    (a, b) => Number(idOf(b) === first) - Number(idOf(a) === first),
  );
  for (const [index, file] of order.entries()) {
    const path = join(checkout.folder, ".alchemy", file);
    const state = JSON.parse(await readFile(path, "utf8")) as StateFile;
    if (!(SEQ in state.output))
      throw new Error(`${file} has no ${SEQ}: ${Object.keys(state.output).join(", ")}`);
    state.seq = order.length - index;
    state.output[SEQ] = order.length - index;
    await writeFile(path, JSON.stringify(state));
  }
  return order.map(idOf);
}
