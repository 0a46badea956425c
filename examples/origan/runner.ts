import { NetworkPolicy } from "alchemy-kubernetes";
import { K3sService } from "alchemy-kubernetes/k3s";
import type { BucketAddress } from "./bucket.ts";
import type { Config } from "./config.ts";
import { EVENTS_NATS_SERVER } from "./nats.ts";
import { deployWorkload } from "./workload.ts";

const PORT = 8000;

/** How the gateway reaches the runner. */
export const RUNNER_URL = `http://runner:${PORT}`;

/** The runner: executes the server side of deployed applications. It is strangers' code: it gets no rights and little network. */
export async function deployRunner(config: Config, bucket: BucketAddress): Promise<void> {
  // First of all: no pod is to be without it.
  await restrictTraffic(bucket);
  await deployWorkload(config, "runner", {
    container: {
      ports: [{ containerPort: PORT }],
      env: [
        { name: "BUCKET_URL", value: bucket.BUCKET_URL },
        { name: "BUCKET_NAME", value: bucket.BUCKET_NAME },
        { name: "EVENTS_NATS_SERVER", value: EVENTS_NATS_SERVER },
      ],
      readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 5 },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    },
    pod: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    },
  });
  await K3sService("runner", { type: "ClusterIP", ports: [{ port: PORT, targetPort: PORT }] });
}

/** Where clusters, their nodes and clouds' metadata are. */
const PRIVATE = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

/** The runner is reached by the gateway, and reaches names, the bucket, NATS and the internet: not the database. */
async function restrictTraffic({ BUCKET_URL }: BucketAddress): Promise<void> {
  await NetworkPolicy("runner", {
    metadata: { name: "runner" },
    spec: {
      ...pods("runner"),
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [pods("gateway")], ports: [{ port: PORT }] }],
      egress: [
        { ports: [{ port: 53, protocol: "UDP" }, { port: 53 }] },
        { ports: [{ port: portOf(BUCKET_URL) }] },
        { to: [pods("nats")], ports: [{ port: portOf(EVENTS_NATS_SERVER) }] },
        { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: PRIVATE } }] },
      ],
    },
  });
}

function pods(app: string): { podSelector: { matchLabels: { app: string } } } {
  return { podSelector: { matchLabels: { app } } };
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
