/** A sample of `npm run test:faults`: another one with each commit, the same one again with SEED. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { seedOf } from "../support/random.ts";
import { casesOf } from "./plan.ts";
import { PROGRAMS, type ProgramName } from "./programs.ts";
import { record } from "./case.ts";
import { isClean, problemText, sweep, totalsOf, totalsText } from "./sweep.ts";

setDefaultTimeout(600_000);

test.each([
  ["everything", 10],
  ["origan", 4],
] as [ProgramName, number][])("%s gets over a sample of %d cases of faults", async (name, count) => {
  const seed = seedOf();
  const program = PROGRAMS[name];
  const reference = await record(program);
  const cases = casesOf(reference.keys, { seed, impatient: program.impatient }).slice(0, count);
  const entries = await sweep(cases, reference, { seed, lanes: 5, until: Infinity, done: () => undefined });
  const totals = totalsOf(entries);
  console.log(`${name}, seed ${seed}: ${totalsText(totals)}`);
  const problems = entries.filter((entry) => entry.problems.length > 0);
  expect(problems.map((entry) => `${entry.case}\n${problemText(entry, name)}\n${entry.output}`)).toEqual([]);
  expect(isClean(totals)).toBe(true);
});
