import { K3sDeployment, K3sService } from "alchemy-kubernetes/k3s";
import type { BucketAddress } from "./bucket.ts";
import { type Config, imageOf, resourcesOf } from "./config.ts";
import { EVENTS_NATS_SERVER } from "./nats.ts";

const PORT = 8000;

/** How the gateway reaches the runner. */
export const RUNNER_URL = `http://runner:${PORT}`;

/** The runner: executes the server side of deployed applications. */
export async function deployRunner(config: Config, bucket: BucketAddress): Promise<void> {
  await K3sDeployment("runner", {
    replicas: config.environment.replicas.runner,
    containers: [
      {
        name: "runner",
        image: imageOf(config, "runner"),
        ports: [{ containerPort: PORT }],
        env: [
          { name: "BUCKET_URL", value: bucket.BUCKET_URL },
          { name: "BUCKET_NAME", value: bucket.BUCKET_NAME },
          { name: "EVENTS_NATS_SERVER", value: EVENTS_NATS_SERVER },
        ],
        readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 5 },
        resources: resourcesOf(config, "runner"),
      },
    ],
  });
  await K3sService("runner", { type: "ClusterIP", ports: [{ port: PORT, targetPort: PORT }] });
}
