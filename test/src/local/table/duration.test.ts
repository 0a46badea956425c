import { expect, test } from "bun:test";
import { humanDuration, since } from "../../../../src/local/table/duration.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [-3 * SECOND, "<invalid>"],
  [-1.5 * SECOND, "0s"],
  [0, "0s"],
  [999, "0s"],
  [119 * SECOND, "119s"],
  [2 * MINUTE, "2m"],
  [5 * MINUTE + 3 * SECOND, "5m3s"],
  [10 * MINUTE + 3 * SECOND, "10m"],
  [179 * MINUTE, "179m"],
  [3 * HOUR, "3h"],
  [3 * HOUR + 20 * MINUTE, "3h20m"],
  [8 * HOUR + 20 * MINUTE, "8h"],
  [47 * HOUR, "47h"],
  [2 * DAY, "2d"],
  [7 * DAY + 3 * HOUR, "7d3h"],
  [8 * DAY + 3 * HOUR, "8d"],
  [729 * DAY, "729d"],
  [730 * DAY, "2y"],
  [740 * DAY, "2y10d"],
  [8 * 365 * DAY + DAY, "8y"],
])("%d ms are %s", (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test("what is no time is unknown", () => {
  expect(since(undefined, 0)).toBe("<unknown>");
  expect(since("yesterday", 0)).toBe("<unknown>");
  expect(since("1970-01-01T00:00:00Z", 61_000)).toBe("61s");
});
