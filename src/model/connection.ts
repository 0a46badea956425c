/** Where a cluster is: what a user may say, and what is kept of it. Plain data; credentials stay out. Pure. */

/** A context of kubeconfig files. */
export interface KubeconfigCluster {
  /**
   * Kubeconfig files, merged as kubectl does.
   * @default the KUBECONFIG environment variable, else ~/.kube/config
   */
  kubeconfig?: string | string[];
  /** Which of their contexts. @default the files' current-context */
  context?: string;
}

/**
 * A server given in full.
 * @typeParam S what a credential is: a string inside the engine, a string or an Alchemy secret in a resource's props
 */
export interface InlineCluster<S = string> {
  /** `https://host:port` */
  server: string;
  /** Bearer token, of a ServiceAccount for example. */
  token?: S;
  /** PEM of the certificate that proves who the client is. */
  clientCertificate?: string;
  /** PEM of its private key. */
  clientKey?: S;
  /** PEM of the authorities that sign the server's certificate. @default the system's */
  certificateAuthority?: string;
  /** A file with that PEM. */
  certificateAuthorityFile?: string;
  /** Accept any server certificate: only for experiments. @default false */
  insecureSkipTlsVerify?: boolean;
  /** The name that the server's certificate is to have. @default the host of `server` */
  tlsServerName?: string;
  /** Proxy that leads to the server, `http://…` or `https://…`. @default the environment's HTTPS_PROXY */
  proxyUrl?: string;
  /** Namespace for objects that name none. */
  namespace?: string;
}

/** The service account of the pod that the program runs in. */
export interface InCluster {
  inCluster: true;
}

/** The embedded cluster: an API server that runs in this process, or in another one of this machine. */
export interface LocalCluster {
  /** The folder that it is kept in; `true` for the app's own, `.alchemy/local`. */
  local: string | true;
}

/** How to reach a cluster over the network, as a user says it. */
export type RemoteCluster<S = string> = KubeconfigCluster | InlineCluster<S> | InCluster;

/** How to reach a cluster, as a user says it. */
export type ClusterOptions<S = string> = RemoteCluster<S> | LocalCluster;

/** Where the cluster's address and credentials came from: enough to find the credentials again, without holding any. */
export type ConnectionSource =
  | { from: "kubeconfig"; files?: string[]; context: string }
  | { from: "environment" }
  | { from: "in-cluster" }
  | { from: "local"; directory?: string }
  | { from: "inline" };

/** A resolved cluster without its credentials; kept in state, so that delete needs no flag and no environment to know its target. */
export interface Connection {
  /** What people call it: the context's name, or the host. */
  name: string;
  server: string;
  source: ConnectionSource;
  /** The source in words, for messages: `context k3s of ~/.kube/config`. */
  description: string;
  /** The namespace that this source prefers, for objects that name none. */
  namespace?: string;
}

/**
 * Extension of a kubeconfig's cluster: the path of its `server` is a token, for kubectl, which sends none over plain HTTP. It is no
 * part of the address for clients that send it.
 */
export const TOKEN_IN_PATH = "local.alchemy.run/token-in-path";

/** Which cluster it is, whatever its address. */
export interface ClusterIdentity {
  /** uid of the `kube-system` Namespace; absent when we may not read it. */
  uid?: string;
  /** Digest of server and certificate authority. */
  endpoint: string;
}

/** Whether two identities are the same cluster, by the strongest mark that both carry. */
export function sameCluster(a: ClusterIdentity, b: ClusterIdentity): boolean {
  return a.uid !== undefined && b.uid !== undefined ? a.uid === b.uid : a.endpoint === b.endpoint;
}
