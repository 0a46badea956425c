/** What happens to definitions and their objects one after the other is what happened on the real API server. */

import { expect, test } from "bun:test";
import { readScenarios } from "./scenario-answers.ts";
import { SCENARIOS } from "./scenarios.ts";
import { takeOurSteps } from "./scenarios-ours.ts";

const records = readScenarios();

test("the recording is of the scenarios that are taken now", () => {
  expect(records.map(([title, answers]) => [title, answers.length])).toEqual(
    SCENARIOS.map(({ title, steps }) => [title, steps.length]),
  );
});

test.each(SCENARIOS.map((scenario, index) => [scenario.title, index] as const))("%s", (_, index) => {
  const scenario = SCENARIOS[index];
  const ours = scenario === undefined ? [] : takeOurSteps(scenario);
  const steps = records[index]?.[1] ?? [];
  for (const [step, answer] of steps.entries())
    expect({ step: scenario?.steps[step], answer: ours[step] }).toEqual({
      step: scenario?.steps[step],
      answer,
    });
});
