import { expect, test } from "bun:test";
import {
  type LifecycleRule,
  normalLifecycle,
  readLifecycle,
  writeLifecycle,
} from "../../../src/s3/lifecycle-rules.ts";

const rules: LifecycleRule[] = [
  { id: "days", expiration: { days: 7 } },
  { id: "prefix", filter: { prefix: "tmp/" }, expiration: { date: "2030-01-31" }, enabled: false },
  {
    id: "tag",
    filter: { tags: { k: "v" } },
    noncurrentVersionExpiration: { noncurrentDays: 3, newerNoncurrentVersions: 2 },
  },
  {
    id: "and",
    filter: { prefix: "a&b", tags: { a: "1", b: "2" }, objectSizeGreaterThan: 5, objectSizeLessThan: 9 },
    expiration: { days: 1 },
  },
  { id: "marker", expiration: { expiredObjectDeleteMarker: true } },
  {
    id: "move",
    transition: { days: 3, storageClass: "WARM" },
    noncurrentVersionTransition: { noncurrentDays: 1, storageClass: "COLD" },
  },
  { id: "abort", abortIncompleteMultipartUpload: { daysAfterInitiation: 4 } },
];

test.each(rules.map((rule) => [rule.id, rule] as const))(
  "%s: is read back as it was written",
  (_id, rule) => {
    const normal = normalLifecycle([rule]);
    expect(readLifecycle(writeLifecycle(normal))).toEqual(normal);
  },
);

test("order, defaults and the notation of dates do not matter", () => {
  const spelled: LifecycleRule[] = [
    { id: "b", enabled: true, filter: { prefix: "" }, expiration: { date: "2030-01-31T00:00:00.000Z" } },
    { id: "a", expiration: { days: 1 } },
  ];
  expect(normalLifecycle(spelled)).toEqual(
    normalLifecycle([
      { id: "a", expiration: { days: 1 } },
      { id: "b", expiration: { date: "2030-01-31" } },
    ]),
  );
});

test("what is undefined is not said", () => {
  const days = { noncurrentDays: 30 };
  const spelled: LifecycleRule[] = [
    {},
    { noncurrentVersionExpiration: days },
    { noncurrentVersionTransition: { ...days, storageClass: "COLD" } },
  ];
  const gaps = { date: undefined, days: undefined, newerNoncurrentVersions: undefined };
  const withGaps = [
    { abortIncompleteMultipartUpload: undefined, expiration: gaps },
    { noncurrentVersionExpiration: { ...days, ...gaps } },
    { noncurrentVersionTransition: { ...days, ...gaps, storageClass: "COLD" } },
  ] as unknown as LifecycleRule[];
  expect(normalLifecycle(withGaps)).toStrictEqual(normalLifecycle(spelled));
});

test("a rule without id gets the same one every time, and another rule another", () => {
  const [a] = normalLifecycle([{ filter: { prefix: "x", tags: { k: "v" } }, expiration: { days: 1 } }]);
  const [b] = normalLifecycle([
    { expiration: { days: 1 }, filter: { tags: { k: "v" }, prefix: "x" }, enabled: true },
  ]);
  const [c] = normalLifecycle([{ filter: { prefix: "x", tags: { k: "v" } }, expiration: { days: 2 } }]);
  expect(a?.id).toBe(b?.id ?? "");
  expect(a?.id).not.toBe(c?.id ?? "");
});

test("reads the old form, where the prefix stands in the rule", () => {
  const document =
    "<L><Rule><ID>x</ID><Prefix>p/</Prefix><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule></L>";
  expect(readLifecycle(document)).toEqual(
    normalLifecycle([{ id: "x", filter: { prefix: "p/" }, expiration: { days: 1 } }]),
  );
});
