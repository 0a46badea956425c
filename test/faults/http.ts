/** HTTP/1.1 on a raw socket: what a proxy needs that breaks the rules of HTTP on purpose. */

import type { Socket } from "node:net";

/** One request as it came over the wire. */
export interface WireRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: [name: string, value: string][];
  body: Buffer;
}

/** An answer before it is written. */
export interface WireAnswer {
  status: number;
  headers: [name: string, value: string][];
  body: Buffer;
}

/**
 * Reads the requests of a connection, one after the other. The socket is read all the time: only so does it tell that the
 * other side is gone.
 * @param handle answers one; the next one waits for it
 */
export function readRequests(socket: Socket, handle: (request: WireRequest) => Promise<void>): void {
  let buffered: Buffer = Buffer.alloc(0);
  let turn = Promise.resolve();
  socket.on("data", (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (let parsed = parse(buffered); parsed !== undefined; parsed = parse(buffered)) {
      const { request, end } = parsed;
      buffered = buffered.subarray(end);
      turn = turn.then(() => handle(request)).catch(() => void socket.destroy());
    }
  });
}

function parse(bytes: Buffer): { request: WireRequest; end: number } | undefined {
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return undefined;
  const [first = "", ...lines] = bytes.toString("latin1", 0, head).split("\r\n");
  const [method = "", target = ""] = first.split(" ");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const end = head + 4 + Number(header(headers, "content-length") ?? 0);
  if (bytes.length < end) return undefined;
  return { request: { method, target, headers, body: bytes.subarray(head + 4, end) }, end };
}

/** The value of a header; names are compared without case. */
export function header(headers: WireRequest["headers"], name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1];
}

// The proxy's own connections have other ones.
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "content-encoding",
]);

/** Headers that belong to the message, not to the connection. */
export function endToEnd(headers: Iterable<[string, string]>): [string, string][] {
  return [...headers].filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()));
}

/** The head of an answer. `length` is what it promises, whatever follows; `undefined` for one in chunks. */
export function headOf({ status, headers }: Omit<WireAnswer, "body">, length: number | undefined): string {
  const framing = length === undefined ? "transfer-encoding: chunked" : `content-length: ${length}`;
  const lines = [...headers.map(([name, value]) => `${name}: ${value}`), framing];
  return `HTTP/1.1 ${status} ${status < 400 ? "OK" : "Refused"}\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** One chunk of an answer in chunks. */
export function chunkOf(bytes: Uint8Array | string): Buffer {
  const content = Buffer.from(bytes);
  return Buffer.concat([Buffer.from(`${content.length.toString(16)}\r\n`), content, Buffer.from("\r\n")]);
}
