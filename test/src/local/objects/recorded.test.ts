/** Every step of the scenarios on `objects`, against what the real API server answered. */

import { describe, expect, test } from "bun:test";
import answers from "./answers.json" with { type: "json" };
import { scenarios } from "./cases/index.ts";
import { runEmbedded } from "./embedded.ts";
import { kindRegistry } from "../../../../src/local/kind-registry.ts";
import { builtinServedKinds } from "../../../../src/local/kinds/index.ts";

const kinds = kindRegistry(await builtinServedKinds());
const recorded = answers as unknown as Record<string, unknown[]>;

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", (name, scenario) => {
  const found = runEmbedded(scenario, kinds);
  test.each(scenario.steps.map((step, index) => [`${step.verb}: ${step.what}`, index] as const))(
    "%s",
    (_, index) => {
      expect(JSON.parse(JSON.stringify(found[index]))).toEqual(recorded[name]?.[index]);
    },
  );
});
