/** The files and objects that a control plane starts with. Data and functions of it; nothing is read or written here. */

import { dump } from "js-yaml";

/** Who may connect by bearer token. Each program has a user of its own, so that the audit log tells them apart. */
export const users = ["admin", "kube-controller-manager", "kube-scheduler", "kwok", "kro"] as const;

/** Name of a user in the token file. */
export type User = (typeof users)[number];

/** What the audit log holds of a request: of everything the metadata, with `bodies` the statuses of workloads, too. */
export type AuditLevel = "metadata" | "bodies";

/** Every request once, when it is answered; a watch when it starts. No other bodies: they may hold secrets. */
export function auditPolicy(level: AuditLevel): object {
  const statuses = {
    level: "RequestResponse",
    resources: ["apps", "batch"].map((group) => ({ group, resources: ["*/status"] })),
  };
  return {
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    omitStages: ["RequestReceived"],
    rules: [...(level === "bodies" ? [statuses] : []), { level: "Metadata" }],
  };
}

/** Our provisioner's name in the default StorageClass. */
export const provisioner = "control-plane.test/host-path";

/** The default StorageClass; its volumes are bound at once, as no kubelet mounts them. */
export const storageClass = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "standard", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner,
  reclaimPolicy: "Delete",
  volumeBindingMode: "Immediate",
};

/** The one node; kwok fills in its status: 1000 CPUs, 1 Ti of memory, a million pods. */
export const node = {
  apiVersion: "v1",
  kind: "Node",
  metadata: {
    name: "node-1",
    annotations: { "kwok.x-k8s.io/node": "fake", "node.alpha.kubernetes.io/ttl": "0" },
    labels: {
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": "node-1",
      "kubernetes.io/os": "linux",
    },
  },
};

/** Lines of the API server's token file: token, user, uid, groups. */
export function tokenFile(tokens: Record<User, string>): string {
  return users.map((user) => `${tokens[user]},${userName(user)},${user},"system:masters"\n`).join("");
}

function userName(user: User): string {
  return user.startsWith("kube-") ? `system:${user}` : user;
}

/** Where a kubeconfig points to and as whom. */
export interface KubeconfigOptions {
  server: string;
  /** Path of the certificate authority's file. */
  ca: string;
  user: { token: string } | { "client-certificate": string; "client-key": string };
}

/** A kubeconfig with one context, `control-plane`, as kubectl writes it. */
export function kubeconfig({ server, ca, user }: KubeconfigOptions): string {
  const name = "control-plane";
  return dump({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority": ca } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}
