import { describe, expect, test } from "bun:test";
import { scheduleMistake, timeZoneMistake } from "../../../../src/local/kinds/batch/cron.ts";
import { pullPolicy } from "../../../../src/local/kinds/pod/image.ts";
import { quantity, quantityFrom, quantityOf } from "../../../../src/local/kinds/quantity.ts";

describe("quantities are written as Go writes them", () => {
  const rows: [text: string, canonical: string, nano: bigint][] = [
    ["0", "0", 0n],
    ["1", "1", 1_000_000_000n],
    ["0.5", "500m", 500_000_000n],
    ["100m", "100m", 100_000_000n],
    ["1000m", "1", 1_000_000_000n],
    ["1500m", "1500m", 1_500_000_000n],
    ["1e3", "1e3", 1_000_000_000_000n],
    ["1E", "1E", 10n ** 27n],
    ["1024Mi", "1Gi", 2n ** 30n * 1_000_000_000n],
    ["1.5Gi", "1536Mi", 3n * 2n ** 29n * 1_000_000_000n],
    ["0.1Ki", "102400m", 102_400_000_000n],
    ["-1Gi", "-1Gi", -(2n ** 30n) * 1_000_000_000n],
    ["+5", "+5", 5_000_000_000n],
    [".5", "500m", 500_000_000n],
    ["5.", "5.", 5_000_000_000n],
    ["0.0000000001", "1n", 1n],
  ];
  test.each(rows)("%s", (text, canonical, nano) => {
    expect(quantity(text)).toEqual({ nano, text: canonical });
  });
  test.each(["", "Gi", "1 Gi", "1Q", "1gi", "1..2", "abc", "--1", "1e"])("%p is none", (text) => {
    expect(quantity(text)).toBeUndefined();
  });
  test("sums keep the notation", () => {
    expect(quantityFrom(quantityOf("512Mi").nano * 2n, quantityOf("512Mi")).text).toBe("1Gi");
    expect(quantityFrom(quantityOf("500m").nano * 3n, quantityOf("500m")).text).toBe("1500m");
  });
});

describe("schedules", () => {
  const rows: [schedule: string, mistake: string | undefined][] = [
    ["*/5 * * * *", undefined],
    ["0 0 1,15 * 5", undefined],
    ["0 0 * jan-mar SUN", undefined],
    ["@every 1h30m", undefined],
    ["CRON_TZ=UTC 0 0 * * *", undefined],
    ["* * * *", "expected exactly 5 fields, found 4: [* * * *]"],
    ["60 * * * *", "end of range (60) above maximum (59): 60"],
    ["* * 0 * *", "beginning of range (0) below minimum (1): 0"],
    ["5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"],
    ["*/0 * * * *", "step of range should be a positive number: */0"],
    ["1-2-3 * * * *", "too many hyphens: 1-2-3"],
    ["1/2/3 * * * *", "too many slashes: 1/2/3"],
    ["x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ["@often", "unrecognized descriptor: @often"],
  ];
  test.each(rows)("%s", (schedule, mistake) => {
    expect(scheduleMistake(schedule)).toBe(mistake);
  });
  test("time zones are those of the IANA", () => {
    expect(["Europe/Prague", "Etc/UTC", "UTC"].map(timeZoneMistake)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(timeZoneMistake("Nowhere/Land")).toBe("unknown time zone Nowhere/Land");
    expect(timeZoneMistake("../etc")).toBe("unknown time zone ../etc");
  });
});

describe("images are pulled always where their tag may move", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const rows: [image: string, policy: string][] = [
    ["nginx", "Always"],
    ["nginx:latest", "Always"],
    ["localhost:5000/nginx", "Always"],
    ["nginx:1.27", "IfNotPresent"],
    ["registry.example.com/a/b:1", "IfNotPresent"],
    [`nginx@${digest}`, "IfNotPresent"],
    [`nginx:latest@${digest}`, "Always"],
    ["Not an image", "IfNotPresent"],
  ];
  test.each(rows)("%s", (image, policy) => {
    expect(pullPolicy(image)).toBe(policy as "Always");
  });
});
