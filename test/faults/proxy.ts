/**
 * A proxy between a program and the real servers, which makes exactly one request fail in exactly one way.
 *
 * What it lets through reaches the server unchanged, and the server's answer the program. It works on raw sockets: only
 * so can it reset a connection, or break off in the middle of an answer. Plain HTTP towards the program.
 */

import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { bodyOf, type Effect, type Fault } from "./faults.ts";
import { chunkOf, endToEnd, headOf, readRequests, type WireAnswer, type WireRequest } from "./http.ts";
import { type Key, keyText, kindOfRequest, type Service } from "./keys.ts";

/** One fault at one request. */
export interface Injection {
  key: Key;
  fault: Fault;
}

/** Where the requests go. */
export interface Upstream {
  service: Service;
  /** `https://host:port` */
  url: string;
  /** PEM of the authority that signed the server's certificate. */
  ca?: string;
}

/** What happened in one run of the program. */
export interface Traffic {
  /** Every request, in the order of their arrival. */
  keys: Key[];
  /** The injections that happened. */
  hit: Injection[];
  /** Paths of what the server says to have created, dry runs left out. */
  created: string[];
  /** Connections that are open, and watches among them. */
  sockets: number;
  watches: number;
}

/** One run of the program. */
export interface Episode {
  injections: readonly Injection[];
  /** What all names of the run hold. */
  name: string;
  /** Ends the program at once. */
  kill(): void;
}

export interface Proxy {
  /** `http://127.0.0.1:port` of each service. */
  readonly address: Record<Service, string>;
  /** From here on the requests are those of another run. */
  begin(episode: Episode): void;
  /** Waits until the servers have answered everything that was sent, and says what happened. */
  end(): Promise<Traffic>;
  /** What has happened so far. */
  traffic(): Traffic;
  close(): void;
}

