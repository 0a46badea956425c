import { expect, test } from "bun:test";
import { checksumOf } from "../../../../src/local/s3/checksums.ts";

// The check values of the catalogue of parametrised CRC algorithms, over the digits 1 to 9.
test.each([
  ["crc32", "cbf43926"],
  ["crc32c", "e3069283"],
  ["crc64nvme", "ae8b14860a799888"],
] as const)("%s", (algorithm, wanted) => {
  const { value } = checksumOf(algorithm, new TextEncoder().encode("123456789"));
  expect(Buffer.from(value, "base64").toString("hex")).toBe(wanted);
});
