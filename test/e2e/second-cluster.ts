/** A control plane beside the one that the tests run on: another cluster, whose kubeconfig has the same names. */

import { readFileSync } from "node:fs";
import type { ApiAccess } from "../control-plane/environment.ts";
import { startControlPlane } from "../control-plane/start.ts";
import { api, worldOf, writeKubeconfig, type World } from "./cluster.ts";

export interface SecondCluster {
  access: ApiAccess;
  /** Writes its kubeconfig. @returns the path */
  kubeconfig(path?: string): Promise<string>;
  /** Makes a namespace there. */
  newNamespace(name: string): Promise<World>;
  stop(): Promise<void>;
}

/** Starts one; whoever does stops it. */
export async function startSecondCluster(): Promise<SecondCluster> {
  const { environment, stop } = await startControlPlane({ kro: false });
  const { CONTROL_PLANE_SERVER: server, CONTROL_PLANE_TOKEN: token } = environment;
  const { CONTROL_PLANE_CA_FILE: file } = environment;
  const access = { server, token, ca: readFileSync(file, "utf8") };
  return {
    access,
    kubeconfig: (path) => writeKubeconfig({ server, ca: file, token }, path),
    newNamespace: async (name) => {
      await api("/api/v1/namespaces", { access, method: "POST", body: { metadata: { name } } });
      return worldOf(name, access);
    },
    stop,
  };
}
