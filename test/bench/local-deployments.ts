/**
 * How many Deployments a second the embedded cluster brings from an apply to ready, in process and in one thread: 16 at a time, as
 * many as the first argument says. Run by `bun test/bench/local-deployments.ts 5000`.
 */

import type { Manifest } from "../../src/model/object.ts";
import { createCluster } from "../../src/local/cluster.ts";

const COUNT = Number(process.argv[2] ?? 3000);
const AT_ONCE = 16;

const manifest = (index: number): Manifest => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: `web-${index}`, namespace: "default" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: `web-${index}` } },
    template: {
      metadata: { labels: { app: `web-${index}` } },
      spec: { containers: [{ name: "main", image: "nginx:1.27" }] },
    },
  },
});

const cluster = await createCluster();
const kind = cluster.kinds.byKind("apps/v1", "Deployment");
if (kind === undefined) throw new Error("Deployments are not served");
await cluster.settled();
const revision = cluster.store.revision;
const usage = process.cpuUsage();
const start = performance.now();
for (let index = 0; index < COUNT; index += AT_ONCE) {
  for (let own = index; own < Math.min(COUNT, index + AT_ONCE); own++)
    cluster.objects.apply(kind, manifest(own), { manager: "bench" });
  await cluster.settled();
}
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(usage);
const ready = cluster.store
  .list(kind.resource)
  .filter((deployment) => (deployment["status"] as { availableReplicas?: number }).availableReplicas === 1);
if (ready.length !== COUNT) throw new Error(`${ready.length} of ${COUNT} are ready`);
const writes = (cluster.store.revision - revision) / COUNT;
process.stdout.write(
  `${Math.round(COUNT / seconds)} Deployments/s, ${writes.toFixed(1)} writes and ` +
    `${Math.round((user + system) / COUNT)} µs of processor time for each\n`,
);
cluster.close();
