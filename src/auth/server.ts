/** Addresses of servers and proxies, checked. Pure. */

import { ProviderError } from "../errors.ts";

/**
 * The address of an API server, without a slash at its end.
 * @param object who gives it, for the message
 * @throws ProviderError `bad-kubeconfig` when absent or no http(s) address
 */
export function serverOf(server: string | undefined, object: string): string {
  if (server === undefined || server === "") {
    throw new ProviderError("bad-kubeconfig", "no server is given", {
      object,
      advice: "Set server to https://host:port.",
    });
  }
  const url = parseHttp(server, { object, field: "server", advice: "Use https://host:port." });
  // The address is kept in state and told in messages.
  if (url.username !== "" || url.password !== "") {
    throw new ProviderError("bad-kubeconfig", "the server's address holds a user name or password", {
      object,
      advice: "Give them as credentials of their own.",
    });
  }
  return server.replace(/\/+$/, "");
}

/**
 * The address of a proxy.
 * @throws ProviderError `bad-kubeconfig` for anything but http(s)
 */
export function proxyOf(proxy: string | undefined, object: string): string | undefined {
  if (proxy === undefined || proxy === "") return undefined;
  parseHttp(proxy, {
    object,
    field: "proxy-url",
    advice: "Use an http:// or https:// proxy: SOCKS is not supported.",
  });
  return proxy;
}

interface Use {
  object: string;
  field: string;
  advice: string;
}

/** The address is not quoted in the message: a proxy's may hold a password. */
function parseHttp(value: string, { object, field, advice }: Use): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  const what =
    url === undefined
      ? `${field} is not an address`
      : `${field} has the unsupported scheme ${url.protocol}//`;
  throw new ProviderError("bad-kubeconfig", what, { object, advice });
}
