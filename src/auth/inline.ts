/** A server given in full: by the program, or by the variables K3S_API_URL and K3S_TOKEN. */

import { resolve } from "node:path";
import { ProviderError } from "../errors.ts";
import type { ConnectionSource, InlineCluster } from "../model/connection.ts";
import type { Access, Credentials, TlsOptions } from "./access.ts";
import { bearer, clientCertificate, combined, fixedHeaders } from "./credentials.ts";
import { expandHome, type Environment } from "./environment.ts";
import { readNamed } from "./files.ts";
import { checkAuthority } from "./pem.ts";
import { proxyOf, serverOf } from "./server.ts";

/** Who gives the server, and how the fields are called there. */
interface Giver {
  source: ConnectionSource;
  description: string;
  /** The name of the field or variable with the file of the authority. */
  authorityFile: string;
}

/**
 * Opens a server that the program gives.
 * @throws ProviderError `bad-kubeconfig` or `credentials`
 */
export function openInline(inline: InlineCluster, environment: Environment): Promise<Access> {
  const host = URL.canParse(inline.server) ? `${new URL(inline.server).host} ` : "";
  const description = `the server ${host}given inline`;
  return open(
    inline,
    { source: { from: "inline" }, description, authorityFile: "certificateAuthorityFile" },
    environment,
  );
}

/**
 * Opens the server that K3S_API_URL names, with K3S_TOKEN, and K3S_CA_FILE or K3S_INSECURE_SKIP_TLS_VERIFY.
 * @returns `undefined` when neither K3S_API_URL nor K3S_TOKEN is set
 * @throws ProviderError `no-cluster` when only one of them is, `bad-kubeconfig` or `credentials` when one cannot be used
 */
export async function openVariables(environment: Environment): Promise<Access | undefined> {
  const { env } = environment;
  const server = env["K3S_API_URL"] ?? "";
  const token = env["K3S_TOKEN"] ?? "";
  if (server === "" && token === "") return undefined;
  if (server === "" || token === "") {
    const [set, missing] = server === "" ? ["K3S_TOKEN", "K3S_API_URL"] : ["K3S_API_URL", "K3S_TOKEN"];
    throw new ProviderError("no-cluster", `${set} is set and ${missing} is not`, {
      advice: `Set ${missing} too, or unset ${set} to use a kubeconfig.`,
    });
  }
  const inline: InlineCluster = { server, token, insecureSkipTlsVerify: insecure(env) };
  if (env["K3S_CA_FILE"]) inline.certificateAuthorityFile = env["K3S_CA_FILE"];
  return open(
    inline,
    { source: { from: "environment" }, description: "K3S_API_URL", authorityFile: "K3S_CA_FILE" },
    environment,
  );
}

function insecure(env: Environment["env"]): boolean {
  const value = env["K3S_INSECURE_SKIP_TLS_VERIFY"] ?? "";
  if (value === "true" || value === "false" || value === "") return value === "true";
  throw new ProviderError("bad-kubeconfig", "K3S_INSECURE_SKIP_TLS_VERIFY is neither true nor false", {
    advice: "Set it to true to accept any server certificate, or unset it.",
  });
}

async function open(inline: InlineCluster, giver: Giver, environment: Environment): Promise<Access> {
  const object = giver.description;
  const server = serverOf(inline.server, object);
  const access: Access = {
    connection: { name: new URL(server).host, server, source: giver.source, description: giver.description },
    tls: await tlsOf(inline, giver, environment),
    credentials: credentialsOf(inline, object),
  };
  if (inline.namespace !== undefined) access.connection.namespace = inline.namespace;
  const proxyUrl = proxyOf(inline.proxyUrl, object);
  if (proxyUrl !== undefined) access.proxyUrl = proxyUrl;
  return access;
}

async function tlsOf(inline: InlineCluster, giver: Giver, environment: Environment): Promise<TlsOptions> {
  const object = giver.description;
  const tls: TlsOptions = {};
  if (inline.tlsServerName !== undefined) tls.serverName = inline.tlsServerName;
  const file = inline.certificateAuthorityFile;
  if (inline.insecureSkipTlsVerify === true) {
    if (file !== undefined || inline.certificateAuthority !== undefined) {
      const what = "a certificate authority contradicts skipping the verification of certificates";
      throw new ProviderError("bad-kubeconfig", what, { object, advice: "Remove one of them." });
    }
    tls.insecureSkipTlsVerify = true;
  }
  const use = { object, field: giver.authorityFile, code: "bad-kubeconfig" } as const;
  const path = file === undefined ? undefined : resolve(expandHome(file, environment.home));
  const pem = inline.certificateAuthority ?? (path === undefined ? undefined : await readNamed(path, use));
  if (pem !== undefined) tls.certificateAuthority = checkAuthority(pem, object);
  return tls;
}

function credentialsOf(
  { token, clientCertificate: cert, clientKey: key }: InlineCluster,
  object: string,
): Credentials {
  const parts: Credentials[] = [];
  if (token !== undefined) parts.push(fixedHeaders(bearer(token.trim(), object)));
  if (cert !== undefined && key !== undefined) {
    parts.push(clientCertificate(cert, key, object));
  } else if (cert !== undefined || key !== undefined) {
    const what =
      cert === undefined ? "clientKey without clientCertificate" : "clientCertificate without clientKey";
    throw new ProviderError("credentials", what, { object, advice: "Give both, or neither." });
  }
  return combined(parts);
}
