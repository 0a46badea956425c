/** A handler of web requests behind a port of the loopback interface: with serve-node.ts the only file of the embedded cluster that opens one. */

/** Answers one request; streams when its body does. */
export type Handle = (request: Request) => Promise<Response>;

/** An open port. */
export interface Server {
  port: number;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Nobody else can reach it. */
export const HOSTNAME = "127.0.0.1";

/**
 * Serves on the loopback interface. Neither an open port nor a connection to it keeps the process alive.
 * @param port 0 for any free one
 * @throws the system's error, code EADDRINUSE when the port is taken
 */
export async function serve(handle: Handle, port: number): Promise<Server> {
  if (process.versions.bun !== undefined) return serveByBun(handle, port);
  const { serveByNode } = await import("./serve-node.ts");
  return serveByNode(handle, port);
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

/** The answer where none could be given. */
export function crashed(error: unknown): Response {
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
