/** The prop `cluster`: compared, and as state may keep it. */

import { secret } from "alchemy";
import type { ClusterOptions } from "../src/model/connection.ts";
import { digest, sameJson } from "../src/model/json.ts";
import type { ClusterProp } from "./kubernetes/options.ts";
import { isAlchemySecret } from "./secrets.ts";

/** The prop without wrappers: its secrets as they are. */
export function plainCluster(cluster: ClusterProp): ClusterOptions {
  const entries = Object.entries(cluster).map(([key, value]) => [
    key,
    isAlchemySecret(value) ? value.unencrypted : value,
  ]);
  return Object.fromEntries(entries) as ClusterOptions;
}

/** Whether two `cluster` props name the same address. Credentials are renewed in place: they do not count. */
export function sameAddress(a: ClusterProp | undefined, b: ClusterProp | undefined): boolean {
  return sameJson(addressOf(a), addressOf(b));
}

/** Stands for the address that a `cluster` prop names, `undefined` for that of the environment: the same for {@link sameAddress} ones. */
export function addressDigest(cluster: ClusterProp | undefined): string {
  return digest(addressOf(cluster) ?? null);
}

function addressOf(cluster: ClusterProp | undefined): unknown {
  return cluster !== undefined && "server" in cluster ? cluster.server : cluster;
}

/** Whether two `cluster` props hold the same values. A secret is given a new name whenever it is made or read from state. */
export function sameValues(a: ClusterProp | undefined, b: ClusterProp | undefined): boolean {
  return sameJson(a && plainCluster(a), b && plainCluster(b));
}

/** A `cluster` prop as state may keep it: credentials as Alchemy secrets, which it encrypts. */
export function sealed(cluster: ClusterProp): ClusterProp {
  if (!("server" in cluster)) return cluster;
  const entries = Object.entries(cluster).map(([key, value]) => [
    key,
    holdsCredentials(key, value) ? secret(value) : value,
  ]);
  return Object.fromEntries(entries) as ClusterProp;
}

function holdsCredentials(key: string, value: unknown): value is string {
  if (typeof value !== "string") return false;
  return key === "token" || key === "clientKey" || (key === "proxyUrl" && value.includes("@"));
}

/** Whether a `cluster` prop carries credentials itself, which state can only keep encrypted. */
export function hasInlineCredentials(cluster: ClusterProp | undefined): boolean {
  if (cluster === undefined) return false;
  return Object.entries(cluster).some(
    ([key, value]) => isAlchemySecret(value) || holdsCredentials(key, value),
  );
}
