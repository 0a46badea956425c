/** What is around the process, as far as a cluster may be found by it. */

import { homedir } from "node:os";
import { join } from "node:path";

/** A parameter everywhere, so that every source can be tried without touching the process. */
export interface Environment {
  env: Record<string, string | undefined>;
  /** The home directory, that `~` stands for. */
  home: string;
  /** Where a pod finds `token`, `ca.crt` and `namespace`. */
  serviceAccountDirectory: string;
  /** The kubeconfig that a k3s server writes. */
  k3sKubeconfig: string;
}

/** The environment of this process. */
export function processEnvironment(): Environment {
  return {
    env: process.env,
    home: homedir(),
    serviceAccountDirectory: "/var/run/secrets/kubernetes.io/serviceaccount",
    k3sKubeconfig: "/etc/rancher/k3s/k3s.yaml",
  };
}

/** A path with a leading `~` as a real one. */
export function expandHome(path: string, home: string): string {
  return path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : path;
}

/** A path as people write it: with `~` for the home directory. */
export function abbreviateHome(path: string, home: string): string {
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
