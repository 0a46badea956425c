/** `alchemy-kubernetes/local`: the embedded cluster, as a place to deploy to and for tests. */

import "../index.ts";

export { manualClock, type ManualClock } from "../../src/local/clock.ts";
export { local } from "./access.ts";
export { startCluster, type StartClusterOptions, type StartedCluster } from "./start-cluster.ts";
