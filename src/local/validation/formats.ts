/** The string formats that schemas may name. @see https://pkg.go.dev/k8s.io/kube-openapi/pkg/validation/strfmt */

import { isIPv4, isIPv6 } from "node:net";

const SHORT_NAME = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";

type Test = (text: string) => boolean;

function matching(pattern: RegExp, most = Infinity): Test {
  return (text) => text.length <= most && pattern.test(text);
}

/** RFC 3339 full-date; the day must exist. */
function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(2000, month - 1, day));
  // The year is set apart, since those before 100 mean 19xx to `Date.UTC`.
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isDateTime(text: string): boolean {
  const [date = "", time = ""] = text.toLowerCase().split("t");
  const [, hour = "99", minute = "99", second = "99"] =
    /^(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/.exec(time) ?? [];
  return isDate(date) && hour <= "23" && minute <= "59" && second <= "59";
}

const GO_DURATION = /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const UNIT = /^(?:ns|nano.*|us|µs|micro.*|ms|milli.*|s|sec.*|m|min.*|h|hr|hour.*|d|day.*|w|wk|week.*)$/i;

function isDuration(text: string): boolean {
  if (GO_DURATION.test(text)) return true;
  return [...text.matchAll(/\d+\s*([A-Za-zµ]+)/g)].some(([, unit = ""]) => UNIT.test(unit));
}

function isCidr(text: string): boolean {
  const [, address = "", length = ""] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  if (isSloppyIPv4(address)) return Number(length) <= 32;
  return isIPv6(address) && Number(length) <= 128;
}

/** Leading zeros are read as decimal, as Go did before 1.17. */
function isSloppyIPv4(text: string): boolean {
  return isIPv4(text.replace(/(^|\.)0+(?=\d)/g, "$1"));
}

function isHostname(text: string): boolean {
  const pattern =
    /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u;
  return pattern.test(text) && text.length <= 255 && text.split(".").every((part) => part.length <= 63);
}

function digitsOf(text: string): string {
  return text.replace(/[\s-]+/g, "");
}

function isIsbn10(text: string): boolean {
  const digits = digitsOf(text);
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = Array.from(digits).reduce(
    (total, digit, index) => total + (index + 1) * (digit === "X" ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = digitsOf(text);
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = Array.from(digits).reduce(
    (total, digit, index) => total + (index % 2 === 0 ? 1 : 3) * Number(digit),
    0,
  );
  return sum % 10 === 0;
}

const CARD =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11}|6[27]\d{14})$/;

function isCreditCard(text: string): boolean {
  const digits = digitsOf(text);
  if (!CARD.test(digits)) return false;
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** As Go's ParseRequestURI: an absolute URI or an absolute path. */
function isUri(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007f]/.test(text) || /%(?![\dA-Fa-f]{2})/.test(text)) return false;
  const [, host = ""] = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(text) ?? [];
  if (/[[\]]/.test(host) && !/^\[[\dA-Fa-f:.]+\](?::\d*)?$/.test(host)) return false;
  return /^(?:\/|\*$|[A-Za-z][A-Za-z0-9+.-]*:)/.test(text);
}

const BYTE_255 = String.raw`(?:0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])`;

/** Tests by format, its hyphens left out, as the API server looks it up. */
const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["bsonobjectid", matching(/^[\da-fA-F]{24}$/)],
  ["uri", isUri],
  ["email", matching(/^(?:[^<>]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>()]+@[^\s@<>()]+)$/)],
  ["hostname", isHostname],
  ["ipv4", isSloppyIPv4],
  ["ipv6", isIPv6],
  ["cidr", isCidr],
  [
    "mac",
    matching(
      /^(?:[\da-f]{2}(?:(:|-)[\da-f]{2})(?:\1[\da-f]{2}){4}(?:(?:\1[\da-f]{2}){2}|(?:\1[\da-f]{2}){14})?|[\da-f]{4}(?:\.[\da-f]{4}){2}(?:\.[\da-f]{4}|(?:\.[\da-f]{4}){7})?)$/i,
    ),
  ],
  ["uuid", matching(/^[\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12}$/i)],
  ["uuid3", matching(/^[\da-f]{8}-?[\da-f]{4}-?3[\da-f]{3}-?[\da-f]{4}-?[\da-f]{12}$/i)],
  ["uuid4", matching(/^[\da-f]{8}-?[\da-f]{4}-?4[\da-f]{3}-?[89ab][\da-f]{3}-?[\da-f]{12}$/i)],
  ["uuid5", matching(/^[\da-f]{8}-?[\da-f]{4}-?5[\da-f]{3}-?[89ab][\da-f]{3}-?[\da-f]{12}$/i)],
  ["isbn", (text) => isIsbn10(text) || isIsbn13(text)],
  ["isbn10", isIsbn10],
  ["isbn13", isIsbn13],
  ["creditcard", isCreditCard],
  ["ssn", matching(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/)],
  ["hexcolor", matching(/^#?(?:[\da-fA-F]{3}|[\da-fA-F]{6})$/)],
  [
    "rgbcolor",
    matching(new RegExp(String.raw`^rgb\(\s*${BYTE_255}\s*,\s*${BYTE_255}\s*,\s*${BYTE_255}\s*\)$`)),
  ],
  ["byte", matching(/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=|[A-Za-z\d+/]{4})$/)],
  ["password", () => true],
  ["date", isDate],
  ["duration", isDuration],
  ["datetime", isDateTime],
  ["k8sshortname", matching(new RegExp(`^${SHORT_NAME}$`), 63)],
  ["k8slongname", matching(new RegExp(String.raw`^${SHORT_NAME}(?:\.${SHORT_NAME})*$`), 253)],
]);

/** The test of a format of strings; `undefined` for one that the API server ignores. */
export function formatTest(format: string): Test | undefined {
  return TESTS.get(format.replaceAll("-", ""));
}
