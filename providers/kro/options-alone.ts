/** The options of a factory that runs outside of Alchemy: what of them holds there, and what cannot. */

import { checkPathSyntax } from "../../src/apply/ignore-paths.ts";
import { ProviderError } from "../../src/errors.ts";
import type { FailChoice, WaitChoice } from "../../src/readiness/wait-rule.ts";
import { INSTANCE_TIMEOUT } from "../../src/run/timeouts.ts";
import { checkOptions } from "../kubernetes/check-options.ts";
import { checkRules } from "../kubernetes/deploy-object.ts";
import type { FactoryOptions } from "./factory-types.ts";
import type { AnyGraph } from "./instance-request.ts";

/** What to wait for, and what ends the wait as a failure. */
export interface Waiting {
  wait: WaitChoice;
  failOn?: FailChoice;
}

/** What a factory waits for. */
export function waitingOf({ wait = "ready", failOn, waitForReady }: FactoryOptions): Waiting {
  return { wait: waitForReady === false ? "applied" : wait, ...(failOn !== undefined && { failOn }) };
}

/**
 * Checks options before anything is asked of the cluster.
 * @throws {ProviderError} `usage` for one that is wrong, or that needs Alchemy's state to mean anything
 */
export async function checkAlone(
  { name, apiVersion, kind }: AnyGraph,
  options: FactoryOptions,
): Promise<void> {
  const { adopt = false, timeout = INSTANCE_TIMEOUT, conflicts = "fail", drift = "repair" } = options;
  const { allowDataLoss = false } = options;
  const object = `${kind} "${name}"`;
  checkOptions(object, { adopt, timeout, conflicts, drift, allowDataLoss, delete: true });
  if (typeof conflicts === "object") checkPathSyntax(conflicts.ignore, object);
  await checkRules({ id: name, apiVersion, kind }, waitingOf(options));
  const stateful = [
    ...(drift === "repair" ? [] : ["drift"]),
    ...(options.delete === undefined ? [] : ["delete"]),
  ];
  if (stateful.length === 0) return;
  throw new ProviderError("usage", `its ${stateful.join(" and ")} would do nothing outside of Alchemy`, {
    object,
    advice:
      "Leave it out, or deploy in a program of Alchemy: there its state says what was deployed and how it goes.",
  });
}
