/**
 * `npm run test:faults`: every fault at every request of the program in stacks/everything.ts.
 *
 * --seed S     order and pairing of the faults; printed. By default a new one.
 * --sample N   only N cases.
 * --budget M   begin no case after M minutes; says how much was covered.
 * --only TEXT  only the faults whose text matches this regular expression: 'kill.*(apply|delete)'.
 * --log FILE   a JSON line per case; a sweep that was stopped goes on from there with the same seed.
 * --case TEXT  one case, as a failure prints it, with the output of its runs.
 * --lanes L    cases at once. By default 16: most of the time of a case is waiting for controllers.
 * --program P  "everything" (the default) or "origan", the example.
 */

import { parseArgs } from "node:util";
import { randomNamespace, rawRequest } from "../support/control-plane.ts";
import { sweepOperation } from "./attempt.ts";
import { tryCase } from "./case.ts";
import { OPERATIONS } from "./operations.ts";
import { adminClient, openProxy } from "./servers.ts";
import type { Injection } from "./proxy.ts";
import { casesOf, faultCount, parseCase } from "./plan.ts";
import { type ProgramName, PROGRAMS } from "./programs.ts";
import { isClean, problemText, recordTwice, sweep, totalsOf, totalsText } from "./sweep.ts";
import { openWatches } from "./world.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    sample: { type: "string" },
    budget: { type: "string" },
    only: { type: "string" },
    log: { type: "string" },
    case: { type: "string" },
    lanes: { type: "string", default: "16" },
    program: { type: "string", default: "everything" },
  },
});

if (!(values.program in PROGRAMS)) throw new Error(`--program ${Object.keys(PROGRAMS).join(" | ")}`);
const program = PROGRAMS[values.program as ProgramName];
const reference = await recordTwice(program);
process.exitCode = values.case === undefined ? await all() : await single(values.case);

async function single(text: string): Promise<number> {
  const result = await tryCase(parseCase(text), reference);
  const { output, ...rest } = result;
  console.log(output);
  console.log(rest);
  return result.problems.length === 0 ? 0 : 1;
}

async function all(): Promise<number> {
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
  const cases = casesOf(reference.keys, {
    seed,
    impatient: program.impatient,
    ...(values.only !== undefined && { only: new RegExp(values.only) }),
  }).slice(0, Number(values.sample ?? Infinity));
  const total = faultCount(cases);
  const { deploy, update, destroy } = reference.keys;
  console.log(
    `seed ${seed}: ${total} faults in ${cases.length} cases, at ${deploy.length} requests of the first run, ` +
      `${update.length} of an update and ${destroy.length} of destroy`,
  );
  const started = Date.now();
  const watchesBefore = await openWatches();
  const whole = values.only === undefined && values.sample === undefined && values.program === "everything";
  const engine = whole ? await operations() : [];
  let count = 0;
  const entries = await sweep(cases, reference, {
    seed,
    lanes: Number(values.lanes),
    until: started + Number(values.budget ?? Infinity) * 60_000,
    ...(values.log !== undefined && { log: values.log }),
    done: (entry) => {
      count += 1;
      if (entry.problems.length > 0)
        console.log(`case ${count}: ${entry.case}\n${problemText(entry, values.program)}`);
      else if (count % 25 === 0) console.log(`${count} of ${cases.length} after ${minutes(started)}`);
    },
  });
  const watchesAfter = await watchesDownTo(watchesBefore);
  const totals = totalsOf(entries);
  console.log(`\nseed ${seed}, ${minutes(started)}: ${totalsText(totals)}`);
  console.log(`covered ${((100 * totals.faults) / total).toFixed(1)} % of ${total} faults`);
  console.log(`open requests at the API server: ${watchesBefore} before, ${watchesAfter} after`);
  const leaked = watchesBefore !== undefined && (watchesAfter ?? Infinity) > watchesBefore;
  return isClean(totals) && engine.length === 0 && !leaked ? 0 : 1;
}

/** Controllers end their watches of kinds that are gone a while later. @returns how many are open then */
async function watchesDownTo(wanted: number | undefined): Promise<number | undefined> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const open = await openWatches();
    if (wanted === undefined || (open ?? 0) <= wanted || Date.now() > deadline) return open;
    await Bun.sleep(1_000);
  }
}

/** The engine's operations on one object, each under every fault. @returns what was wrong */
async function operations(): Promise<string[]> {
  const admin = adminClient();
  const namespace = randomNamespace("operations");
  await rawRequest("/api/v1/namespaces", { method: "POST", body: { metadata: { name: namespace } } });
  const proxies = await Promise.all(Array.from({ length: Number(values.lanes) }, openProxy));
  const problems: string[] = [];
  let attempts = 0;
  for (const operation of OPERATIONS) {
    const pick = (all: Injection[]): Injection[] => all;
    const result = await sweepOperation(operation, { admin, namespace, proxies, pick });
    attempts += result.tried;
    problems.push(...result.problems);
    console.log(`${operation.name}: ${result.tried} faults`);
  }
  for (const proxy of proxies) proxy.close();
  await rawRequest(`/api/v1/namespaces/${namespace}`, { method: "DELETE" });
  console.log(
    `${OPERATIONS.length} operations of the engine: ${attempts} faults, ${problems.length} failures`,
  );
  for (const problem of problems) console.log(`  FAILURE ${problem}`);
  return problems;
}

function minutes(since: number): string {
  return `${((Date.now() - since) / 60_000).toFixed(1)} min`;
}
