/** What is in an embedded cluster that no process runs. */

import { join } from "node:path";
import { createCluster, type Cluster } from "../../../src/local/cluster.ts";
import { DEFAULT_DIRECTORY, filesOf } from "../../../src/local/host/directory.ts";
import { startHost } from "../../../src/local/host/host.ts";
import { connect } from "../../../src/s3/client.ts";

/** Written by the cluster's own controllers at any time. */
const OWN = new Set(["/events", "coordination.k8s.io/leases"]);

/** Runs the cluster of a folder in this process for as long as something is done with it. */
export async function inCluster<T>(
  folder: string,
  look: (cluster: Cluster, s3: string[]) => T | Promise<T>,
): Promise<T> {
  const host = await startHost(filesOf(join(folder, DEFAULT_DIRECTORY)));
  try {
    const { s3: endpoint, accessKey, secretKey } = host.address;
    const s3 = await connect({ endpoint, accessKey, secretKey });
    const answer = await s3.send({ method: "GET", action: "s3:ListAllMyBuckets", resource: "*" });
    const buckets = [...(answer?.body ?? "").matchAll(/<Name>([^<]*)/g)].map(([, name = ""]) => name);
    return await look(host.cluster, buckets);
  } finally {
    host.close();
  }
}

/** Objects as `resource namespace/name`. */
export function objectsIn({ kinds, store }: Cluster): string[] {
  const resources = new Set(kinds.all().map(({ resource }) => resource));
  return [...resources]
    .filter((resource) => !OWN.has(resource))
    .flatMap((resource) =>
      store.list(resource).map(({ metadata }) => `${resource} ${metadata.namespace ?? ""}/${metadata.name}`),
    )
    .toSorted();
}

/** What deployments left: objects that a new cluster does not have, and buckets. */
export function leftIn(folder: string): Promise<string[]> {
  return inCluster(folder, async (cluster, buckets) => {
    const fresh = await createCluster();
    await Promise.all([cluster.settled(), fresh.settled()]);
    const usual = new Set(objectsIn(fresh));
    fresh.close();
    const left = objectsIn(cluster).filter((object) => !usual.has(object));
    return [...left, ...buckets.map((name) => `bucket ${name}`)];
  });
}
