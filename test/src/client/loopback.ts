/** A real HTTP server on the loopback that answers what a test says, and a client of it. */

import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach } from "bun:test";
import { createClient } from "../../../src/client/client.ts";
import type { Client } from "../../../src/client/client.ts";
import type { Status } from "../../../src/errors.ts";

/** One request as the server saw it. */
export interface Seen {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** Answers the n-th request (from 0). */
export type Handler = (answer: ServerResponse, seen: Seen, number: number) => void | Promise<void>;

export interface Loopback {
  client: Client;
  url: string;
  seen: Seen[];
  sockets: Set<Socket>;
  /** What the credentials were asked to forget. */
  refreshes: number;
  /** Ends the server; `start` opens it again on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Starts a server that ends with the test. */
export async function serve(handler: Handler): Promise<Loopback> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, answer) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const one = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
      void handler(answer, one, seen.push(one) - 1);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  await listen(0);
  closers.push(() => void close());
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const loopback: Loopback = {
    client: undefined as unknown as Client,
    url,
    seen,
    sockets,
    refreshes: 0,
    stop: close,
    start: () => listen(port),
  };
  loopback.client = clientOf(url, () => loopback.refreshes++);
  return loopback;
}

/** A client of any address, without credentials. */
export function clientOf(server: string, onRefresh: () => void = () => undefined): Client {
  return createClient({
    connection: { name: "loopback", server, source: { from: "inline" }, description: "the test" },
    tls: {},
    credentials: {
      get: () => Promise.resolve({ headers: { authorization: "Bearer test" } }),
      refresh: () => {
        onRefresh();
        return Promise.resolve(true);
      },
    },
  });
}

/** Answers with JSON. */
export function json(
  answer: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  answer.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** A `v1.Status` of a failure. */
export function failure(
  code: number,
  reason: string | undefined,
  message: string,
  details?: Status["details"],
): Status {
  const status: Status = { kind: "Status", status: "Failure", message, code };
  if (reason !== undefined) status.reason = reason;
  if (details !== undefined) status.details = details;
  return status;
}

/** The error that a promise ends with. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: Error) => error,
  );
}
