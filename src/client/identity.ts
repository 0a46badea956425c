/** Which cluster a client speaks to, whatever its address. */

import { ApiError } from "../errors.ts";
import type { ClusterIdentity } from "../model/connection.ts";
import { digest, valueAt } from "../model/json.ts";
import { NAMESPACE, objectPath } from "../model/kind.ts";
import type { Client } from "./client.ts";
import { request } from "./request.ts";

/**
 * Which cluster it is; asked once per client.
 * @throws ProviderError when the cluster does not answer; not when it forbids the question: then the uid is absent
 */
export function identify(client: Client): Promise<ClusterIdentity> {
  const { facts } = client;
  facts.identity ??= askIdentity(client).catch((error: unknown) => {
    delete facts.identity;
    throw error;
  });
  return facts.identity;
}

async function askIdentity(client: Client): Promise<ClusterIdentity> {
  const { connection, tls } = client.access;
  const endpoint = digest({ server: connection.server, certificateAuthority: tls.certificateAuthority });
  // The embedded cluster is known by its folder: when that is emptied its objects are gone, and it is no other cluster.
  if (connection.source.from === "local") return { endpoint };
  const uid = await readUid(client);
  return uid === undefined ? { endpoint } : { uid, endpoint };
}

async function readUid(client: Client): Promise<string | undefined> {
  const path = objectPath(NAMESPACE, { name: "kube-system" });
  // Often the first request of a run: what goes wrong is about the cluster, not about this object.
  const object = `cluster ${client.connection.name}`;
  try {
    const { body } = await request(client, { method: "GET", path, object });
    const uid = valueAt(body, ["metadata", "uid"]);
    return typeof uid === "string" ? uid : undefined;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
