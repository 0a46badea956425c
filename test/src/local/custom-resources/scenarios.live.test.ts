/** The committed recording of scenarios is still what the real API server does. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { readScenarios } from "./scenario-answers.ts";
import { SCENARIOS } from "./scenarios.ts";
import { takeSteps } from "./scenarios-remote.ts";

setDefaultTimeout(120_000);

test("every scenario, taken again", async () => {
  const records = await takeSteps(SCENARIOS);
  expect(records).toEqual(readScenarios());
  console.log(
    `${records.flatMap(([, answers]) => answers).length} steps as the API server takes them, 0 exceptions`,
  );
});
