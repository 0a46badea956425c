import { expect, test } from "bun:test";
import { builtinKinds } from "../../../../src/model/kind-table.ts";
import { bases, cases } from "./cases.ts";
import { compare, summary } from "./comparison.ts";
import { askOurs } from "./ours.ts";
import { readRecording } from "./recording.ts";

test("every case is recorded", () => {
  expect(Object.keys(readRecording())).toEqual(cases.map(({ id }) => id));
});

test("every kind has a manifest, but for definitions, which have tests of their own", () => {
  const kinds = new Set([...bases.values()].map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
  const missing = builtinKinds().filter(
    ({ group, version, kind }) => !kinds.has(`${group === "" ? "" : `${group}/`}${version} ${kind}`),
  );
  expect(missing.map(({ kind }) => kind)).toEqual(["CustomResourceDefinition"]);
});

test("what is made of manifests and what is wrong with them is what the API server said", async () => {
  const comparison = compare(readRecording(), await askOurs());
  console.log(summary(comparison));
  expect(comparison.different).toEqual([]);
  expect(comparison.needless).toEqual([]);
});
