/** One case for each row of the table of immutable fields. */

import type { Cases } from "./case.ts";
import { cluster } from "./cluster.ts";
import { core } from "./core.ts";
import { graphs } from "./graphs.ts";
import { workloads } from "./workloads.ts";

export const cases: Cases = { ...workloads, ...core, ...cluster, ...graphs };
