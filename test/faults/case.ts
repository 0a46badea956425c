/** One life of the program under faults, and what must be true of it whatever went wrong. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, PHASES, type Phase } from "./plan.ts";
import { type Key, keyText } from "./keys.ts";
import { differences } from "./normal.ts";
import type { Injection, Proxy } from "./proxy.ts";
import type { Program } from "./programs.ts";
import { run, type Run } from "./run.ts";
import type { Settings } from "./settings.ts";
import { openProxy } from "./servers.ts";
import { leftovers, type Snapshot, snapshot, sweepAway } from "./world.ts";

/** What went wrong with us, not with the server. */
export interface Problem {
  sort: "orphan" | "duplicate" | "leak" | "failure";
  phase: Phase;
  text: string;
}

/** What became of a case. */
export interface Result {
  /** Runs of the program. */
  runs: number;
  /** Faults that happened. */
  faults: number;
  /** Faults whose request never came. */
  missed: string[];
  /** How each phase's faulted run ended: `done`, `killed`, or the code of its error. */
  outcomes: Partial<Record<Phase, string>>;
  problems: Problem[];
  /** `kill -9` fell into Alchemy's own write of a state file: the case ends there. */
  truncated: number;
  /** Output of the runs of the phases that had problems. */
  output: string;
  /** ms */
  took: number;
}

/** What a life without faults was like. */
export interface Reference {
  program: Program;
  keys: Record<Phase, Key[]>;
  snapshots: Record<Exclude<Phase, "destroy">, Snapshot>;
  created: Record<Phase, string[]>;
}

interface Life {
  settings: Settings;
  folder: string;
  proxy: Proxy;
  reference: Reference;
  result: Result;
}

/** Lives once without faults. @throws Error when that fails */
export async function record(program: Program): Promise<Reference> {
  const reference = {
    program,
    keys: { deploy: [], update: [], destroy: [] },
    snapshots: { deploy: {}, update: {} },
    created: { deploy: [], update: [], destroy: [] },
  } as Reference;
  await live(reference, async (life) => {
    for (const phase of PHASES) {
      const done = await step(life, phase, []);
      if (done.code !== 0) throw new Error(`without faults, ${phase} failed:\n${done.output}`);
      reference.keys[phase] = done.traffic.keys;
      reference.created[phase] = done.traffic.created;
      if (phase !== "destroy") reference.snapshots[phase] = await settled(life.settings.name);
    }
    const { name } = life.settings;
    const left = [...(await leftovers(name)), ...(await program.after(name))];
    if (left.length > 0) throw new Error(`without faults, destroy left ${left.join(", ")}`);
  });
  return reference;
}

/** Lives one case. */
export function tryCase(one: Case, reference: Reference): Promise<Result> {
  return live(reference, async (life) => {
    for (const phase of PHASES) {
      const before = life.result.problems.length;
      const outputs = await tryPhase(life, phase, one[phase] ?? []);
      if (life.result.truncated > 0) return;
      if (life.result.problems.length > before) life.result.output += outputs.join("\n---\n");
      if (life.result.problems.some(({ sort }) => sort === "failure")) return;
    }
  });
}

async function live(reference: Reference, work: (life: Life) => Promise<void>): Promise<Result> {
  const started = performance.now();
  const name = `f${randomBytes(4).toString("hex")}`;
  const settings: Settings = { name, version: 1, requestTimeout: 4_000, timeout: 60_000 };
  const folder = await mkdtemp(join(tmpdir(), "faults-"));
  const proxy = await openProxy();
  const result: Result = {
    runs: 0,
    faults: 0,
    missed: [],
    outcomes: {},
    problems: [],
    truncated: 0,
    output: "",
    took: 0,
  };
  try {
    await reference.program.before(name);
    await work({ settings, folder, proxy, reference, result });
  } finally {
    proxy.close();
    await sweepAway(name);
    await rm(folder, { recursive: true, force: true });
  }
  result.took = Math.round(performance.now() - started);
  return result;
}

function step(life: Life, phase: Phase, injections: readonly Injection[]): Promise<Run> {
  life.result.runs += 1;
  const { proxy, folder } = life;
  const { program } = life.reference;
  // Where no answer is missing there is all the time that a busy machine may need.
  const stalls = injections.some(({ fault }) => fault.effect.do === "stall");
  const requestTimeout = stalls ? life.settings.requestTimeout : 60_000;
  const settings: Settings = { ...life.settings, requestTimeout, version: phase === "deploy" ? 1 : 2 };
  return run({ program, proxy, folder, settings, destroy: phase === "destroy", injections });
}

// An open watch keeps a process for minutes.
const LINGERS = 10_000;

