/** A context of a kubeconfig as access to a cluster. */

import { ProviderError } from "../errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { type ConnectionSource, TOKEN_IN_PATH } from "../model/connection.ts";
import type { Access, TlsOptions } from "./access.ts";
import { combined } from "./credentials.ts";
import { badEntry, decoded, flag, nameOf, path, text } from "./entry.ts";
import { abbreviateHome, type Environment } from "./environment.ts";
import { readNamed } from "./files.ts";
import type { Entry, Kubeconfig } from "./kubeconfig.ts";
import { checkAuthority } from "./pem.ts";
import { proxyOf, serverOf } from "./server.ts";
import { userCredentials } from "./user.ts";

/** Which context to open. */
export interface ContextChoice {
  /** @default current-context */
  context?: string;
  /** Files to keep in state: those that have to be named to find the context again. */
  files?: string[];
}

/**
 * Opens a context: server, TLS, proxy and credentials.
 * @throws ProviderError `bad-kubeconfig` when the context or what it refers to is missing or wrong
 */
export async function openContext(
  config: Kubeconfig,
  choice: ContextChoice,
  environment: Environment,
): Promise<Access> {
  const context = pick(config, choice.context, environment);
  const cluster = referred(context, config.clusters, "cluster");
  if (cluster === undefined) throw badEntry(context, "names no cluster");
  const user = referred(context, config.users, "user");
  const server = serverOf(addressOf(cluster), nameOf(cluster));
  const tls = await tlsOf(cluster);
  const proxyUrl = proxyOf(text(cluster, "proxy-url"), nameOf(cluster));
  const clusterInfo = (): JsonObject => execClusterInfo(cluster, { server, tls, proxyUrl });
  const credentials =
    user === undefined ? combined([]) : userCredentials(user, { env: environment.env, clusterInfo });
  const source: ConnectionSource = { from: "kubeconfig", context: context.name };
  if (choice.files !== undefined) source.files = choice.files;
  const access: Access = {
    connection: {
      name: context.name,
      server,
      source,
      description: `context ${context.name} of ${fileNames(config, environment)}`,
    },
    tls,
    credentials,
  };
  const namespace = text(context, "namespace");
  if (namespace !== undefined) access.connection.namespace = namespace;
  if (proxyUrl !== undefined) access.proxyUrl = proxyUrl;
  return access;
}

function pick(config: Kubeconfig, name: string | undefined, environment: Environment): Entry {
  const wanted = name ?? config.currentContext;
  const context = wanted === undefined ? undefined : config.contexts.get(wanted);
  if (context !== undefined) return context;
  const known = [...config.contexts.keys()].join(", ");
  const what = wanted === undefined ? "no current-context is set" : `there is no context ${wanted}`;
  throw new ProviderError("bad-kubeconfig", what, {
    object: `kubeconfig ${fileNames(config, environment)}`,
    advice: known === "" ? "It defines no context at all." : `Name one of these as context: ${known}.`,
  });
}

function referred(context: Entry, entries: Map<string, Entry>, field: "cluster" | "user"): Entry | undefined {
  const name = text(context, field);
  if (name === undefined) return undefined;
  const entry = entries.get(name);
  if (entry === undefined) throw badEntry(context, `its ${field} ${name} does not exist`);
  return entry;
}

/** Never with a token in its path: the address is kept in state and told in messages. */
function addressOf(cluster: Entry): string | undefined {
  const server = text(cluster, "server");
  if (server === undefined || extension(cluster, TOKEN_IN_PATH) === undefined) return server;
  return URL.canParse(server) ? new URL(server).origin : undefined;
}

function fileNames(config: Kubeconfig, { home }: Environment): string {
  return config.files.map((file) => abbreviateHome(file, home)).join(", ");
}

async function tlsOf(cluster: Entry): Promise<TlsOptions> {
  const tls: TlsOptions = {};
  const serverName = text(cluster, "tls-server-name");
  if (serverName !== undefined) tls.serverName = serverName;
  const field = "certificate-authority";
  const file = path(cluster, field);
  const data = decoded(cluster, `${field}-data`);
  if (flag(cluster, "insecure-skip-tls-verify")) {
    if (file !== undefined || data !== undefined) {
      throw badEntry(cluster, `${field} contradicts insecure-skip-tls-verify`, "Remove one of them.");
    }
    tls.insecureSkipTlsVerify = true;
  }
  const use = { object: nameOf(cluster), field, code: "bad-kubeconfig" } as const;
  const pem = data ?? (file === undefined ? undefined : await readNamed(file, use));
  if (pem !== undefined) tls.certificateAuthority = checkAuthority(pem, nameOf(cluster));
  return tls;
}

/** @see https://kubernetes.io/docs/reference/config-api/client-authentication.v1/#client-authentication-k8s-io-v1-Cluster */
function execClusterInfo(
  cluster: Entry,
  { server, tls, proxyUrl }: { server: string; tls: TlsOptions; proxyUrl: string | undefined },
): JsonObject {
  const info: JsonObject = { server };
  if (tls.serverName !== undefined) info["tls-server-name"] = tls.serverName;
  if (tls.insecureSkipTlsVerify === true) info["insecure-skip-tls-verify"] = true;
  if (tls.certificateAuthority !== undefined) {
    info["certificate-authority-data"] = Buffer.from(tls.certificateAuthority, "utf8").toString("base64");
  }
  if (proxyUrl !== undefined) info["proxy-url"] = proxyUrl;
  if (flag(cluster, "disable-compression")) info["disable-compression"] = true;
  const forPlugins = extension(cluster, "client.authentication.k8s.io/exec");
  if (forPlugins !== undefined) info["config"] = forPlugins;
  return info;
}

function extension(cluster: Entry, name: string): Json | undefined {
  const { extensions } = cluster.fields;
  const list = Array.isArray(extensions) ? extensions : [];
  return list.filter(isJsonObject).find((entry) => entry["name"] === name)?.["extension"];
}
