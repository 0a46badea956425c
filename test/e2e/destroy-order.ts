/** The order in which Alchemy destroys one after the other: by numbers in state, which a test may change. */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomOf, shuffled } from "../support/random.ts";
import type { Checkout } from "./checkout.ts";

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
  const order = shuffled(files.toSorted(), randomOf(seed)).toSorted(
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
