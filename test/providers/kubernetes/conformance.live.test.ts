import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { builtinKinds } from "../../../src/model/kind-table.ts";
import { Conformance, type Facets } from "../../support/conformance-run.ts";
import { testKind } from "../../support/conformance.ts";
import { shapes, subjects, titleOf } from "../../support/manifests.ts";

setDefaultTimeout(300_000);

const all = [...subjects, ...shapes];
const run = new Conformance(all);
let facets: Facets;
beforeAll(async () => {
  facets = await run.run();
});
afterAll(() => {
  const applied = all.flatMap(({ title, row }) =>
    row.neverReady === undefined ? [] : [`${title} (${row.neverReady})`],
  );
  console.log(`conformance: ${subjects.length} kinds; with wait: "applied": ${applied.join(", ")}`);
});

test("every kind has a row", () => {
  expect(subjects.map(({ title }) => title)).toEqual(builtinKinds().map(titleOf));
});

describe("a run over all kinds", () => {
  test.each(["create", "unchanged", "update", "adopt", "settled", "removed"] as const)(
    "%s ends with 0",
    (step) => {
      const { code, results } = facets[step];
      expect(Object.values(results).filter((result) => "error" in result)).toEqual([]);
      expect(code).toBe(0);
    },
  );

  test("a second one writes nothing", () => {
    for (const step of [facets.unchanged, facets.settled])
      expect(step.requests.filter(({ verb }) => verb !== "get" && verb !== "list")).toEqual([]);
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

for (const subject of all) testKind(subject, run, () => facets);
