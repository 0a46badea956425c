/** Which server buckets live on, and where its address and credentials come from. */

import type { Scope } from "alchemy";
import { hasCode, ProviderError } from "../../src/errors.ts";
import { connect, DEFAULT_REGION, normalEndpoint, type S3, type S3Options } from "../../src/s3/client.ts";
import { localDirectory, openLocalCluster } from "../local/access.ts";
import { mergedOptions, type Place } from "../scope-options.ts";
import { type AlchemySecret, isAlchemySecret } from "../secrets.ts";
import type { MinioScopeOptions, MinioServer } from "./options.ts";
import { LOCAL_ENDPOINT } from "./state.ts";

const DEFAULT_ENDPOINT = "http://minio.platform.svc.cluster.local:9000";

/** A server, resolved. */
export interface ResolvedServer extends Required<Omit<S3Options, "requestTimeout">> {
  requestTimeout?: number;
  /** Where the address came from, for messages: `MINIO_ENDPOINT`. */
  source: string;
  /** Set for the embedded cluster's: the folder that it is kept in. */
  local?: string;
}

/** The keys of a server. */
export type Credentials = Pick<S3Options, "accessKey" | "secretKey">;

/**
 * Resolves the server: with `--local` the embedded cluster's, else the one of the resource's own props, its scopes' `minio`
 * options or the environment.
 * @throws {ProviderError} `credentials` when a key is missing, `usage` when the address is none
 */
export async function resolveServer(scope: Scope, own: MinioServer, object: string): Promise<ResolvedServer> {
  if (scope.local) return localServer(scope);
  const scoped = scopeOptions(scope);
  const [endpoint, source] =
    first([
      [own.endpoint, "its `endpoint`"],
      [scoped.endpoint, "the `minio` option"],
      [process.env["MINIO_ENDPOINT"], "MINIO_ENDPOINT"],
    ]) ?? ([DEFAULT_ENDPOINT, "the default"] as const);
  return {
    endpoint: normalEndpoint(endpoint),
    source,
    region: own.region ?? scoped.region ?? DEFAULT_REGION,
    ...resolveCredentials(scope, own, object),
    ...patience(scope),
  };
}

/** How long a request may take, when the scopes say so. */
export function patience(scope: Scope): { requestTimeout?: number } {
  const { requestTimeout } = scopeOptions(scope);
  return requestTimeout === undefined ? {} : { requestTimeout };
}

/** The S3 server of the embedded cluster, which is started if it does not run. */
export async function localServer(scope: Scope): Promise<ResolvedServer> {
  return serverIn(localDirectory(true, scope));
}

async function serverIn(local: string): Promise<ResolvedServer> {
  const { address } = await openLocalCluster(local);
  const { s3, accessKey, secretKey } = address;
  const endpoint = normalEndpoint(s3);
  return { endpoint, source: "the embedded cluster", region: DEFAULT_REGION, accessKey, secretKey, local };
}

/** The endpoint as state keeps it. */
export function storedEndpoint({ endpoint, local }: ResolvedServer): string {
  return local === undefined ? endpoint : LOCAL_ENDPOINT;
}

/** Prepares a connection to a server. The embedded cluster's is followed when it moves to another process. */
export async function openServer(server: S3Options & { local?: string }): Promise<S3> {
  const { local, region } = server;
  let s3 = await connect(server);
  if (local === undefined) return s3;
  return {
    ...s3,
    send: async (request) => {
      try {
        return await s3.send(request);
      } catch (error) {
        if (!hasCode(error, "unreachable")) throw error;
        // Asking for anything leads to where the cluster is now.
        await (await openLocalCluster(local)).send("/readyz", {});
        s3 = await connect({ ...(await serverIn(local)), region });
        if (request.retries === 0) throw error;
        return s3.send(request);
      }
    },
  };
}

/**
 * Resolves the credentials, at destroy too, when no props hold any.
 * @throws {ProviderError} `credentials` that names what is missing
 */
export function resolveCredentials(scope: Scope, own: MinioServer, object: string): Credentials {
  const scoped = scopeOptions(scope);
  const accessKey = plain(own.accessKey) ?? plain(scoped.accessKey) ?? given(process.env["MINIO_ACCESS_KEY"]);
  const secretKey = plain(own.secretKey) ?? plain(scoped.secretKey) ?? given(process.env["MINIO_SECRET_KEY"]);
  if (accessKey !== undefined && secretKey !== undefined) return { accessKey, secretKey };
  const missing = [
    ...(accessKey === undefined ? ["MINIO_ACCESS_KEY"] : []),
    ...(secretKey === undefined ? ["MINIO_SECRET_KEY"] : []),
  ];
  throw new ProviderError(
    "credentials",
    `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set`,
    {
      object,
      advice:
        "Set them in the environment, or set `minio: { accessKey, secretKey }` in the options of `alchemy(…)`.",
    },
  );
}

/** The `minio` options that hold in a scope. */
export function scopeOptions(scope: Place): MinioScopeOptions {
  return mergedOptions(scope, ({ providerCredentials: { minio } }) => minio);
}

/** A key as it is sent; `undefined` for none. */
export function plain(value: string | AlchemySecret | undefined): string | undefined {
  return given(isAlchemySecret(value) ? value.unencrypted : value);
}

// An empty variable is one that somebody forgot to fill.
function given(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function first(candidates: [string | undefined, string][]): readonly [string, string] | undefined {
  for (const [value, source] of candidates) if (value !== undefined && value !== "") return [value, source];
  return undefined;
}
