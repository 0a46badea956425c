/** The MinIO server that live tests run against, and a proxy in front of it that sees every request. */

import http from "node:http";
import type { AddressInfo } from "node:net";
import { connect, type S3 } from "../../../src/s3/client.ts";
import { removeBucket } from "../../../src/s3/remove.ts";

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this through npm run control-plane`);
  return value;
}

export const liveServer = {
  endpoint: variable("MINIO_ENDPOINT"),
  accessKey: variable("MINIO_ACCESS_KEY"),
  secretKey: variable("MINIO_SECRET_KEY"),
};

export function connectLive(): Promise<S3> {
  return connect(liveServer);
}

const named = new Set<string>();

/** A bucket name that no other test uses. */
export function freshName(purpose: string): string {
  const name = `${purpose}-${crypto.randomUUID().slice(0, 8)}`;
  named.add(name);
  return name;
}

/** Removes what tests of this file left behind. */
export async function removeLeftovers(): Promise<void> {
  const s3 = await connectLive();
  for (const name of named) await removeBucket(s3, name, { force: true });
}

/** Puts an object; with `headers` for retention and legal hold. */
export async function putObject(
  s3: S3,
  bucket: string,
  key: string,
  headers: Record<string, string> = {},
): Promise<void> {
  await s3.send({ method: "PUT", bucket, key, body: "x", headers, action: "s3:PutObject", resource: bucket });
}

interface SeenRequest {
  method: string;
  /** Path and query. */
  path: string;
}

/** What the proxy does with a request: forward it, and perhaps lose the answer, or answer as a server that lacks this. */
type Treatment = "forward" | "lose-answer" | "unsupported";

export interface Proxy extends AsyncDisposable {
  endpoint: string;
  /** Every request, in order. */
  seen: SeenRequest[];
  /** Decides about each request; may act besides. */
  treat: (request: SeenRequest) => Treatment;
  /** What happens before a request is forwarded. */
  before: (request: SeenRequest) => Promise<unknown>;
}

const UNSUPPORTED = "<Error><Code>NotImplemented</Code></Error>";

/** Requests that change something. */
export function writes(proxy: Proxy): string[] {
  return proxy.seen
    .filter(({ method }) => method !== "GET" && method !== "HEAD")
    .map(({ method, path }) => `${method} ${path}`);
}

/** A loopback proxy to the live server. The signature covers the Host header, which is forwarded as it came. */
export async function startProxy(): Promise<Proxy> {
  const target = new URL(liveServer.endpoint);
  const server = http.createServer(async (request, response) => {
    const seen = { method: request.method ?? "", path: request.url ?? "" };
    proxy.seen.push(seen);
    await proxy.before(seen);
    const onward = http.request(
      {
        host: target.hostname,
        port: target.port,
        method: request.method,
        path: request.url,
        headers: request.headers,
      },
      (answer) => {
        const treatment = proxy.treat(seen);
        if (treatment === "unsupported") {
          answer.resume();
          response.writeHead(501).end(UNSUPPORTED);
          return;
        }
        const lost = treatment === "lose-answer";
        if (!lost) response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on("data", (chunk: Buffer) => lost || response.write(chunk));
        answer.on("end", () => (lost ? request.socket.destroy() : response.end()));
      },
    );
    onward.on("error", () => request.socket.destroy());
    request.pipe(onward);
  });
  const proxy: Proxy = {
    endpoint: "",
    seen: [],
    treat: () => "forward",
    before: async () => {},
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}
