/** What is recorded of the real controllers: objects, what happens to them, and when it is over. */

import { rollouts } from "./rollouts.ts";
import { failures } from "./failures.ts";
import { jobs } from "./jobs.ts";
import { storageAndNetwork } from "./volumes-and-network.ts";
import { definitions } from "./definitions.ts";
import type { Scenario } from "./step.ts";

export type { Scenario, Step } from "./step.ts";

/** All that is recorded, in this order. */
export const scenarios: readonly Scenario[] = [
  ...rollouts,
  ...failures,
  ...jobs,
  ...storageAndNetwork,
  ...definitions,
];
