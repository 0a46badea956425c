/** What was recorded is still what the real API server answers. */

import { expect, test } from "bun:test";
import answers from "./answers.json" with { type: "json" };
import { scenarios } from "./cases/index.ts";
import { runReal } from "./real.ts";

const recorded = answers as unknown as Record<string, unknown>;

test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", async (name, scenario) => {
  const found = await runReal(scenario);
  expect(JSON.parse(JSON.stringify(found))).toEqual(recorded[name]);
});