/** The faulted run, then a clean one if that did not get through, then a look at everything. */
async function tryPhase(life: Life, phase: Phase, injections: readonly Injection[]): Promise<string[]> {
  const { result, settings, folder, reference } = life;
  const fail = (text: string): void => void result.problems.push({ sort: "failure", phase, text });
  const faulted = await step(life, phase, injections);
  const runs = [faulted];
  note(life, phase, injections, faulted);
  judgeEnd(faulted, { injections, fail });
  if (faulted.code === null) {
    result.truncated = await countTruncated(folder);
    if (result.truncated > 0) return [];
  }
  const retry = faulted.code !== 0 || (phase === "destroy" && (await stateFiles(folder)).length > 0);
  if (retry) {
    const clean = await step(life, phase, []);
    runs.push(clean);
    if (clean.code !== 0) fail(`the clean run afterwards failed with ${clean.code}`);
  }
  for (const { lingered } of runs.filter(({ lingered }) => lingered > LINGERS)) {
    const text = `the process went on for ${Math.round(lingered / 1_000)} s after its work was done`;
    result.problems.push({ sort: "leak", phase, text });
  }
  for (const path of surplus(
    runs.flatMap(({ traffic }) => traffic.created),
    reference.created[phase],
  )) {
    result.problems.push({ sort: "duplicate", phase, text: `${path} was created once too often` });
  }
  if (phase === "destroy") await judgeDestroyed(life);
  else {
    const differing = await eventuallySame(reference.snapshots[phase], settings.name);
    if (differing.length > 0) fail(`the final state differs: ${differing.slice(0, 5).join("; ")}`);
  }
  return runs.map(({ output, code }) => `exit code ${code}\n${output}`);
}

function note(life: Life, phase: Phase, injections: readonly Injection[], faulted: Run): void {
  const { result } = life;
  const { hit } = faulted.traffic;
  result.faults += hit.length;
  const missed = injections.filter((injection) => !hit.includes(injection));
  result.missed.push(...missed.map(({ key, fault }) => `${phase}: ${fault.name}@${keyText(key)}`));
  if (injections.length > 0) result.outcomes[phase] = outcomeOf(faulted);
}

function outcomeOf({ code, output }: Run): string {
  if (code === 0) return "done";
  if (code === null) return "killed";
  return errorOf(output)?.code ?? "failed";
}

/** The error that ended a run: as the program caught it, else as the runtime or Alchemy printed it. */
function errorOf(output: string): { type: string; code?: string; message: string } | undefined {
  const line = /^FAILED (.*)$/m.exec(output)?.[1];
  if (line !== undefined) return JSON.parse(line) as { type: string; code: string; message: string };
  // What goes wrong at the end of a run only Alchemy's logger tells.
  const printed = [...output.matchAll(/^(\w*Error|ERROR)(?::| (?!Scope)) *(.+)$/gm)].at(-1);
  const code = [...output.matchAll(/^ *code: "(.*)"/gm)].at(-1)?.[1];
  if (printed === undefined) return undefined;
  const [, type = "", message = ""] = printed;
  return { type, message, ...(code !== undefined && { code }) };
}

// Errors of the runtime: whoever meets them learns nothing about the object or what to do.
const NOT_OURS = /^(?:|Type|Range|Syntax|Reference|Abort|Timeout|DOM\w*)Error$/;

/** How a run may end: done, killed by us, or with an error of ours that says what happened. */
function judgeEnd(
  { code, output, hung }: Run,
  { injections, fail }: { injections: readonly Injection[]; fail: (text: string) => void },
): void {
  if (hung) return fail("it did not end by itself");
  const kills = injections.some(({ fault }) => fault.effect.do === "kill");
  if (code === null) return kills ? undefined : fail("it was ended by a signal");
  if (/unhandled|ERR_UNHANDLED/i.test(output)) fail("a rejection was not handled");
  if (code === 0) return;
  if (injections.length === 0) return fail(`it failed with ${code}`);
  const passes = injections.every(({ fault }) => fault.passing && fault.effect.do !== "stall");
  if (passes) fail(`faults that pass were not got over: ${errorOf(output)?.message}`);
  const error = errorOf(output);
  if (error === undefined || NOT_OURS.test(error.type) || error.message.length < 20)
    fail(`the error is none of ours: ${error?.type} ${error?.message}`);
}

async function judgeDestroyed({ settings, folder, result, reference }: Life): Promise<void> {
  const left = [...(await leftovers(settings.name)), ...(await reference.program.after(settings.name))];
  for (const text of left) result.problems.push({ sort: "orphan", phase: "destroy", text });
  for (const file of await stateFiles(folder)) {
    result.problems.push({ sort: "orphan", phase: "destroy", text: `state ${file}` });
  }
}

/** What is in the first list more often than in the second. */
function surplus(found: readonly string[], wanted: readonly string[]): string[] {
  const left = [...wanted];
  return found.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

async function stateFiles(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, ".alchemy"), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** State files that are no JSON. Alchemy writes them in place. */
async function countTruncated(folder: string): Promise<number> {
  const texts = await Promise.all((await stateFiles(folder)).map((file) => readFile(file, "utf8")));
  return texts.filter((text) => {
    try {
      JSON.parse(text);
      return false;
    } catch {
      return true;
    }
  }).length;
}

const SETTLES = 20_000;

/** Controllers finish after the program: what still differs then. */
async function eventuallySame(wanted: Snapshot, name: string): Promise<string[]> {
  const deadline = Date.now() + SETTLES;
  for (;;) {
    const differing = differences(wanted, await snapshot(name));
    if (differing.length === 0 || Date.now() > deadline) return differing;
    await Bun.sleep(250);
  }
}

/** A snapshot that stays the same for a while. */
async function settled(name: string): Promise<Snapshot> {
  let last = await snapshot(name);
  for (let same = 0; same < 4;) {
    await Bun.sleep(500);
    const next = await snapshot(name);
    same = Bun.deepEquals(last, next) ? same + 1 : 0;
    last = next;
  }
  return last;
}
