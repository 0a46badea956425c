/** The proxy before the servers of the control plane that the sweep runs on. */

import { adminAccess, variable } from "../support/control-plane.ts";
import { type Proxy, startProxy } from "./proxy.ts";

/** Starts one. */
export function openProxy(): Promise<Proxy> {
  const { server, ca } = adminAccess();
  return startProxy([
    { service: "api", url: server, ca },
    { service: "s3", url: variable("MINIO_ENDPOINT") },
  ]);
}
