import { describe, expect, test } from "bun:test";
import { dnsLabel, labelValue } from "../../../src/model/names.ts";

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

describe("dnsLabel", () => {
  const rows: [string[], string | RegExp][] = [
    [["shop", "web", "dev"], "shop-web-dev"],
    [["Shop", "web", "dev"], /^shop-web-dev-[0-9a-f]{8}$/],
    [["shop", "web_1", "dev"], /^shop-web-1-dev-[0-9a-f]{8}$/],
    [["shop", "ü"], /^shop-[0-9a-f]{8}$/],
    [["---"], /^x-[0-9a-f]{8}$/],
    [["a".repeat(63)], "a".repeat(63)],
    [["a".repeat(64)], /^a{54}-[0-9a-f]{8}$/],
  ];
  test.each(rows)("%p", (parts, expected) => {
    const name = dnsLabel(parts);
    expect(name).toMatch(DNS_LABEL);
    if (typeof expected === "string") expect(name).toBe(expected);
    else expect(name).toMatch(expected);
  });
  test("keeps different parts apart", () => {
    const names = [
      ["a_b", "c"],
      ["a", "b_c"],
      ["A", "b-c"],
      ["a.b", "c"],
    ].map((parts) => dnsLabel(parts));
    expect(new Set(names).size).toBe(names.length);
  });
  test("leaves room for what a CronJob appends", () => {
    expect(dnsLabel(["a".repeat(60)], "batch/CronJob").length).toBeLessThanOrEqual(52);
  });
});

describe("labelValue", () => {
  const rows: [string, string | RegExp][] = [
    ["dev", "dev"],
    ["Dev.1_a", "Dev.1_a"],
    ["my shop", /^my-shop-[0-9a-f]{8}$/],
    ["-dev", /^dev-[0-9a-f]{8}$/],
  ];
  test.each(rows)("%p", (text, expected) => {
    if (typeof expected === "string") expect(labelValue(text)).toBe(expected);
    else expect(labelValue(text)).toMatch(expected);
  });
});
