/** An API server's outside on loopback: HTTP/1.1 over TLS, written on sockets so that connections can be counted under Bun. */

import {
  connect,
  createServer as createPlainServer,
  type AddressInfo,
  type Server,
  type Socket,
} from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import type { Certificates, KeyPair } from "./certificates.ts";

interface Received {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  /** Common name of the client's certificate. */
  peer: string | undefined;
}

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface Loopback extends AsyncDisposable {
  url: string;
  requests: Received[];
  /** The server name (SNI) of each connection, in order. */
  connections: (string | undefined)[];
  /** How many of the connections are closed. */
  closed: number;
  reply: (request: Received) => Reply | "stream" | "hang";
}

/** Starts a TLS server; `reply` may be replaced. It answers 200 with the common name of the client. */
export async function startLoopback({ authority }: Certificates, pair: KeyPair): Promise<Loopback> {
  const options = { ...pair, ca: authority, requestCert: true, rejectUnauthorized: false };
  const sockets = new Set<Socket>();
  const server = createServer(options, (socket) => {
    sockets.add(socket);
    loopback.connections.push(serverName(socket));
    socket.on("close", () => (loopback.closed += 1));
    socket.on("error", () => socket.destroy());
    serve(socket, loopback);
  });
  const port = await listen(server);
  const loopback: Loopback = {
    url: `https://127.0.0.1:${port}`,
    requests: [],
    connections: [],
    closed: 0,
    reply: ({ peer }) => ({ status: 200, body: peer ?? "nobody" }),
    [Symbol.asyncDispose]: () => end(server, sockets),
  };
  return loopback;
}

function serverName(socket: TLSSocket): string | undefined {
  const name = (socket as TLSSocket & { servername?: unknown }).servername;
  return typeof name === "string" ? name : undefined;
}

function serve(socket: TLSSocket, loopback: Loopback): void {
  const certificate = socket.getPeerCertificate() as { subject?: { CN?: string | string[] } } | undefined;
  const peer = [certificate?.subject?.CN].flat()[0];
  let input = "";
  socket.on("data", (chunk: Buffer) => {
    input += chunk.toString("latin1");
    for (;;) {
      const parsed = parseRequest(input);
      if (parsed === undefined) return;
      input = parsed.rest;
      const request: Received = { ...parsed.request, peer };
      loopback.requests.push(request);
      answer(socket, loopback.reply(request));
    }
  });
}

function parseRequest(input: string): { request: Omit<Received, "peer">; rest: string } | undefined {
  const end = input.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first = "", ...lines] = input.slice(0, end).split("\r\n");
  const [method = "", path = ""] = first.split(" ");
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
  const length = Number(headers["content-length"] ?? 0);
  const body = input.slice(end + 4, end + 4 + length);
  if (body.length < length) return undefined;
  return { request: { method, path, headers, body }, rest: input.slice(end + 4 + length) };
}

function answer(socket: TLSSocket, reply: Reply | "stream" | "hang"): void {
  if (reply === "hang") return;
  if (reply === "stream") {
    socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{}\n\r\n");
    return;
  }
  const { status, headers = {}, body = "" } = reply;
  const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)) });
  const head = [`HTTP/1.1 ${status} Status`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  // A moment of work, so that requests at the same time need connections of their own.
  setTimeout(() => socket.write(`${head.join("\r\n")}\r\n\r\n${body}`), 2);
}

export interface Proxy extends AsyncDisposable {
  url: string;
  /** What CONNECT asked for, in order: the head of each request. */
  tunnels: string[];
}

/** Starts an HTTP proxy that serves CONNECT. */
export async function startProxy(): Promise<Proxy> {
  const tunnels: string[] = [];
  const sockets = new Set<Socket>();
  const server = createPlainServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("data", (head: Buffer) => {
      const text = head.toString("latin1");
      tunnels.push(text);
      const [, host = "", port = ""] = /^CONNECT ([^:]+):(\d+)/.exec(text) ?? [];
      const upstream = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      sockets.add(upstream);
      upstream.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n"));
      upstream.on("end", () => socket.end());
      socket.on("close", () => upstream.destroy());
    });
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, tunnels, [Symbol.asyncDispose]: () => end(server, sockets) };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
}

function end(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}
