import { K3sService } from "alchemy-kubernetes/k3s";
import type { BucketAddress } from "./bucket.ts";
import { type Config, hostsOf } from "./config.ts";
import { CONTROL_API_URL } from "./control-api.ts";
import { exposeHost } from "./ingress.ts";
import { RUNNER_URL } from "./runner.ts";
import { deployWorkload } from "./workload.ts";

const PORT = 7777;

/** The gateway: serves every deployed application under its own subdomain. */
export async function deployGateway(config: Config, bucket: BucketAddress): Promise<void> {
  const { environment, variables } = config;
  await deployWorkload(config, "gateway", {
    container: {
      ports: [{ containerPort: PORT }],
      env: [
        { name: "ORIGAN_DEPLOY_DOMAIN", value: variables.ORIGAN_DEPLOY_DOMAIN },
        { name: "CONTROL_API_URL", value: CONTROL_API_URL },
        { name: "RUNNER_URL", value: RUNNER_URL },
        { name: "BUCKET_URL", value: bucket.BUCKET_URL },
        { name: "BUCKET_NAME", value: bucket.BUCKET_NAME },
      ],
      readinessProbe: { httpGet: { path: "/health", port: PORT }, periodSeconds: 5 },
    },
  });
  const { gatewayNodePort: nodePort } = environment;
  const port = { port: PORT, targetPort: PORT };
  await (nodePort === undefined
    ? K3sService("gateway", { type: "ClusterIP", ports: [port] })
    : K3sService("gateway", { type: "NodePort", ports: [{ ...port, nodePort }] }));
  await exposeHost(config, "gateway", { host: hostsOf(config).gateway, port: PORT });
}
