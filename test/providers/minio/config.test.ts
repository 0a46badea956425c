import { expect, test } from "bun:test";
import type { BucketProps } from "../../../providers/minio/bucket-props.ts";
import { bucketConfig } from "../../../providers/minio/config.ts";
import type { BucketConfig } from "../../../src/s3/features.ts";
import { publicReadPolicy } from "../../../src/s3/policy.ts";

test.each<[BucketProps, BucketConfig]>([
  [{}, {}],
  [{ versioning: true }, { versioning: { enabled: true } }],
  [{ versioning: false }, { versioning: { enabled: false } }],
  [{ versioning: { excludeFolders: true } }, { versioning: { enabled: true, excludeFolders: true } }],
  [{ publicRead: true }, { policy: publicReadPolicy("origan") }],
  [{ publicRead: false }, { policy: null }],
  [{ policy: null }, { policy: null }],
  [{ tags: {} }, { tags: {} }],
  [{ objectLock: true }, { objectLock: { enabled: true } }],
  [
    { objectLock: { mode: "GOVERNANCE", days: 1 } },
    { objectLock: { enabled: true, retention: { mode: "GOVERNANCE", days: 1 } } },
  ],
  [{ encryption: true }, { encryption: { algorithm: "AES256" } }],
  [{ encryption: false }, { encryption: null }],
  [{ encryption: { kmsKeyId: "main" } }, { encryption: { algorithm: "aws:kms", keyId: "main" } }],
])("%j", (props, config) => {
  expect(bucketConfig("origan", props)).toEqual(config);
});

test("what is undefined is not said, as in state", () => {
  const props = {
    tags: { a: "1", b: undefined },
    lifecycle: [{ noncurrentVersionExpiration: { noncurrentDays: 30, newerNoncurrentVersions: undefined } }],
  } as unknown as BucketProps;
  expect(bucketConfig("origan", props)).toStrictEqual({
    tags: { a: "1" },
    lifecycle: [{ noncurrentVersionExpiration: { noncurrentDays: 30 } }],
  });
});

test.each<[BucketProps, RegExp]>([
  [{ publicRead: true, policy: { Statement: [] } }, /either `publicRead` or `policy`/],
  [{ versioning: false, objectLock: true }, /needs versioning/],
  [{ tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"])) }, /at most 50/],
  [
    {
      lifecycle: [
        { id: "a", expiration: { days: 1 } },
        { id: "a", expiration: { days: 2 } },
      ],
    },
    /same id/,
  ],
])("%j is refused", (props, message) => {
  expect(() => bucketConfig("origan", props)).toThrow(message);
});

test("a bad name is refused", () => {
  expect(() => bucketConfig("Origan", {})).toThrow(/lower-case/);
});
