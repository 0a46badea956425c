import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { builtinKinds } from "../../../src/model/kind-table.ts";
import { Conformance, type Facets, type Facts } from "../../support/conformance-run.ts";
import { testKind } from "../../support/conformance.ts";
import { subjects, titleOf } from "../../support/manifests.ts";

setDefaultTimeout(300_000);

const run = new Conformance(subjects);
let facets: Facets;
beforeAll(async () => {
  facets = await run.run();
});
afterAll(() => {
  const never = subjects.filter(({ row }) => row.neverReady !== undefined).map(({ title }) => title);
  console.log(`conformance: ${subjects.length} kinds; never ready here: ${never.join(", ") || "none"}`);
});

test("every kind has a row", () => {
  expect(subjects.map(({ title }) => title)).toEqual(builtinKinds().map(titleOf));
});

describe("whole runs", () => {
  const failing = ["refused"];
  const ups = ["create", "unchanged", "update", "adopt", "settled"] as const;
  test.each(ups)("%s ends with 0 and keeps state of every object", (step) => {
    const { code, state } = facets[step];
    expect(code).toBe(0);
    expect(state.length).toBeGreaterThanOrEqual(subjects.length);
  });

  test.each(["destroy", "destroyGone", "destroyNothing"] as const)(
    "%s ends with 0 and without state",
    (step) => {
      const { code, state, live } = facets[step];
      expect({ code, state, left: [...live.keys()] }).toEqual({ code: 0, state: [], left: [] });
    },
  );

  test("a destroy without state requests nothing", () => {
    expect(facets.destroyNothing.requests).toEqual([]);
  });
});

for (const subject of subjects) testKind(subject, run, () => facets);
