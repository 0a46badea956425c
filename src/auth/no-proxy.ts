/** Ranges of addresses in NO_PROXY, which kubectl and Bun know and undici does not. Pure. */

import { BlockList, isIP } from "node:net";

/**
 * Whether a server is in a range of addresses that needs no proxy.
 * @param server its address, as a URL
 * @param noProxy the value of NO_PROXY: names, addresses and ranges such as `10.0.0.0/8`
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
export function inRangeWithoutProxy(server: string, noProxy: string): boolean {
  const host = new URL(server).hostname.replace(/^\[(.*)\]$/, "$1");
  return noProxy.split(/[,\s]+/).some((entry) => {
    const [, network = "", prefix = ""] = /^([^/]+)\/(\d{1,3})$/.exec(entry) ?? [];
    const family = isIP(network);
    return family !== 0 && family === isIP(host) && inRange(host, network, Number(prefix));
  });
}

function inRange(host: string, network: string, prefix: number): boolean {
  const [type, longest] = isIP(network) === 4 ? (["ipv4", 32] as const) : (["ipv6", 128] as const);
  if (prefix > longest) return false;
  const range = new BlockList();
  range.addSubnet(network, prefix, type);
  return range.check(host, type);
}
