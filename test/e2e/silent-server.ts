/** A server that proves that nobody asked it. */

import { createServer, type AddressInfo } from "node:net";
import { later } from "./cleanup.ts";
import { writeKubeconfig } from "./cluster.ts";

export interface SilentServer {
  /** A kubeconfig that points to it. */
  kubeconfig: string;
  /** How often somebody connected. */
  connections(): number;
}

/** Starts one; it ends after the file's tests. */
export async function silentServer(): Promise<SilentServer> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  later(() => server.close());
  const { port } = server.address() as AddressInfo;
  const kubeconfig = await writeKubeconfig({ server: `https://127.0.0.1:${port}` });
  return { kubeconfig, connections: () => connections };
}
