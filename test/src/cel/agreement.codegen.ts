/**
 * Writes agreement.generated.json from the real controller:
 * `KRO=1 npm run control-plane -- npx bun test/src/cel/agreement.codegen.ts`.
 * It records what is missing, since all of it takes half an hour; with ALL=1 it records everything.
 */

import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { sameJson } from "../../../src/model/json.ts";
import { readRecording } from "./agreement.ts";
import { EXPRESSIONS } from "./agreement-expressions.ts";
import { FIELD_EXPRESSIONS, FIELDS } from "./agreement-fits.ts";
import { record } from "./agreement-record.ts";
import type { Recording } from "./agreement-record.ts";

const FILE = new URL("agreement.generated.json", import.meta.url);
const expressions = Object.values(EXPRESSIONS).flat();
const fits = FIELDS.flatMap((field) => FIELD_EXPRESSIONS.map((expression) => ({ field, expression })));
const fitKey = ({ field, expression }: (typeof fits)[number]): string => JSON.stringify([field, expression]);

const before = existsSync(FILE) && process.env["ALL"] !== "1" ? readRecording() : undefined;
const rows = new Map(before?.rows.map((row) => [row.expression, row]));
const fitting = new Map(before?.fits.map((fit) => [fitKey(fit), fit]));

const [first = "", ...others] = expressions;
const missing = {
  expressions: [first, ...others.filter((expression) => !rows.has(expression))],
  fits: fits.filter((fit) => !fitting.has(fitKey(fit))),
};
const total = missing.expressions.length + missing.fits.length;
let answers = 0;
const onAnswer = (): void => {
  answers++;
  if (answers % 100 === 0) console.log(`${answers} of ${total}`);
};

const after = await record({ ...missing, onAnswer });
if (before !== undefined && !sameJson(before.schemas, after.schemas)) {
  throw new Error("what the expressions see is another now: record everything, with ALL=1");
}
for (const row of after.rows) rows.set(row.expression, row);
for (const fit of after.fits) fitting.set(fitKey(fit), fit);
const recording: Recording = {
  ...(before ?? after),
  rows: expressions.flatMap((expression) => rows.get(expression) ?? []),
  fits: fits.flatMap((fit) => fitting.get(fitKey(fit)) ?? []),
};

// One row a line, so that a change of the controller shows as the rows that changed.
const lines = Object.entries(recording).map(([name, value]: [string, unknown]) => {
  const text = Array.isArray(value)
    ? `[\n${value.map((item) => JSON.stringify(item)).join(",\n")}\n]`
    : JSON.stringify(value);
  return `${JSON.stringify(name)}:${text}`;
});
await writeFile(FILE, `{${lines.join(",\n")}}\n`);
const counts = Map.groupBy(recording.rows, ({ outcome }) => outcome);
console.log([...counts].map(([outcome, found]) => `${outcome}: ${found.length}`).join(", "));
console.log(
  `fits: ${recording.fits.filter(({ accepted }) => accepted).length} of ${recording.fits.length} accepted`,
);
