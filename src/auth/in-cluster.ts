/**
 * The service account of the pod that the program runs in.
 * @see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/#directly-accessing-the-rest-api
 */

import { join } from "node:path";
import type { Access } from "./access.ts";
import { tokenFile } from "./credentials.ts";
import type { Environment } from "./environment.ts";
import { readNamed, readOptional, RotatingFile } from "./files.ts";
import { checkAuthority } from "./pem.ts";

const OBJECT = "service account of this pod";

/**
 * Opens the cluster that the program runs in; the token is read again when the kubelet renews it.
 * @returns the reason in words when the program runs in no pod, or in one without a token
 * @throws ProviderError `bad-kubeconfig` when the pod's `ca.crt` is missing or unreadable
 */
export async function openInCluster({ env, serviceAccountDirectory }: Environment): Promise<Access | string> {
  const host = env["KUBERNETES_SERVICE_HOST"] ?? "";
  const port = env["KUBERNETES_SERVICE_PORT"] ?? "";
  if (host === "" || port === "")
    return "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: not in a pod";
  const path = (name: string): string => join(serviceAccountDirectory, name);
  if ((await readOptional(path("token"))) === undefined) {
    return `${path("token")} does not exist: the pod mounts no service account token`;
  }
  const use = { object: OBJECT, field: "certificate-authority", code: "bad-kubeconfig" } as const;
  const authority = await readNamed(path("ca.crt"), use);
  const namespace = (await readOptional(path("namespace")))?.trim();
  const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const access: Access = {
    connection: {
      name: address,
      server: `https://${address}`,
      source: { from: "in-cluster" },
      description: OBJECT,
    },
    tls: { certificateAuthority: checkAuthority(authority, OBJECT) },
    credentials: tokenFile(
      new RotatingFile(path("token"), { object: OBJECT, field: "token", code: "credentials" }),
    ),
  };
  if (namespace !== undefined && namespace !== "") access.connection.namespace = namespace;
  return access;
}
