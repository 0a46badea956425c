import { K3sService } from "alchemy-kubernetes/k3s";
import { type Config, hostsOf, urlOf } from "./config.ts";
import { exposeHost } from "./ingress.ts";
import { deployWorkload } from "./workload.ts";

const PORT = 8080;

/** The admin panel: static pages that talk to the control API from the browser. */
export async function deployAdminPanel(config: Config): Promise<void> {
  const hosts = hostsOf(config);
  await deployWorkload(config, "admin-panel", {
    container: {
      ports: [{ containerPort: PORT }],
      env: [{ name: "ORIGAN_API_URL", value: urlOf(config, hosts.controlApi) }],
      readinessProbe: { httpGet: { path: "/", port: PORT }, periodSeconds: 5 },
    },
  });
  await K3sService("admin-panel", { type: "ClusterIP", ports: [{ port: PORT, targetPort: PORT }] });
  await exposeHost(config, "admin-panel", { host: hosts.adminPanel, port: PORT });
}
