/** IP addresses and networks. @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library */

import { EvaluationFailure, noSuchOverload } from "../error.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import { Opaque } from "../value.ts";

class Address extends Opaque {
  readonly typeName = "net.IP";
  readonly family: 4 | 6;
  /** The address as a number of 32 or 128 bits. */
  readonly number: bigint;

  constructor(family: 4 | 6, number: bigint) {
    super();
    this.family = family;
    this.number = number;
  }

  get bits(): number {
    return this.family === 4 ? 32 : 128;
  }

  equals(other: Opaque): boolean {
    return other instanceof Address && other.family === this.family && other.number === this.number;
  }
}

class Network extends Opaque {
  readonly typeName = "net.CIDR";
  readonly address: Address;
  readonly length: number;

  constructor(address: Address, length: number) {
    super();
    this.address = address;
    this.length = length;
  }

  equals(other: Opaque): boolean {
    return other instanceof Network && other.length === this.length && other.address.equals(this.address);
  }
}

const PART_4 = /^(?:0|[1-9]\d{0,2})$/;

function parse4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => PART_4.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((number, part) => (number << 8n) | BigInt(part), 0n);
}

/** Groups of 16 bits; the last two may be written as an IPv4 address. */
function groupsOf(text: string): bigint[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    const mapped = index === parts.length - 1 && part.includes(".") ? parse4(part) : undefined;
    if (mapped !== undefined) groups.push(mapped >> 16n, mapped & 0xffffn);
    else if (/^[\dA-Fa-f]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

function parse6(text: string): bigint | undefined {
  const [before = "", after, ...more] = text.split("::");
  const [head, tail] = [groupsOf(before), groupsOf(after ?? "")];
  if (head === undefined || tail === undefined || more.length > 0) return undefined;
  const missing = 8 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...tail];
  return groups.reduce((number, group) => (number << 16n) | group, 0n);
}

/** Parses an address. @returns `undefined` where it is none, has a zone, or is IPv4 written as IPv6 */
function address(text: string): Address | undefined {
  const family = text.includes(":") ? 6 : 4;
  const number = family === 4 ? parse4(text) : parse6(text);
  if (number === undefined || (family === 6 && number >> 32n === 0xffffn)) return undefined;
  return new Address(family, number);
}

function network(text: string): Network | undefined {
  const [, host = "", length = ""] = /^([^/]*)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const base = address(host);
  return base === undefined || Number(length) > base.bits ? undefined : new Network(base, Number(length));
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new EvaluationFailure(`${what} parse error during conversion from string`);
  return value;
}

function ip(text: string): Address {
  return known(address(text), "IP address");
}

function cidr(text: string): Network {
  return known(network(text), "network address");
}

function formatAddress({ family, number }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const zeros = `:${groups.join(":")}:`.match(/(?<=:)0:(?:0:)+/g) ?? [];
  // The first of the longest runs of zeros is left out.
  const longest = zeros.reduce((best, run) => (run.length > best.length ? run : best), "");
  const text = groups.join(":");
  if (longest === "") return text;
  const at = `:${text}:`.indexOf(`:${longest}`);
  const [before, after] = [`:${text}:`.slice(1, at), `:${text}:`.slice(at + 1 + longest.length, -1)];
  return `${before}::${after}`;
}

function masked({ address: base, length }: Network): Network {
  const free = BigInt(base.bits - length);
  return new Network(new Address(base.family, (base.number >> free) << free), length);
}

function contains(outer: Network, inner: Address): boolean {
  const { address: base, length } = outer;
  const free = BigInt(base.bits - length);
  return base.family === inner.family && base.number >> free === inner.number >> free;
}

/** First bits of the address, by family: number of bits and their value. */
type Block = readonly [length: number, bits: bigint];

function isWithin(value: Address, block4: Block, block6: Block): boolean {
  const [length, bits] = value.family === 4 ? block4 : block6;
  return value.number >> BigInt(value.bits - length) === bits;
}

function isLoopback(value: Address): boolean {
  return isWithin(value, [8, 127n], [128, 1n]);
}

function isLinkLocalUnicast(value: Address): boolean {
  return isWithin(value, [16, 0xa9fen], [10, 0x3fan]);
}

function isGlobalUnicast(value: Address): boolean {
  const isBroadcast = value.family === 4 && value.number === 0xffffffffn;
  const isMulticast = isWithin(value, [4, 0xen], [8, 0xffn]);
  return (
    !isBroadcast && !isMulticast && value.number !== 0n && !isLoopback(value) && !isLinkLocalUnicast(value)
  );
}

/** Of a text that is none, Kubernetes says that the function does not take it. */
function orNoOverload<T>(value: T | undefined): T {
  if (value === undefined) throw noSuchOverload();
  return value;
}

export const NETWORKS: Library = [
  define("ip(string): IP", ip),
  define("IP.family(): int", ({ family }: Address) => BigInt(family)),
  define("ip.isCanonical(string): bool", (text: string) => formatAddress(ip(text)) === text),
  define("IP.isUnspecified(): bool", ({ number }: Address) => number === 0n),
  define("IP.isLoopback(): bool", isLoopback),
  define("IP.isLinkLocalMulticast(): bool", (value: Address) =>
    isWithin(value, [24, 0xe00000n], [16, 0xff02n]),
  ),
  define("IP.isLinkLocalUnicast(): bool", isLinkLocalUnicast),
  define("IP.isGlobalUnicast(): bool", isGlobalUnicast),
  define("isIP(string): bool", (text: string) => address(text) !== undefined),
  define("string(IP): string", formatAddress),
  define("cidr(string): CIDR", cidr),
  define("CIDR.containsIP(string): bool", (outer: Network, text: string) =>
    contains(outer, orNoOverload(address(text))),
  ),
  define("CIDR.containsIP(IP): bool", contains),
  define("CIDR.containsCIDR(string): bool", (outer: Network, text: string) =>
    containsNetwork(outer, orNoOverload(network(text))),
  ),
  define("CIDR.containsCIDR(CIDR): bool", containsNetwork),
  define("CIDR.ip(): IP", (value: Network) => value.address),
  define("CIDR.prefixLength(): int", ({ length }: Network) => BigInt(length)),
  define("CIDR.masked(): CIDR", masked),
  define("isCIDR(string): bool", (text: string) => network(text) !== undefined),
  define("string(CIDR): string", (value: Network) => `${formatAddress(value.address)}/${value.length}`),
];

function containsNetwork(outer: Network, inner: Network): boolean {
  return outer.length <= inner.length && contains(outer, inner.address);
}
