/** The committed recording is still what the real API server says. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { readRecording } from "./answers.ts";
import { askOurs } from "./ours.ts";
import { questions } from "./probe.ts";
import { askServer } from "./remote.ts";

setDefaultTimeout(120_000);

test("every row, asked again", async () => {
  const rows = await askServer(questions());
  expect(rows).toEqual(readRecording());
  const ours = askOurs(rows.map(([question]) => question));
  const differ = rows.filter(([, answer], index) => !Bun.deepEquals(answer, ours[index]));
  console.log(`${rows.length} answers of the API server, ${differ.length} of ours differ`);
  expect(differ).toEqual([]);
});
