/** Validation, defaults, pruning and rules answer as the real API server did: the rows of the recording. */

import { describe, expect, test } from "bun:test";
import { readRecording } from "./answers.ts";
import { askOurs } from "./ours.ts";
import { questions } from "./probe.ts";

const recording = readRecording();
const asked = recording.map(([question]) => question);
const ours = askOurs(asked);

test("the recording is of the questions that are asked now", () => {
  expect(asked).toEqual(questions());
  expect(asked.length).toBeGreaterThanOrEqual(500);
});

describe("as the API server answered", () => {
  const fields = Map.groupBy(recording.entries(), ([, [question]]) => question.field);
  test.each([...fields.keys()])("%s", (field) => {
    for (const [index, [question, answer]] of fields.get(field) ?? [])
      expect({ question, answer: ours[index] }).toEqual({ question, answer });
  });
});
