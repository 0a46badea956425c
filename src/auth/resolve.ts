/**
 * Finds the cluster that is meant, and finds it again from what state kept of it.
 * The order of the sources is a table; the first that applies wins, and one that is set but wrong is an error: the program never
 * goes on to another cluster than the one that somebody asked for, and never to localhost.
 */

import { delimiter, join, resolve } from "node:path";
import { DOCS, ProviderError } from "../errors.ts";
import type { Connection, InlineCluster, KubeconfigCluster, RemoteCluster } from "../model/connection.ts";
import type { Access } from "./access.ts";
import { openContext, type ContextChoice } from "./context.ts";
import { abbreviateHome, expandHome, processEnvironment, type Environment } from "./environment.ts";
import { systemCode } from "./files.ts";
import { openInCluster } from "./in-cluster.ts";
import { openInline, openVariables } from "./inline.ts";
import { readKubeconfig, type Kubeconfig } from "./kubeconfig.ts";

export type { Environment } from "./environment.ts";

/** Why a source does not apply, in words; or the access that it gives. */
type Attempt = Access | string;

/** Where a cluster is looked for when the program names none: the first that applies wins. */
const SOURCES: readonly ((environment: Environment) => Promise<Attempt>)[] = [
  async (environment) => (await openVariables(environment)) ?? "K3S_API_URL and K3S_TOKEN are not set",
  fromUserKubeconfig,
  openInCluster,
  fromK3sKubeconfig,
];

const ADVICE = `Set KUBECONFIG, or K3S_API_URL and K3S_TOKEN, or pass the cluster in the program: ${DOCS}/clusters.md. Or try it without any cluster: --local.`;

/**
 * Finds the cluster to work on.
 * @param options what the program says; absent: the first source that applies of K3S_API_URL and K3S_TOKEN, KUBECONFIG or
 * `~/.kube/config`, the pod's service account, `/etc/rancher/k3s/k3s.yaml`
 * @throws ProviderError `no-cluster` when no source applies, `bad-kubeconfig` or `credentials` when one applies and cannot be used
 */
export async function resolveAccess(
  options: RemoteCluster = {},
  environment: Environment = processEnvironment(),
): Promise<Access> {
  if ("server" in options) return openInline(options, environment);
  if ("inCluster" in options) return requireInCluster(environment);
  if (options.kubeconfig !== undefined || options.context !== undefined)
    return openNamed(options, environment);
  const reasons: string[] = [];
  for (const source of SOURCES) {
    const attempt = await source(environment);
    if (typeof attempt !== "string") return attempt;
    reasons.push(attempt);
  }
  throw new ProviderError("no-cluster", `no cluster is configured; tried: ${reasons.join("; ")}`, {
    advice: ADVICE,
  });
}

/**
 * Opens the same cluster again from what state kept: same source, same context.
 * @param inline the credentials of a connection that was given inline; state holds none
 * @throws ProviderError `no-cluster` when the source is not there any more, `credentials` when `inline` is missing
 */
export async function reopenAccess(
  connection: Connection,
  inline?: InlineCluster,
  environment: Environment = processEnvironment(),
): Promise<Access> {
  const { source } = connection;
  switch (source.from) {
    case "kubeconfig": {
      const named: KubeconfigCluster = { context: source.context };
      if (source.files !== undefined) named.kubeconfig = source.files;
      return openNamed(named, environment);
    }
    case "in-cluster":
      return requireInCluster(environment);
    case "environment": {
      const access = await openVariables(environment);
      if (access !== undefined) return access;
      throw new ProviderError("no-cluster", "K3S_API_URL and K3S_TOKEN are not set", {
        object: `cluster ${connection.name}`,
        advice: `They were when this was deployed to ${connection.server}: set them again.`,
      });
    }
    case "local":
      throw new ProviderError("unsupported", "the embedded cluster is not reached over the network", {
        object: `cluster ${connection.name}`,
      });
    case "inline":
      break;
  }
  if (inline !== undefined) return openInline(inline, environment);
  throw new ProviderError("credentials", "its credentials were given inline and are not in state", {
    object: `cluster ${connection.name}`,
    advice: "Pass the same cluster again.",
  });
}

async function requireInCluster(environment: Environment): Promise<Access> {
  const attempt = await openInCluster(environment);
  if (typeof attempt !== "string") return attempt;
  throw new ProviderError("no-cluster", `inCluster was asked for, and ${attempt}`, {
    advice: "Run in a pod with a service account token, or name another cluster.",
  });
}

/** A context that somebody named, in files that somebody named or in the usual ones. */
async function openNamed(
  { kubeconfig, context }: KubeconfigCluster,
  environment: Environment,
): Promise<Access> {
  const files = kubeconfig === undefined ? undefined : [kubeconfig].flat();
  const paths =
    files?.map((file) => resolve(expandHome(file, environment.home))) ?? usualFiles(environment).paths;
  const config = await readKubeconfig(paths);
  if (config.files.length === 0) throw missing(paths, environment);
  const choice: ContextChoice = {};
  if (context !== undefined) choice.context = context;
  if (files !== undefined) choice.files = files;
  return openContext(config, choice, environment);
}

/** The files that kubectl would read. */
function usualFiles({ env, home }: Environment): { paths: string[]; named: boolean } {
  const list = (env["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
  if (list.length > 0) return { paths: list.map((file) => resolve(file)), named: true };
  return { paths: [join(home, ".kube", "config")], named: false };
}

async function fromUserKubeconfig(environment: Environment): Promise<Attempt> {
  const { paths, named } = usualFiles(environment);
  const config = await readKubeconfig(paths);
  const words = paths.map((file) => abbreviateHome(file, environment.home)).join(", ");
  if (config.files.length === 0) {
    if (named) throw missing(paths, environment);
    return `KUBECONFIG is not set and ${words} does not exist`;
  }
  return isEmpty(config) ? `${words} defines no context` : openContext(config, {}, environment);
}

/** Tools leave such a file behind when they remove their cluster: it names none and asks for none. */
function isEmpty(config: Kubeconfig): boolean {
  return config.contexts.size === 0 && config.currentContext === undefined;
}

/** The path is kept in state although nobody named it: its context is called `default`, as others are elsewhere. */
async function fromK3sKubeconfig(environment: Environment): Promise<Attempt> {
  const path = environment.k3sKubeconfig;
  try {
    const config = await readKubeconfig([path]);
    if (config.files.length === 0) return `${path} does not exist`;
    return isEmpty(config)
      ? `${path} defines no context`
      : await openContext(config, { files: [path] }, environment);
  } catch (error) {
    const code = error instanceof ProviderError ? systemCode(error.cause) : undefined;
    if (code !== "EACCES" && code !== "EPERM") throw error;
    return `${path} may not be read by this user (${code})`;
  }
}

function missing(paths: readonly string[], { home, env }: Environment): ProviderError {
  const words = paths.map((file) => abbreviateHome(file, home)).join(", ");
  const what =
    paths.length === 1 ? `kubeconfig ${words} does not exist` : `none of the kubeconfigs ${words} exists`;
  const advice = env["KUBECONFIG"] ? "Correct KUBECONFIG or the path, or unset it." : "Correct the path.";
  return new ProviderError("bad-kubeconfig", what, { advice });
}
