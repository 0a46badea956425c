/** The committed recording is still what the real API server says about definitions. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { DEFINITION_EXCEPTIONS } from "../validation/exceptions.ts";
import { readDefinitions, rowsOf } from "./definition-answers.ts";
import { definitionRows } from "./definitions.ts";
import { askAboutDefinitions } from "./definitions-remote.ts";

setDefaultTimeout(180_000);

// kro's own definitions are there already where its controller runs.
const isForeign = process.env["CONTROL_PLANE_KRO"] === "1" ? [] : readDefinitions();

test("every definition, asked about again", async () => {
  const records = readDefinitions();
  const rows = rowsOf(definitionRows(), isForeign);
  const answers = await askAboutDefinitions(rows);
  const expected = records.slice(0, rows.length).map(([, answer]) => answer);
  expect(answers).toEqual(expected);
  const exceptions = Object.keys(DEFINITION_EXCEPTIONS);
  console.log(`${rows.length} definitions as the API server answers them, ${exceptions.length} exceptions`);
});
