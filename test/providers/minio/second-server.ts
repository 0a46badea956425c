/** A MinIO of the test's own, beside the one that all tests share. */

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3Options } from "../../../src/s3/client.ts";
import { liveServer } from "../../src/s3/live-server.ts";

interface SecondServer extends AsyncDisposable {
  endpoint: string;
}

/**
 * Starts a server.
 * @param program path of the MinIO server
 * @param keys its administrator's; by default those of the live one
 */
export async function startServer(
  program: string,
  { accessKey, secretKey }: Pick<S3Options, "accessKey" | "secretKey"> = liveServer,
): Promise<SecondServer> {
  const folder = await mkdtemp(join(tmpdir(), "minio-"));
  const [port, consolePort] = [await freePort(), await freePort()];
  const address = ["--address", `127.0.0.1:${port}`, "--console-address", `127.0.0.1:${consolePort}`];
  const child = spawn(program, ["server", folder, ...address, "--quiet"], {
    stdio: "ignore",
    env: { ...process.env, MINIO_ROOT_USER: accessKey, MINIO_ROOT_PASSWORD: secretKey },
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const endpoint = `http://127.0.0.1:${port}`;
  const dispose = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const ready = await fetch(`${endpoint}/minio/health/ready`).catch(() => undefined);
    if (ready?.ok) return { endpoint, [Symbol.asyncDispose]: dispose };
    await Bun.sleep(50);
  }
  await dispose();
  throw new Error("the second MinIO did not become ready");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
