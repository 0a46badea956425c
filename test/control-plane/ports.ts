/** Free ports on loopback. */

import { createServer } from "node:net";

/**
 * Below the range that the kernel hands out for outgoing connections (32768 and up on Linux), so that nothing but another
 * control plane can take a port between our look and the program's bind.
 */
const [lowest, highest] = [10_000, 29_999];

/** Returns as many different ports as asked for, all free at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1" }, () => server.close(() => resolve(true)));
  });
}
