import { expect, test } from "bun:test";
import { inRangeWithoutProxy } from "../../../src/auth/no-proxy.ts";

test.each<[server: string, noProxy: string, direct: boolean]>([
  ["https://10.1.2.3:6443", "10.0.0.0/8", true],
  ["https://10.1.2.3", "localhost, .example.com,172.16.0.0/12,10.9.9.9/8", true],
  ["https://10.1.2.3:6443", "10.2.0.0/16", false],
  ["https://10.1.2.3:6443", "0.0.0.0/0", true],
  ["https://10.1.2.3:6443", "10.1.2.3/32", true],
  ["https://10.1.2.4:6443", "10.1.2.3/32", false],
  ["https://[fd00::1]:6443", "10.0.0.0/8 fd00::/8", true],
  ["https://[fe80::1]:6443", "fd00::/8", false],
  ["https://10.1.2.3:6443", "::/0", false],
  // Entries that are no range are undici's.
  ["https://10.1.2.3:6443", "", false],
  ["https://10.1.2.3:6443", "10.1.2.3", false],
  ["https://10.1.2.3:6443", "10.0.0.0/33,10.0.0.0/,10.0.0.0/8x,10/8,/8,10.0.0.0/-1", false],
  ["https://cluster.example:6443", "0.0.0.0/0", false],
])("%s with NO_PROXY=%s is reached directly: %p", (server, noProxy, direct) => {
  expect(inRangeWithoutProxy(server, noProxy)).toBe(direct);
});
