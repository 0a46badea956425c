/** Parts of timestamps and durations. */

import { EvaluationFailure } from "../error.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import { calendar } from "../time.ts";
import type { Duration, Timestamp } from "../value.ts";

const DAY = 86_400_000;

/** Parts of a timestamp by function; the fields of the date are those of the time zone. */
const PARTS: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDayOfYear: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDate: (date) => date.getUTCDate(),
  getDayOfWeek: (date) => date.getUTCDay(),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
};

/** Minutes east of UTC of a zone, which is an offset such as `-08:00` or a name such as `Europe/Berlin`. */
function offsetOf(moment: Timestamp, zone: string): number {
  const [, sign, hours = "", minutes = ""] = /^([+-]?)(\d+):(\d+)$/.exec(zone) ?? [];
  if (sign !== undefined) {
    if (Number(hours) > 23) throw new EvaluationFailure("timezone offset hours out of range [-23, 23]");
    if (Number(minutes) > 59) throw new EvaluationFailure("timezone offset minutes out of range [0, 59]");
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  }
  return namedOffset(moment, zone === "" ? "UTC" : zone);
}

function namedOffset(moment: Timestamp, timeZone: string): number {
  const { date } = calendar(moment, 0);
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    const name = format.formatToParts(date).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
    return sign === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  } catch {
    throw new EvaluationFailure(`unknown time zone ${timeZone}`);
  }
}

function partOf(moment: Timestamp, zone: string, part: (date: Date) => number): bigint {
  return BigInt(part(calendar(moment, offsetOf(moment, zone)).date));
}

function millisecondsOf(moment: Timestamp): bigint {
  return calendar(moment, 0).nanos / 1_000_000n;
}

/** Lengths in nanoseconds of the parts of a duration. */
const LENGTHS: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
};

export const TIMES: Library = [
  ...Object.entries(PARTS).flatMap(([name, part]) => [
    define(`timestamp.${name}(): int`, (moment: Timestamp) => partOf(moment, "UTC", part)),
    define(`timestamp.${name}(string): int`, (moment: Timestamp, zone: string) => partOf(moment, zone, part)),
  ]),
  define("timestamp.getMilliseconds(): int", millisecondsOf),
  define("timestamp.getMilliseconds(string): int", (moment: Timestamp, zone: string) => {
    offsetOf(moment, zone);
    return millisecondsOf(moment);
  }),
  ...Object.entries(LENGTHS).map(([name, length]) =>
    define(`duration.${name}(): int`, ({ nanos }: Duration) => nanos / length),
  ),
];
