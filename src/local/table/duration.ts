/** Times as `kubectl get` prints them: `5m3s`. Pure. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Rows of: below how many seconds, the unit of the first number, the unit of the second, its letters. */
const STEPS: readonly { below: number; whole: number; rest?: number; letters: string }[] = [
  { below: 2 * MINUTE, whole: 1, letters: "s" },
  { below: 10 * MINUTE, whole: MINUTE, rest: 1, letters: "ms" },
  { below: 3 * HOUR, whole: MINUTE, letters: "m" },
  { below: 8 * HOUR, whole: HOUR, rest: MINUTE, letters: "hm" },
  { below: 2 * DAY, whole: HOUR, letters: "h" },
  { below: 8 * DAY, whole: DAY, rest: HOUR, letters: "dh" },
  { below: 2 * YEAR, whole: DAY, letters: "d" },
  { below: 8 * YEAR, whole: YEAR, rest: DAY, letters: "yd" },
  { below: Number.POSITIVE_INFINITY, whole: YEAR, letters: "y" },
];

/**
 * A duration with at most two units.
 * @param ms may be a little below 0, since clocks differ
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/util/duration/duration.go
 */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  const step = STEPS.find(({ below }) => seconds < below);
  if (step === undefined) return "<invalid>";
  const first = Math.floor(seconds / step.whole);
  const second = step.rest === undefined ? 0 : Math.floor((seconds % step.whole) / step.rest);
  return `${first}${step.letters.charAt(0)}${second === 0 ? "" : `${second}${step.letters.charAt(1)}`}`;
}

/**
 * How long ago a time was.
 * @param time RFC 3339
 * @param now ms since 1970
 */
export function since(time: unknown, now: number): string {
  if (typeof time !== "string" || time === "") return "<unknown>";
  const at = Date.parse(time);
  return Number.isNaN(at) ? "<unknown>" : humanDuration(now - at);
}
