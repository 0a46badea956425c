/** A handler of web requests behind a port of the loopback interface: the only file of the embedded cluster that opens one. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";

/** Answers one request; streams when its body does. */
export type Handle = (request: Request) => Promise<Response>;

/** An open port. */
export interface Server {
  port: number;
  /** Ends every connection. */
  close(): Promise<void>;
}

const HOSTNAME = "127.0.0.1";

/**
 * Serves on the loopback interface. An open port does not keep the process alive.
 * @param port 0 for any free one
 * @throws the system's error, code EADDRINUSE when the port is taken
 */
export async function serve(handle: Handle, port: number): Promise<Server> {
  return process.versions.bun === undefined ? serveByNode(handle, port) : serveByBun(handle, port);
}

function serveByBun(handle: Handle, port: number): Server {
  const server = Bun.serve({
    hostname: HOSTNAME,
    port,
    // Watches are silent for minutes.
    idleTimeout: 0,
    // Each handler has limits of its own, and answers in its own words.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    fetch: handle,
    error: crashed,
  });
  server.unref();
  return {
    port: server.port ?? port,
    close: () => server.stop(true),
  };
}

function crashed(error: unknown): Response {
  const message = error instanceof Error ? error.message : String(error);
  const status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason: "InternalError",
    code: 500,
  };
  return Response.json({ ...status, message: `Internal error occurred: ${message}` }, { status: 500 });
}

async function serveByNode(handle: Handle, port: number): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    answer(handle, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.requestTimeout = 0;
  server.listen(port, HOSTNAME);
  await once(server, "listening");
  server.unref();
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.on("close", () => {
    gone.abort();
  });
  const response = await handle(requestOf(incoming, gone.signal)).catch(crashed);
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  outgoing.writeHead(response.status, headers);
  if (response.body === null) {
    outgoing.end();
    return;
  }
  outgoing.flushHeaders();
  const body = Readable.fromWeb(response.body as WebStream<Uint8Array>);
  outgoing.on("close", () => body.destroy());
  body.on("error", () => outgoing.destroy());
  body.pipe(outgoing);
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = "GET", url = "/", rawHeaders } = incoming;
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  const init: RequestInit & { duplex?: "half" } = { method, headers, signal };
  if (method !== "GET" && method !== "HEAD") {
    init.body = Readable.toWeb(incoming) as unknown as ReadableStream<Uint8Array>;
    init.duplex = "half";
  }
  return new Request(`http://${headers.get("host") ?? HOSTNAME}${url}`, init);
}
