import { K3sIngress } from "alchemy-kubernetes/k3s";
import type { Config } from "./config.ts";

/** A public host that leads to a service of the same name, over TLS where the environment has an issuer. */
export async function exposeHost(
  { environment: { clusterIssuer } }: Config,
  name: string,
  { host, port }: { host: string; port: number },
): Promise<void> {
  const backend = { service: { name, port: { number: port } } };
  await K3sIngress(name, {
    rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
    ...(clusterIssuer !== undefined && {
      annotations: { "cert-manager.io/cluster-issuer": clusterIssuer },
      tls: [{ hosts: [host], secretName: `${name}-tls` }],
    }),
  });
}
