/** Writes recorded from the real API server, played on the code under test. */

import { describe, expect, test } from "bun:test";
import { kindSchemas } from "../../../../src/model/kind-schemas.ts";
import { replay } from "./replay.ts";
import { readRecording } from "./vectors.ts";

const recording = frozen(readRecording());
const lookup = await kindSchemas();

/** Arguments must not be changed: so they cannot be. */
function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}

test("at least 500 writes were recorded", () => {
  expect(recording.vectors.length).toBeGreaterThanOrEqual(500);
});

describe(`writes as Kubernetes ${recording.server} does them`, () => {
  const byCategory = Map.groupBy(recording.vectors, ({ category }) => category);
  for (const [category, vectors] of byCategory)
    test(`${category}: ${vectors.length}`, () => {
      for (const [index, vector] of vectors.entries()) {
        const { expected, actual } = replay(recording, vector, lookup);
        const { operation, manager, force = false, body } = vector;
        expect({ index, operation, manager, force, body, answer: actual }).toEqual({
          index,
          operation,
          manager,
          force,
          body,
          answer: expected,
        });
      }
    });
});
