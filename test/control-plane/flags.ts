/** Command lines of the programs. Pure. */

import type { Certificates } from "./certificates.ts";

/** What a port is for. */
type Port =
  | "etcd"
  | "etcdPeer"
  | "server"
  | "controllerManager"
  | "scheduler"
  | "minio"
  | "minioConsole"
  | "kro"
  | "kubelet";

/** What the command lines are made from. */
export interface Layout {
  /** The control plane's own folder. */
  folder: string;
  certificates: Certificates;
  ports: Record<Port, number>;
  /** Kubeconfig of a program's user. */
  kubeconfig: (user: string) => string;
}

const loopback = "127.0.0.1";

/** The programs' own limits (20 to 50 requests a second) would dominate every timing. */
const raisedLimits = ["--kube-api-qps=2000", "--kube-api-burst=2000"];

const controllers = [
  "cron-job",
  "daemonset",
  "deployment",
  "endpoint",
  "ephemeralvolume",
  "gc",
  "horizontal-pod-autoscaler",
  "job",
  "namespace",
  "replicaset",
  "resource-quota",
  "service-endpoint",
  "serviceaccount-token",
  "statefulset",
  "ttl-after-finished",
];

export function etcdFlags({ folder, ports }: Layout): string[] {
  const [clients, peers] = [`http://${loopback}:${ports.etcd}`, `http://${loopback}:${ports.etcdPeer}`];
  return [
    `--data-dir=${folder}/etcd`,
    "--unsafe-no-fsync",
    "--log-level=error",
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=default=${peers}`,
  ];
}

export function serverFlags({ folder, ports, certificates }: Layout): string[] {
  return [
    `--etcd-servers=http://${loopback}:${ports.etcd}`,
    `--bind-address=${loopback}`,
    `--advertise-address=${loopback}`,
    `--secure-port=${ports.server}`,
    "--endpoint-reconciler-type=none",
    "--service-cluster-ip-range=10.0.0.0/16",
    "--authorization-mode=RBAC",
    "--allow-privileged",
    // The node's name is in no DNS.
    "--kubelet-preferred-address-types=InternalIP",
    `--tls-cert-file=${certificates.server.certificate}`,
    `--tls-private-key-file=${certificates.server.key}`,
    `--client-ca-file=${certificates.ca}`,
    `--token-auth-file=${folder}/tokens.csv`,
    `--service-account-key-file=${certificates.serviceAccountKey}`,
    `--service-account-signing-key-file=${certificates.serviceAccountKey}`,
    `--service-account-issuer=https://${loopback}:${ports.server}`,
    `--audit-policy-file=${folder}/audit-policy.json`,
    `--audit-log-path=${folder}/audit.log`,
    // Positions in the log must stay valid: it is never rotated.
    "--audit-log-maxsize=100000",
  ];
}

function componentFlags(user: string, port: number, { certificates, kubeconfig }: Layout): string[] {
  return [
    `--kubeconfig=${kubeconfig(user)}`,
    "--leader-elect=false",
    `--bind-address=${loopback}`,
    `--secure-port=${port}`,
    `--tls-cert-file=${certificates.server.certificate}`,
    `--tls-private-key-file=${certificates.server.key}`,
    ...raisedLimits,
  ];
}

export function controllerManagerFlags(layout: Layout): string[] {
  return [
    ...componentFlags("kube-controller-manager", layout.ports.controllerManager, layout),
    `--root-ca-file=${layout.certificates.ca}`,
    `--service-account-private-key-file=${layout.certificates.serviceAccountKey}`,
    ...controllers.map((name) => `--concurrent-${name}-syncs=20`),
  ];
}

export function schedulerFlags(layout: Layout): string[] {
  return componentFlags("kube-scheduler", layout.ports.scheduler, layout);
}

/** @param stages files with the Stage documents, all that there are; and what containers have written */
export function kwokFlags({ kubeconfig, ports, certificates }: Layout, stages: readonly string[]): string[] {
  return [
    `--kubeconfig=${kubeconfig("kwok")}`,
    `--node-ip=${loopback}`,
    `--node-port=${ports.kubelet}`,
    `--server-address=${loopback}:${ports.kubelet}`,
    `--tls-cert-file=${certificates.server.certificate}`,
    `--tls-private-key-file=${certificates.server.key}`,
    "--manage-all-nodes",
    "--node-lease-duration-seconds=40",
    "--cidr=10.244.0.0/16",
    ...stages.map((file) => `--config=${file}`),
  ];
}

export function minioFlags({ folder, ports }: Layout): string[] {
  const [address, console] = [`${loopback}:${ports.minio}`, `${loopback}:${ports.minioConsole}`];
  return ["server", `${folder}/minio`, "--address", address, "--console-address", console, "--quiet"];
}

export function kroFlags({ kubeconfig, ports }: Layout): string[] {
  return [
    `--kubeconfig=${kubeconfig("kro")}`,
    `--health-probe-bind-address=${loopback}:${ports.kro}`,
    `--metrics-bind-address=${loopback}:0`,
    "--client-qps=2000",
    "--client-burst=2000",
    "--dynamic-controller-concurrent-reconciles=16",
    "--dynamic-controller-rate-limiter-rate-limit=2000",
    "--dynamic-controller-rate-limiter-burst-limit=2000",
  ];
}
