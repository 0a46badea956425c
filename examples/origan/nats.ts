import { K3sDeployment, K3sService } from "alchemy-kubernetes/k3s";
import { type Config, resourcesOf } from "./config.ts";

/** How the other services reach NATS. */
export const EVENTS_NATS_SERVER = "nats://nats:4222";

/** Origan's own NATS. Its streams live as long as its pod: they carry events, not data. */
export async function deployNats(config: Config): Promise<void> {
  await K3sDeployment("nats", {
    replicas: 1,
    containers: [
      {
        name: "nats",
        image: "nats:2.10-alpine",
        args: ["--jetstream", "--store_dir=/data", "--http_port=8222"],
        ports: [{ containerPort: 4222 }, { containerPort: 8222 }],
        volumeMounts: [{ name: "streams", mountPath: "/data" }],
        readinessProbe: { httpGet: { path: "/healthz", port: 8222 }, periodSeconds: 5 },
        resources: resourcesOf(config, "nats"),
      },
    ],
    volumes: [{ name: "streams", emptyDir: {} }],
  });
  await K3sService("nats", { ports: [{ port: 4222, targetPort: 4222 }] });
}
