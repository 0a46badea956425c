/** CustomResourceDefinitions are answered as the real API server did: the rows of the recording. */

import { expect, test } from "bun:test";
import { DEFINITION_EXCEPTIONS } from "../validation/exceptions.ts";
import { readDefinitions, rowsOf } from "./definition-answers.ts";
import { definitionRows } from "./definitions.ts";
import { askOursAboutDefinitions } from "./definitions-ours.ts";

const records = readDefinitions();
const ours = askOursAboutDefinitions(rowsOf(definitionRows(), records));

test("the recording is of the definitions that are asked about now", () => {
  const written = records.filter(([, , foreign]) => foreign === undefined).map(([title]) => title);
  expect(written).toEqual(definitionRows().map(({ title }) => title));
  expect(records.map(([title]) => title)).toContain("resourcegraphdefinitions.kro.run");
  expect(records.length).toBeGreaterThanOrEqual(150);
});

test.each(records.map(([title], index) => [title, index] as const))("%s", (title, index) => {
  const answer = records[index]?.[1];
  if (Object.hasOwn(DEFINITION_EXCEPTIONS, title)) expect(ours[index]).not.toEqual(answer);
  else expect(ours[index]).toEqual(answer);
});
