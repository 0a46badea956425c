/** Our evaluation and the recorded one of the real controller agree, row by row. */

import { describe, expect, test } from "bun:test";
import { answer, declarationsOf, fits, readRecording, recordedAnswer } from "./agreement.ts";
import { EXPRESSIONS } from "./agreement-expressions.ts";
import { FIELD_EXPRESSIONS, FIELDS } from "./agreement-fits.ts";

const recording = readRecording();
const declarations = declarationsOf(recording);
const rows = new Map(recording.rows.map((row) => [row.expression, row]));

const TOO_LARGE = "a number of JavaScript does not hold every int64: we refuse what it would change";
/** Rows that we differ on, and why. Nothing else may. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  "9223372036854775807": TOO_LARGE,
  "-9223372036854775808": TOO_LARGE,
  ".5 + 1.0": "the parser of the library wants a digit before the point",
};

for (const [group, expressions] of Object.entries(EXPRESSIONS)) {
  describe(group, () => {
    test.each(expressions)("%s", (expression) => {
      const row = rows.get(expression);
      if (row === undefined) throw new Error("it is not recorded: run agreement.codegen.ts");
      const ours = answer(expression, declarations, recording.values);
      if (Object.hasOwn(DIFFERENCES, expression)) expect(ours).not.toEqual(recordedAnswer(row));
      else expect(ours).toEqual(recordedAnswer(row));
    });
  });
}

test("every recorded row is compared, and enough of them", () => {
  const compared = Object.values(EXPRESSIONS).flat();
  expect(compared.toSorted()).toEqual(recording.rows.map(({ expression }) => expression).toSorted());
  const agreeing = compared.length - Object.keys(DIFFERENCES).length;
  expect(agreeing).toBeGreaterThanOrEqual(150);
  const counts = Map.groupBy(recording.rows, ({ outcome }) => outcome);
  const kinds = Array.from(counts, ([outcome, { length }]) => `${length} ${outcome}`).join(", ");
  console.log(`${agreeing} of ${compared.length} expressions agree with kro (${kinds})`);
});

describe("what fits a field", () => {
  test.each(FIELDS)("%s", (field) => {
    const recorded = recording.fits.filter((fit) => fit.field === field);
    expect(recorded.map(({ expression }) => expression)).toEqual([...FIELD_EXPRESSIONS]);
    const ours = recorded.map((fit) => ({ ...fit, accepted: fits(fit, recording, declarations) }));
    expect(ours).toEqual(recorded);
  });
});
