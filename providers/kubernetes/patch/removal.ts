/** Giving up the fields of a patch: at destroy on every object that may have them, after a change of target on the former ones. */

import { relinquish } from "../../../src/apply/relinquish.ts";
import { describeTarget } from "../../../src/apply/target.ts";
import { warn } from "../progress.ts";
import { type Departure, departureOf, leave } from "../removal.ts";
import type { KubernetesContext, StoredProps, StoredRef } from "../state.ts";
import { patchOwnership } from "./ownership.ts";

/** Gives up the fields on every object that may have them because of this resource, the current one first. */
export async function giveUpAll(
  context: KubernetesContext,
  props: Partial<StoredProps> | undefined,
): Promise<void> {
  const departure = await departureOf(context, props);
  const { checkpoint } = departure;
  for (const stored of checkpoint?.refs.toReversed() ?? [])
    await giveUp(departure, { ...stored, owner: checkpoint?.owner ?? "" });
}

/** Gives up the fields on one object; one that is gone, with its kind or its namespace, is done. */
export async function giveUp(departure: Departure, stored: StoredRef & { owner: string }): Promise<void> {
  await leave(departure, stored, (target) =>
    relinquish(target, {
      ownership: patchOwnership(stored),
      warn: (message) => warn(departure.scope, describeTarget(target), message),
    }),
  );
}
