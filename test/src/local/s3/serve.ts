/** The embedded S3 server behind a loopback port, for tests. */

import http from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { memoryS3Store } from "../../../../src/local/s3/memory-store.ts";
import { createS3, type S3Options } from "../../../../src/local/s3/s3.ts";
import type { Target } from "./exchange.ts";

/** A server that ends with its scope. */
export interface Served extends AsyncDisposable, Target {
  /** What the server could not answer for a reason of its own. */
  defects: unknown[];
}

/** Keys that only tests know. */
export const testKeys = { accessKey: "minioadmin", secretKey: "embedded-secret-key" };

/** Starts a server on a free port; like the MinIO of live tests it knows one key and one target. */
export async function serve(options: Partial<S3Options> = {}): Promise<Served> {
  const defects: unknown[] = [];
  const credentials = options.credentials ?? testKeys;
  const s3 = createS3({
    store: memoryS3Store(),
    kmsKeys: ["main"],
    notificationTargets: ["arn:minio:sqs::PRIMARY:webhook"],
    onDefect: (error) => defects.push(error),
    ...options,
    credentials,
  });
  const server = http.createServer((incoming, outgoing) => {
    void s3.handle(requestOf(incoming)).then((response) => send(response, outgoing));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys: credentials,
    names: {},
    defects,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function requestOf(incoming: http.IncomingMessage): Request {
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2)
    headers.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  const request = new Request(`http://${headers.get("host") ?? "localhost"}/`, {
    method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
  });
  // Reading an address repairs it; the server is to see it as it came.
  Object.defineProperty(request, "url", {
    value: `http://${headers.get("host") ?? ""}${incoming.url ?? "/"}`,
  });
  return request;
}

async function send(response: Response, outgoing: http.ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
