/** Many cases side by side: takes them one after the other in a few lanes, and adds up what became of them. */

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { type Problem, record, type Reference, type Result, tryCase } from "./case.ts";
import { type Case, caseText } from "./plan.ts";
import type { Program } from "./programs.ts";

/** A finished case, as a line of the log. */
export interface Entry extends Result {
  seed: number;
  case: string;
}

export interface SweepOptions {
  seed: number;
  /** How many cases at once. */
  lanes: number;
  /** No case is begun after this, in ms since 1970. */
  until: number;
  /** A file of one JSON line per case: what it has is not done again. */
  log?: string;
  /** Called with each finished case. */
  done: (entry: Entry) => void;
}

/** Runs cases until all are done or the time is over. @returns those of this seed, from the log too */
export async function sweep(
  cases: readonly Case[],
  reference: Reference,
  options: SweepOptions,
): Promise<Entry[]> {
  const { seed, log, lanes, until, done } = options;
  const entries = log === undefined ? [] : readLog(log).filter((entry) => entry.seed === seed);
  const known = new Set(entries.map((entry) => entry.case));
  const left = cases.filter((one) => !known.has(caseText(one)));
  const lane = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined && Date.now() < until; one = left.shift()) {
      const entry: Entry = { seed, case: caseText(one), ...(await tryCase(one, reference).catch(broken)) };
      entries.push(entry);
      if (log !== undefined) appendFileSync(log, `${JSON.stringify(entry)}\n`);
      done(entry);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return entries;
}

/** The sweep itself failed in a case: that is told, too, and is no reason to stop. */
function broken(error: unknown): Result {
  const text = `the case broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  const problem: Problem = { sort: "failure", phase: "deploy", text };
  return {
    runs: 0,
    faults: 0,
    missed: [],
    outcomes: {},
    problems: [problem],
    truncated: 0,
    output: "",
    took: 0,
  };
}

function readLog(path: string): Entry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Entry);
}

/**
 * Records what the program does without faults. Which requests there are depends on timing a little: twice, and all of them. One
 * life after the other, as each would ask for the other's kinds, too.
 */
export async function recordTwice(program: Program): Promise<Reference> {
  const first = await record(program);
  const second = await record(program);
  for (const phase of ["deploy", "update", "destroy"] as const) {
    const known = new Set(first.keys[phase].map((key) => JSON.stringify(key)));
    first.keys[phase].push(...second.keys[phase].filter((key) => !known.has(JSON.stringify(key))));
  }
  return first;
}

/** What became of cases, in numbers. */
export interface Totals {
  cases: number;
  runs: number;
  faults: number;
  missed: number;
  truncated: number;
  orphans: number;
  duplicates: number;
  leaks: number;
  failures: number;
}

/** Adds up. */
export function totalsOf(entries: readonly Entry[]): Totals {
  const sum = (of: (entry: Entry) => number): number =>
    entries.reduce((total, entry) => total + of(entry), 0);
  const problems = (sort: Problem["sort"]): number =>
    sum((entry) => entry.problems.filter((problem) => problem.sort === sort).length);
  return {
    cases: entries.length,
    runs: sum(({ runs }) => runs),
    faults: sum(({ faults }) => faults),
    missed: sum(({ missed }) => missed.length),
    truncated: sum(({ truncated }) => (truncated > 0 ? 1 : 0)),
    orphans: problems("orphan"),
    duplicates: problems("duplicate"),
    leaks: problems("leak"),
    failures: problems("failure"),
  };
}

/** Whether everything was as it must be. */
export function isClean({ orphans, duplicates, leaks, failures, faults }: Totals): boolean {
  return orphans + duplicates + leaks + failures === 0 && faults > 0;
}

/** The totals in one line. */
export function totalsText({ cases, runs, faults, missed, truncated, ...problems }: Totals): string {
  const { orphans, duplicates, leaks, failures } = problems;
  return (
    `${cases} cases, ${runs} runs, ${faults} faults (${missed} requests did not come), ` +
    `orphans ${orphans}, duplicates ${duplicates}, leaks ${leaks}, failures ${failures}; ` +
    `${truncated} cases ended by kill -9 inside Alchemy's write of a state file`
  );
}

/** What is wrong with a case, and how to see it again. */
export function problemText(entry: Entry, program = "everything"): string {
  const lines = entry.problems.map(({ sort, phase, text }) => `  ${sort.toUpperCase()} in ${phase}: ${text}`);
  return [...lines, `  again: npm run test:faults -- --program ${program} --case '${entry.case}'`].join("\n");
}
