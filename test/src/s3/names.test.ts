import { expect, test } from "bun:test";
import { hasCode } from "../../../src/errors.ts";
import { checkBucketName } from "../../../src/s3/names.ts";

test.each(["abc", "origan", "a.b-c", "0ab", "a".repeat(63), "1.2.3"])("accepts %s", (name) => {
  expect(() => checkBucketName(name)).not.toThrow();
});

test.each([
  ["ab", "3 to 63"],
  ["a".repeat(64), "3 to 63"],
  ["Origan", "lower-case"],
  ["a_b_c", "lower-case"],
  ["web assets", "lower-case"],
  ["a/b", "lower-case"],
  ["-abc", "begins and ends"],
  ["abc-", "begins and ends"],
  ["a..b", "beside another dot"],
  ["a.-b", "beside another dot"],
  ["192.168.5.4", "IP address"],
  ["xn--abc", "reserved prefix"],
  ["abc-s3alias", "reserved suffix"],
])("refuses %s: %s", (name, reason) => {
  try {
    checkBucketName(name);
  } catch (error) {
    expect(hasCode(error, "usage")).toBe(true);
    expect(String(error)).toContain(`Bucket ${name}`);
    expect(String(error)).toContain(reason);
    return;
  }
  throw new Error("accepted");
});
