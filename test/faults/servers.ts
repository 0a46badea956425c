/** The servers of the control plane that the sweep runs on: through a proxy, and past it. */

import { type Client, createClient } from "../../src/client/client.ts";
import { adminAccess, variable } from "../support/control-plane.ts";
import { type Proxy, startProxy } from "./proxy.ts";

/** Starts a proxy before them. */
export function openProxy(): Promise<Proxy> {
  const { server, ca } = adminAccess();
  return startProxy([
    { service: "api", url: server, ca },
    { service: "s3", url: variable("MINIO_ENDPOINT") },
  ]);
}

/** A client through a proxy. @param requestTimeout ms */
export function clientThrough(proxy: Proxy, requestTimeout: number): Client {
  return clientOf(proxy.address.api, {}, requestTimeout);
}

/** A client past any proxy. */
export function adminClient(): Client {
  const { server, ca } = adminAccess();
  return clientOf(server, { certificateAuthority: ca }, 60_000);
}

function clientOf(server: string, tls: { certificateAuthority?: string }, requestTimeout: number): Client {
  const headers = { authorization: `Bearer ${variable("CONTROL_PLANE_TOKEN")}` };
  const source = { from: "inline" as const };
  const connection = { name: "faults", server, source, description: "the fault sweep" };
  const credentials = { get: () => Promise.resolve({ headers }), refresh: () => Promise.resolve(false) };
  return createClient({ connection, tls, credentials }, { requestTimeout });
}
