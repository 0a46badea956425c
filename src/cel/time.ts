/** Times as Go reads and writes them: nanoseconds, RFC 3339 and durations such as `1h30m`. */

import { EvaluationFailure } from "./error.ts";
import { Duration, MAX_INT, MIN_INT, Timestamp } from "./value.ts";

const SECOND = 1_000_000_000n;
const MIN_SECONDS = -62_135_596_800n;
const MAX_SECONDS = 253_402_300_799n;

const RFC_3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d+))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** Parses RFC 3339. @throws {EvaluationFailure} */
export function parseTimestamp(text: string): Timestamp {
  const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = RFC_3339.exec(text) ?? [];
  if (year === undefined) throw new EvaluationFailure("invalid RFC 3339 timestamp");
  const parts = [year, month, day, hour, minute, second].map(Number) as Parts;
  const utc = milliseconds(parts);
  if (utc.getUTCDate() !== parts[2]) throw conversion("string", "google.protobuf.Timestamp");
  const offset = offsetOf(zone);
  const nanos = BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  const seconds = BigInt(utc.getTime()) / 1000n - BigInt(offset) * 60n;
  return timestamp(seconds * SECOND + nanos, offset);
}

/** Parses a string of a field with format `date-time` or `date`. @throws {EvaluationFailure} */
export function parseDateTime(text: string): Timestamp {
  if (!RFC_3339.test(text)) throw new EvaluationFailure("Invalid date-time formatted string");
  return parseTimestamp(text);
}

type Parts = [year: number, month: number, day: number, hour: number, minute: number, second: number];

function milliseconds([year, month, day, hour, minute, second]: Parts): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date;
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(":").map(Number);
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** A timestamp within the years 1 to 9999. @throws {EvaluationFailure} */
export function timestamp(nanos: bigint, offset = 0): Timestamp {
  const seconds = floorDivide(nanos, SECOND);
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) throw new EvaluationFailure("timestamp overflow");
  return new Timestamp(nanos, offset);
}

/** A duration that int64 nanoseconds can hold. @throws {EvaluationFailure} */
export function duration(nanos: bigint): Duration {
  if (nanos < MIN_INT || nanos > MAX_INT) throw new EvaluationFailure("duration overflow");
  return new Duration(nanos);
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** Seconds since 1970, rounded down. */
export function unixSeconds({ nanos }: Timestamp): bigint {
  return floorDivide(nanos, SECOND);
}

/** The calendar of a moment at an offset, as the UTC fields of a date, and the nanoseconds within the second. */
export function calendar(moment: Timestamp, offset: number): { date: Date; nanos: bigint } {
  const seconds = unixSeconds(moment);
  return {
    date: new Date(Number(seconds) * 1000 + offset * 60_000),
    nanos: moment.nanos - seconds * SECOND,
  };
}

/** Writes RFC 3339; with `"nanos"` the fraction of the second too, as short as it can be. */
export function formatTimestamp(
  moment: Timestamp,
  precision: "seconds" | "nanos",
  offset = moment.offset,
): string {
  const { date, nanos } = calendar(moment, offset);
  const fraction = precision === "nanos" ? fractionOf(nanos) : "";
  return `${date.toISOString().slice(0, 19)}${fraction}${zoneOf(offset)}`;
}

function fractionOf(nanos: bigint): string {
  const digits = nanos.toString().padStart(9, "0").replace(/0+$/, "");
  return digits === "" ? "" : `.${digits}`;
}

function two(part: number): string {
  return String(part).padStart(2, "0");
}

function zoneOf(offset: number): string {
  if (offset === 0) return "Z";
  const minutes = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const UNITS: Record<string, bigint> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};

/** Parses a duration as Go does. @throws {EvaluationFailure} */
export function parseDuration(text: string): Duration {
  const [, sign, rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === "0") return new Duration(0n);
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest))
    throw conversion("string", "google.protobuf.Duration");
  let nanos = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of rest.matchAll(/(\d*)\.?(\d*)([^\d.]+)/g)) {
    const size = UNITS[unit] ?? 0n;
    nanos += BigInt(whole || "0") * size + (BigInt(fraction || "0") * size) / 10n ** BigInt(fraction.length);
  }
  return duration(sign === "-" ? -nanos : nanos);
}

const DAY = 86_400n * SECOND;

/** Words for units, with which the API server takes a string as a duration too. */
const WORDS = new Map<string, bigint>(
  (
    [
      [1n, ["ns", "nano", "nanosecond"]],
      [1000n, ["us", "µs", "micro", "microsecond"]],
      [1_000_000n, ["ms", "milli", "millisecond"]],
      [SECOND, ["s", "sec", "second"]],
      [60n * SECOND, ["m", "min", "minute"]],
      [3600n * SECOND, ["h", "hr", "hour"]],
      [DAY, ["d", "day"]],
      [7n * DAY, ["w", "wk", "week"]],
    ] as const
  ).flatMap(([size, words]) => words.flatMap((word) => [[word, size] as const, [`${word}s`, size] as const])),
);

/** Parses a string of a field with format `duration`: as Go does, and one number with a word. @throws {EvaluationFailure} */
export function parseSchemaDuration(text: string): Duration {
  const [, amount = "", word = ""] = /^\s*(\d+)\s*([a-zµ]+)\s*$/i.exec(text) ?? [];
  const unit = WORDS.get(word.toLowerCase());
  return unit === undefined ? parseDuration(text) : duration(BigInt(amount) * unit);
}

function conversion(from: string, to: string): EvaluationFailure {
  return new EvaluationFailure(`type conversion error from '${from}' to '${to}'`);
}

/** Writes a duration in seconds, `5400s`, as CEL does. */
export function durationInSeconds({ nanos }: Duration): string {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? "-" : ""}${size / SECOND}${fractionOf(size % SECOND)}s`;
}

/** Writes a duration as Go does, `1h30m0s`. */
export function formatDuration({ nanos }: Duration): string {
  if (nanos === 0n) return "0s";
  const size = nanos < 0n ? -nanos : nanos;
  const sign = nanos < 0n ? "-" : "";
  const small = (["ns", "µs", "ms"] as const).find((unit) => size < (UNITS[unit] ?? 1n) * 1000n);
  if (small !== undefined) {
    const unit = UNITS[small] ?? 1n;
    const digits = (size % unit)
      .toString()
      .padStart(unit.toString().length - 1, "0")
      .replace(/0+$/, "");
    return `${sign}${size / unit}${digits === "" || unit === 1n ? "" : `.${digits}`}${small}`;
  }
  const seconds = size / SECOND;
  const [hours, minutes] = [seconds / 3600n, (seconds / 60n) % 60n];
  const head = hours > 0n ? `${hours}h${minutes}m` : minutes > 0n ? `${minutes}m` : "";
  return `${sign}${head}${seconds % 60n}${fractionOf(size % SECOND)}s`;
}
