/** The token as the first segment of the path: kubectl sends no bearer token over plain HTTP, and plain HTTP needs no certificates. */

import type { Handle } from "./serve.ts";

/** The address under which a client that sends no token is let in. */
export function withTokenPath({ server, token }: { server: string; token: string }): string {
  return `${server}/${token}`;
}

/** Takes the token from the path to where the API server looks for it. */
export function tokenFromPath(handle: Handle, token: string): Handle {
  const prefix = `/${token}/`;
  return (request) => {
    const { url } = request;
    const start = url.indexOf("/", url.indexOf("//") + 2);
    if (!url.startsWith(prefix, start)) return handle(request);
    const stripped = new Request(url.slice(0, start) + url.slice(start + prefix.length - 1), request);
    stripped.headers.set("authorization", `Bearer ${token}`);
    return handle(stripped);
  };
}
