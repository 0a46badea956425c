/** IP addresses and ranges in objects. Pure. */

import { isIP } from "node:net";
import { invalid, type Causes } from "./cause.ts";

/** The numbers of an IPv4 address; older releases accepted leading zeros, so they are still read. */
function octets(text: string): number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,4}$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  return numbers.every((one) => one <= 255) ? numbers : undefined;
}

/** The family of an address, 0 when it is none. */
export function familyOf(text: string): 0 | 4 | 6 {
  if (octets(text) !== undefined) return 4;
  return !text.includes("%") && isIP(text) === 6 ? 6 : 0;
}

const hasLeadingZero = (text: string): boolean => !text.includes(":") && /(^|\.)0\d/.test(text);
const isMapped = (text: string): boolean => /^::ffff:/i.test(text);

/** @param before values that stood there already and are let pass */
export function addAddress(
  to: Causes,
  field: string,
  { value, before = [] }: { value: string; before?: readonly string[] },
): void {
  if (before.includes(value)) return;
  if (familyOf(value) === 0)
    to.push(invalid(field, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
  else if (hasLeadingZero(value)) to.push(invalid(field, value, "must not have leading 0s"));
  else if (isMapped(value)) to.push(invalid(field, value, "must not be an IPv4-mapped IPv6 address"));
}

/** An address that traffic can be sent to. */
export function addEndpointAddress(to: Causes, field: string, value: string): void {
  const family = familyOf(value);
  if (family === 0) return void to.push(invalid(field, value, "must be a valid IP address"));
  const [a = 0, b = 0, c = 0] = octets(value) ?? [];
  const is4 = family === 4;
  if (is4 ? /^[0.]+$/.test(value) : /^[0:]+$/.test(value))
    to.push(invalid(field, value, `may not be unspecified (${value})`));
  if (is4 ? a === 127 : /^[0:]+:0*1$/.test(value))
    to.push(invalid(field, value, "may not be in the loopback range (127.0.0.0/8, ::1/128)"));
  if (is4 ? a === 169 && b === 254 : /^fe[89ab]/i.test(value))
    to.push(invalid(field, value, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"));
  if (is4 ? a === 224 && b === 0 && c === 0 : /^ff02/i.test(value))
    to.push(invalid(field, value, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"));
}

/** A range of addresses: the address as a number, and how many bits are fixed. */
export interface Range {
  family: 4 | 6;
  start: bigint;
  bits: number;
}

/** Reads `10.0.0.0/16`. */
export function rangeOf(text: string): Range | undefined {
  const [, address = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = familyOf(address);
  const size = family === 4 ? 32 : 128;
  if (family === 0 || Number(length) > size) return undefined;
  const start = family === 4 ? numberOf4(address) : numberOf6(address);
  return { family, start, bits: Number(length) };
}

function numberOf4(address: string): bigint {
  return (octets(address) ?? []).reduce((sum, one) => sum * 256n + BigInt(one), 0n);
}

function numberOf6(address: string): bigint {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  if (embedded !== null) {
    const low = numberOf4(embedded[2] ?? "");
    return numberOf6(`${embedded[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
  }
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: missing }, () => "0"), ...after];
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

const shiftOf = ({ family, bits }: Range): bigint => BigInt((family === 4 ? 32 : 128) - bits);

/** Whether a range lies in another one and is smaller. */
export function isStrictlyInside(inner: Range, outer: Range): boolean {
  if (inner.family !== outer.family || inner.bits <= outer.bits) return false;
  const shift = shiftOf(outer);
  return inner.start >> shift === outer.start >> shift;
}

/** @param before values that stood there already and are let pass */
export function addRange(
  to: Causes,
  field: string,
  { value, before = [] }: { value: string; before?: readonly string[] },
): void {
  if (before.includes(value)) return;
  const range = rangeOf(value);
  if (range === undefined)
    to.push(invalid(field, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
  else if (hasLeadingZero(value) || /\/0\d/.test(value))
    to.push(invalid(field, value, "must not have leading 0s in IP or prefix length"));
  else if (isMapped(value)) to.push(invalid(field, value, "must not have an IPv4-mapped IPv6 address"));
  else if ((range.start >> shiftOf(range)) << shiftOf(range) !== range.start)
    to.push(invalid(field, value, "must not have bits set beyond the prefix length"));
}

/** The text of an IPv4 address. */
export function text4(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join(".");
}

/** An IPv4 address as a number. */
export function addressNumber(text: string): bigint | undefined {
  return familyOf(text) === 4 ? numberOf4(text) : undefined;
}
