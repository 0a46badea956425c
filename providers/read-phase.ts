/** What a run that only reads waits for. */

import type { Scope } from "alchemy";
import { sleep } from "../src/retry.ts";

const POLL = 200;

/**
 * Reads what is stored of a resource. An app that is only read beside the selected one waits until that has deployed it: Alchemy compares
 * what it finds with these props.
 * @param read what state has of the resource now
 */
export async function untilDeployed<Earlier extends { stable: boolean }>(
  scope: Scope,
  read: () => Promise<Earlier>,
): Promise<Earlier> {
  let earlier = await read();
  // Nobody deploys it beside an app that is destroyed: Alchemy ends the run when there is nothing to read.
  while (scope.isSelected === false && !earlier.stable && !process.argv.includes("--destroy")) {
    await sleep(POLL);
    earlier = await read();
  }
  return earlier;
}