/** Starts a proxy on ports of its own. */
export async function startProxy(upstreams: readonly Upstream[]): Promise<Proxy> {
  const state = new State();
  const servers: Server[] = [];
  const address: Record<Service, string> = { api: "", s3: "" };
  for (const upstream of upstreams) {
    const server = createServer((socket) => serve(state, upstream, socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address[upstream.service] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    servers.push(server);
  }
  return {
    address,
    begin: (episode) => state.begin(episode),
    end: async () => {
      while (state.pending.size > 0) await Promise.allSettled(state.pending);
      return state.traffic();
    },
    traffic: () => state.traffic(),
    close: () => {
      for (const server of servers) server.close();
      for (const socket of state.sockets) socket.destroy();
    },
  };
}

/** What the proxy knows of the present run. */
class State {
  readonly sockets = new Set<Socket>();
  /** Exchanges with the servers that have not ended: what was sent may still be done there. */
  readonly pending = new Set<Promise<unknown>>();
  watches = 0;
  #episode: Episode = { injections: [], name: "\0", kill: () => undefined };
  #counts = new Map<string, number>();
  #keys: Key[] = [];
  #hit: Injection[] = [];
  #created: string[] = [];

  begin(episode: Episode): void {
    this.#episode = episode;
    this.#counts = new Map();
    this.#keys = [];
    this.#hit = [];
    this.#created = [];
  }

  /** Takes note of a request. @returns the fault that is to happen to it */
  meet(service: Service, request: WireRequest): { key: Key; fault: Fault | undefined } {
    const kind = kindOfRequest(service, request, this.#episode.name);
    const name = keyText({ ...kind, nth: 0 });
    const nth = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, nth);
    const key = { ...kind, nth };
    this.#keys.push(key);
    const injection = this.#episode.injections.find((one) => keyText(one.key) === keyText(key));
    if (injection !== undefined) this.#hit.push(injection);
    return { key, fault: injection?.fault };
  }

  kill(): void {
    this.#episode.kill();
  }

  noteAnswer(key: Key, { status }: { status: number }): void {
    // What is posted are questions, such as who we are.
    const creates = status === 201 && key.verb === "apply";
    const makesBucket = key.service === "s3" && key.verb === "PUT" && key.path === "/*" && status === 200;
    if (creates || makesBucket) this.#created.push(`${key.service} ${key.path}`);
  }

  traffic(): Traffic {
    return {
      keys: [...this.#keys],
      hit: [...this.#hit],
      created: [...this.#created],
      sockets: this.sockets.size,
      watches: this.watches,
    };
  }
}

function serve(state: State, upstream: Upstream, socket: Socket): void {
  state.sockets.add(socket);
  socket.on("error", () => undefined);
  socket.on("close", () => state.sockets.delete(socket));
  socket.setNoDelay(true);
  readRequests(socket, async (request) => {
    const exchange = answer({ state, upstream, socket }, request);
    state.pending.add(exchange);
    await exchange.finally(() => state.pending.delete(exchange));
  });
}

interface Connection {
  state: State;
  upstream: Upstream;
  socket: Socket;
}

async function answer(connection: Connection, request: WireRequest): Promise<void> {
  const { state, upstream, socket } = connection;
  const { key, fault } = state.meet(upstream.service, request);
  if (fault?.committed === false) return act(connection, fault.effect, undefined);
  if (key.verb === "watch") return relayWatch(connection, request, fault?.effect);
  const reply = await forward(upstream, request);
  state.noteAnswer(key, reply);
  if (fault !== undefined) return act(connection, fault.effect, reply);
  socket.write(Buffer.concat([Buffer.from(headOf(reply, lengthOf(request, reply))), reply.body]));
}

// The length that an answer to HEAD tells is not its own.
function lengthOf({ method }: WireRequest, { body }: WireAnswer): number | undefined {
  return method === "HEAD" ? 0 : body.length;
}

async function forward({ url, ca }: Upstream, request: WireRequest): Promise<WireAnswer> {
  const response = await fetch(url + request.target, initOf(request, ca));
  return {
    status: response.status,
    headers: endToEnd(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

function initOf({ method, headers, body }: WireRequest, ca: string | undefined): BunFetchRequestInit {
  const kept = endToEnd(headers).filter(([name]) => name.toLowerCase() !== "accept-encoding");
  return {
    method,
    headers: [...kept, ["accept-encoding", "identity"]],
    redirect: "manual",
    ...(body.length > 0 && { body }),
    ...(ca !== undefined && { tls: { ca } }),
  };
}

/** Makes a request fail. @param reply the server's answer, when it was asked */
function act({ state, upstream, socket }: Connection, effect: Effect, reply: WireAnswer | undefined): void {
  switch (effect.do) {
    case "reset":
    case "drop":
      socket.resetAndDestroy();
      return;
    case "kill":
      state.kill();
      return;
    case "truncate": {
      const { body } = reply ?? { body: Buffer.alloc(0) };
      const half = body.subarray(0, Math.floor(body.length / 2));
      // Without a body there is nothing to break off but the head.
      const head = Buffer.from(headOf(reply ?? { status: 200, headers: [] }, body.length));
      const sent = body.length > 1 ? Buffer.concat([head, half]) : head.subarray(0, 20);
      socket.write(sent, () => socket.destroy());
      return;
    }
    case "answer": {
      const { type, text } = bodyOf(upstream.service, effect);
      const headers: [string, string][] = [["content-type", type], ...Object.entries(effect.headers ?? {})];
      socket.write(headOf({ status: effect.status, headers }, Buffer.byteLength(text)) + text);
      return;
    }
    case "stall":
    case "expire":
    case "replay":
      return;
  }
}

const EXPIRED = JSON.stringify({
  type: "ERROR",
  object: {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    message: "too old resource version: injected fault",
    reason: "Expired",
    code: 410,
  },
});

/** Passes on a watch line by line, until either side ends it. */
async function relayWatch(
  connection: Connection,
  request: WireRequest,
  effect: Effect | undefined,
): Promise<void> {
  const { state, upstream, socket } = connection;
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  socket.once("close", onClose);
  if (socket.destroyed) return;
  state.watches += 1;
  try {
    // Bun ends what is silent for five minutes; that is its own option.
    const init = { ...initOf(request, upstream.ca), signal: gone.signal, timeout: false };
    const response = await fetch(upstream.url + request.target, init);
    const head = { status: response.status, headers: endToEnd(response.headers) };
    if (!response.ok || response.body === null) {
      const body = Buffer.from(await response.arrayBuffer());
      socket.write(Buffer.concat([Buffer.from(headOf(head, body.length)), body]));
      return;
    }
    socket.write(headOf(head, undefined));
    if (await relayLines(connection, response.body, effect)) socket.write("0\r\n\r\n");
  } catch (error) {
    // The program ended the watch, or its process.
    if (!gone.signal.aborted) throw error;
  } finally {
    state.watches -= 1;
    socket.off("close", onClose);
    gone.abort();
  }
}

/** @returns whether the watch came to its end in order */
async function relayLines(
  connection: Connection,
  body: ReadableStream<Uint8Array>,
  effect: Effect | undefined,
): Promise<boolean> {
  const { socket } = connection;
  const told: string[] = [];
  for await (const line of linesOf(body)) {
    const number = told.push(line);
    const ended = number === 1 && effect !== undefined ? breakOff(connection, effect, line) : undefined;
    if (ended !== undefined) return ended;
    socket.write(chunkOf(`${line}\n`));
    if (effect?.do === "replay" && number === REPLAY_AFTER)
      for (const old of told) socket.write(chunkOf(`${old}\n`));
  }
  return true;
}

// Then the initial events, or some of them, are told as changes.
const REPLAY_AFTER = 3;

/** Ends a watch at its first event. @returns whether in order; `undefined` when the effect does not end it */
function breakOff(connection: Connection, effect: Effect, line: string): boolean | undefined {
  const { socket } = connection;
  const whole = chunkOf(`${line}\n`);
  switch (effect.do) {
    case "truncate":
      socket.write(chunkOf(line.slice(0, line.length / 2)), () => socket.destroy());
      return false;
    case "expire":
      socket.write(Buffer.concat([whole, chunkOf(`${EXPIRED}\n`)]));
      return true;
    case "drop":
    case "kill":
      socket.write(whole, () => act(connection, effect, undefined));
      return false;
    case "answer":
    case "replay":
    case "reset":
    case "stall":
      return undefined;
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    yield* parts.filter((line) => line !== "");
  }
}
