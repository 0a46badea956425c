/** Schedules of CronJobs: what is wrong with one, in the words of the parser that Kubernetes uses. Pure. @see https://pkg.go.dev/github.com/robfig/cron/v3 */

interface Bounds {
  min: number;
  max: number;
  names?: readonly string[];
}

const MONTHS = ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];
const DESCRIPTORS = new Set([
  "@yearly",
  "@annually",
  "@monthly",
  "@weekly",
  "@daily",
  "@midnight",
  "@hourly",
]);
const DURATION = /^[-+]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/;

/** @returns `undefined` when the schedule can be read */
export function scheduleMistake(schedule: string): string | undefined {
  const zone = /^(?:CRON_)?TZ=(\S*)\s*/.exec(schedule);
  const rest = zone === null ? schedule : schedule.slice(zone[0].length).trim();
  if (rest.startsWith("@")) return descriptorMistake(rest);
  const fields = rest.split(/\s+/).filter((one) => one !== "");
  if (fields.length !== FIELDS.length)
    return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  for (const [index, bounds] of FIELDS.entries())
    for (const part of (fields[index] ?? "").split(",").filter((one) => one !== "")) {
      const mistake = rangeMistake(part, bounds);
      if (mistake !== undefined) return mistake;
    }
  return undefined;
}

function descriptorMistake(text: string): string | undefined {
  if (DESCRIPTORS.has(text)) return undefined;
  if (!text.startsWith("@every ")) return `unrecognized descriptor: ${text}`;
  const duration = text.slice("@every ".length);
  if (DURATION.test(duration)) return undefined;
  const why = /^\d+$/.test(duration) ? "missing unit in duration" : "invalid duration";
  return `failed to parse duration ${text}: time: ${why} ${JSON.stringify(duration)}`;
}

function rangeMistake(part: string, bounds: Bounds): string | undefined {
  const { min, max, names } = bounds;
  const [range = "", step] = part.split("/");
  const [low = "", high] = range.split("-");
  const isAny = low === "*" || low === "?";
  const unreadable = partMistake(part, { names, isAny });
  if (unreadable !== undefined) return unreadable;
  const isOpen = isAny || (step !== undefined && high === undefined);
  const start = isAny ? min : numberOf(low, names);
  const end = isOpen ? max : numberOf(high ?? low, names);
  const wrong = boundsMistake({ start, end }, { min, max });
  if (wrong !== undefined) return `${wrong}: ${part}`;
  return Number(step ?? 1) === 0 ? `step of range should be a positive number: ${part}` : undefined;
}

/** Whether the numbers of a part can be read at all. */
function partMistake(
  part: string,
  { names, isAny }: { names: readonly string[] | undefined; isAny: boolean },
): string | undefined {
  const [range = "", step, ...slashes] = part.split("/");
  const [low = "", high, ...hyphens] = range.split("-");
  if (hyphens.length > 0 && !isAny) return numberMistake(low, names) ?? `too many hyphens: ${part}`;
  const numbers = isAny ? [] : [low, ...(high === undefined ? [] : [high])];
  for (const number of numbers) {
    const mistake = numberMistake(number, names);
    if (mistake !== undefined) return mistake;
  }
  if (slashes.length > 0) return `too many slashes: ${part}`;
  return step === undefined ? undefined : numberMistake(step, undefined);
}

function boundsMistake(
  { start, end }: { start: number; end: number },
  { min, max }: { min: number; max: number },
): string | undefined {
  if (start < min) return `beginning of range (${start}) below minimum (${min})`;
  if (end > max) return `end of range (${end}) above maximum (${max})`;
  return start > end ? `beginning of range (${start}) beyond end of range (${end})` : undefined;
}

function numberOf(text: string, names: readonly string[] | undefined): number {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  return index >= 0 && text !== "" ? index : Number(text);
}

function numberMistake(text: string, names: readonly string[] | undefined): string | undefined {
  if (text !== "" && names?.includes(text.toLowerCase()) === true) return undefined;
  if (!/^[+-]?\d+$/.test(text))
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  return Number(text) < 0 ? `negative number (${Number(text)}) not allowed: ${text}` : undefined;
}

/** What is wrong with a time zone. */
export function timeZoneMistake(zone: string): string | undefined {
  if (zone === "") return "timeZone must be nil or non-empty string";
  const isStrange = zone
    .split("/")
    .some((part) => part === "." || part === ".." || !/^(?!-)[A-Za-z.\-_0-9+]{1,14}$/.test(part));
  if (isStrange) return `unknown time zone ${zone}`;
  if (zone.toLowerCase() === "local")
    return "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
    return undefined;
  } catch {
    return `unknown time zone ${zone}`;
  }
}
