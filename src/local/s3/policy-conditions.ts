/** Conditions of bucket policies. Pure. */

import { wildcard } from "./wildcard.ts";

/** What conditions ask about: key → values, without the prefixes of their services. */
export type ConditionValues = Record<string, readonly string[]>;

type Operator = (value: string, wanted: string) => boolean;

const numbers =
  (compare: (a: number, b: number) => boolean): Operator =>
  (value, wanted) =>
    compare(Number(value), Number(wanted));
const dates =
  (compare: (a: number, b: number) => boolean): Operator =>
  (value, wanted) =>
    compare(Date.parse(value), Date.parse(wanted));

/** How one value compares; `not` operators are true when no value does. */
const OPERATORS: Record<string, { is: Operator; not?: boolean }> = {
  StringEquals: { is: (value, wanted) => value === wanted },
  StringNotEquals: { is: (value, wanted) => value === wanted, not: true },
  StringEqualsIgnoreCase: { is: (value, wanted) => value.toLowerCase() === wanted.toLowerCase() },
  StringNotEqualsIgnoreCase: {
    is: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
    not: true,
  },
  StringLike: { is: (value, wanted) => wildcard(wanted).test(value) },
  StringNotLike: { is: (value, wanted) => wildcard(wanted).test(value), not: true },
  BinaryEquals: { is: (value, wanted) => value === wanted },
  IpAddress: { is: isWithin },
  NotIpAddress: { is: isWithin, not: true },
  Bool: { is: (value, wanted) => value === wanted },
  NumericEquals: { is: numbers((a, b) => a === b) },
  NumericNotEquals: { is: numbers((a, b) => a === b), not: true },
  NumericLessThan: { is: numbers((a, b) => a < b) },
  NumericLessThanEquals: { is: numbers((a, b) => a <= b) },
  NumericGreaterThan: { is: numbers((a, b) => a > b) },
  NumericGreaterThanEquals: { is: numbers((a, b) => a >= b) },
  DateEquals: { is: dates((a, b) => a === b) },
  DateNotEquals: { is: dates((a, b) => a === b), not: true },
  DateLessThan: { is: dates((a, b) => a < b) },
  DateLessThanEquals: { is: dates((a, b) => a <= b) },
  DateGreaterThan: { is: dates((a, b) => a > b) },
  DateGreaterThanEquals: { is: dates((a, b) => a >= b) },
};

const QUALIFIER = /^(ForAllValues|ForAnyValue):/;

/** Whether conditions of that name exist. */
export function isConditionOperator(name: string): boolean {
  const plain = name.replace(QUALIFIER, "");
  return plain === "Null" || OPERATORS[plain] !== undefined;
}

/** Whether conditions can ask about it. */
export function isConditionKey(key: string): boolean {
  return /^(s3|aws|jwt|ldap|sts|svc):[\w.:/-]+$/i.test(key);
}

/** Whether all conditions hold. @param conditions operator → key → values */
export function hold(
  conditions: Record<string, Record<string, string[]>> | undefined,
  values: ConditionValues,
): boolean {
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, values[key.toLowerCase()] ?? [], wanted)),
  );
}

function holds(name: string, values: readonly string[], wanted: readonly string[]): boolean {
  const plain = name.replace(QUALIFIER, "");
  if (plain === "Null") return wanted.includes(String(values.length === 0));
  const operator = OPERATORS[plain];
  if (operator === undefined) return false;
  const matches = (value: string): boolean => wanted.some((want) => operator.is(value, want));
  if (operator.not) return !values.some(matches);
  return name.startsWith("ForAllValues:") ? values.every(matches) : values.some(matches);
}

function isWithin(address: string, range: string): boolean {
  const [network = "", bits = "32"] = range.split("/");
  const [own, other] = [ipv4(address), ipv4(network)];
  if (own === undefined || other === undefined) return address === range;
  const mask = Number(bits) === 0 ? 0 : -1 << (32 - Number(bits));
  return (own & mask) === (other & mask);
}

function ipv4(text: string): number | undefined {
  const parts = text.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => Number.isNaN(part))) return undefined;
  return parts.reduce((address, part) => (address << 8) | part, 0);
}
