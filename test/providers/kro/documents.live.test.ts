/**
 * Every ResourceGraphDefinition of kro's own examples and tests: accepted by the real controller after it went through our model,
 * and deployed directly to the same objects. Needs kro: `KRO=1 npm run control-plane -- bun test PATH`.
 */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { analyse } from "../../../src/graph/analysis.ts";
import { parseGraph, writeGraph } from "../../../src/graph/document.ts";
import { GraphError } from "../../../src/graph/error.ts";
import type { AnalysedGraph } from "../../../src/graph/node.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { Gate } from "../../../src/run/gate.ts";
import { deleteInstance, deployInstance, listInstances } from "../../../src/run/instances.ts";
import { randomNamespace } from "../../support/control-plane.ts";
import { kroDocuments, kroGraphs } from "../../support/kro-documents.ts";
import { liveClient } from "../../src/client/cluster.ts";
import { type Case, casesOf, type Instance, type Side } from "./documents-cases.ts";
import {
  activity,
  applyAsTest,
  type Children,
  childrenOfDirect,
  childrenOfKro,
  cleanUp,
  differences,
  dropAsTest,
  judged,
  sameToServer,
} from "./documents-cluster.ts";
import { type Exception, EXCEPTIONS, type Stage } from "./documents-table.ts";

const kroRuns = process.env["CONTROL_PLANE_KRO"] === "1";
const target = process.env["CONTROL_PLANE_TARGET"] ?? "real";
setDefaultTimeout(600_000);

const ACTIVE_TIMEOUT = 40_000;
const DIRECT_TIMEOUT = 30_000;
const SIDE_BY_SIDE = 10;

const schemas = await kindSchemas();
const prefix = randomNamespace("docs");
const documents = kroDocuments();
const cases = casesOf(documents, prefix);

/** What came of a case. */
interface Outcome {
  exceptions: Exception[];
  /** Versions of instances that kro had ACTIVE. */
  active: number;
  /** Those whose objects are the same in direct mode. */
  equal: number;
  objects: number;
  twice: boolean;
  error?: unknown;
}

const outcomes = new Map<string, Outcome>();
const graphs = new Map<string, Promise<Accepted>>();
const gate = new Gate(SIDE_BY_SIDE);

beforeAll(async () => {
  if (!kroRuns) return;
  const client = liveClient();
  for (const name of ["upgrade-test", ...cases.map(({ namespace }) => namespace)])
    await applyAsTest(client, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  await Promise.all(
    cases.map(async (one) => {
      const outcome: Outcome = { exceptions: [], active: 0, equal: 0, objects: 0, twice: false };
      outcomes.set(one.path, outcome);
      await run(client, one, outcome).catch((error: unknown) => (outcome.error = error));
    }),
  );
  report();
});

afterAll(async () => {
  if (kroRuns) await cleanUp(liveClient(), prefix, cases);
});

type Client = ReturnType<typeof liveClient>;

async function run(client: Client, one: Case, outcome: Outcome): Promise<void> {
  const accepted = graphsOf(client, one);
  graphs.set(`${one.example} ${one.makes}`, accepted);
  const analysed = analysisOf(one);
  const { refused, twice } = await accepted;
  outcome.twice = twice;
  if (refused !== undefined || analysed instanceof Error) {
    const ours = analysed instanceof Error ? analysed.message : undefined;
    if (refused === undefined || ours === undefined)
      throw new Error(`only one refuses it: kro ${refused}; we ${ours}`);
    outcome.exceptions.push({
      document: one.path,
      stage: "graph refused",
      says: `kro: ${refused}\nwe: ${ours}`,
    });
    return;
  }
  await gate.pass(async () => {
    for (const instance of one.instances)
      await runInstance({ client, one, outcome, analysed, twice }, instance);
  });
}

function analysisOf(one: Case): AnalysedGraph | Error {
  try {
    return analyse(parseGraph(one.document("written")), schemas);
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
}

/** What kro said of a graph. */
interface Accepted {
  refused: string | undefined;
  /** The document is something else to kro than what we wrote out, and was given to it as well. */
  twice: boolean;
}

/** Gives what we wrote out to kro, behind those that make its kinds; the document as well, unless it is the same to kro. */
async function graphsOf(client: Client, one: Case): Promise<Accepted> {
  await Promise.resolve();
  for (const kind of one.uses) await graphs.get(`${one.example} ${kind}`);
  for (const manifest of one.beside("written")) await applyAsTest(client, manifest);
  const document = one.document("written");
  const written = writeGraph(parseGraph(document));
  const twice = !(await sameToServer(client, document, written));
  const refused = await judged(client, written);
  if (twice) {
    for (const manifest of one.beside("original")) await applyAsTest(client, manifest);
    const original = await judged(client, one.document("original"));
    if ((original === undefined) !== (refused === undefined))
      throw new Error(`original: ${original ?? "accepted"}; written: ${refused ?? "accepted"}`);
  }
  return { refused, twice };
}

interface Work {
  client: Client;
  one: Case;
  outcome: Outcome;
  analysed: AnalysedGraph;
  twice: boolean;
}

/** One instance in all three ways, one after the other: what they make has the same names. */
async function runInstance(work: Work, instance: Instance): Promise<void> {
  const written = await throughKro(work, instance, "written");
  const original = work.twice ? await throughKro(work, instance, "original") : written;
  const direct = await directly(work, instance);
  instance.versions.forEach(({ path }, index) => {
    const [before, after, ours] = [original[index], written[index], direct[index]];
    if (before === undefined || after === undefined || ours === undefined)
      throw new Error(`${path} did not run`);
    if (before.stage !== after.stage)
      throw new Error(
        `${path}: ${before.stage ?? "active"}: ${before.says} with the original; ${after.stage ?? "active"}: ${after.says} with ours`,
      );
    compare(work, path, { kro: after, direct: ours });
  });
}

interface Attempt {
  stage?: Stage;
  says: string;
  children: Children;
}

function compare(
  { one, outcome }: Work,
  instance: string,
  { kro, direct }: { kro: Attempt; direct: Attempt },
): void {
  const except = (stage: Stage, says: string): unknown =>
    outcome.exceptions.push({ document: one.path, instance, stage, says });
  if (kro.stage !== undefined) {
    except(kro.stage, `kro: ${kro.says}\nwe: ${direct.stage === undefined ? "ready" : direct.says}`);
    if (kro.stage === "instance refused" && direct.stage === undefined)
      throw new Error(`${instance}: kro: ${kro.says}; ready in direct mode`);
    return;
  }
  outcome.active += 1;
  if (direct.stage !== undefined) except("not ready in direct mode", direct.says);
  const different = differences(kro.children, direct.children);
  if (different.length > 0) except("differs", different.join("\n"));
  else outcome.equal += 1;
  outcome.objects += kro.children.size;
}

async function throughKro(
  { client, one, analysed }: Work,
  instance: Instance,
  side: Side,
): Promise<Attempt[]> {
  const { group, version, kind, scope } = parseGraph(one.document(side)).schema;
  const { name, namespace } = instance;
  const metadata = { name, ...(scope === "Namespaced" && namespace !== undefined && { namespace }) };
  const manifest: Manifest = { apiVersion: `${group}/${version}`, kind, metadata };
  const attempts: Attempt[] = [];
  for (const { spec } of instance.versions) {
    let live: LiveObject;
    try {
      live = await applyAsTest(client, { ...manifest, spec });
    } catch (error) {
      attempts.push({ stage: "instance refused", says: String(error), children: new Map() });
      continue;
    }
    const says = await activity(client, live, ACTIVE_TIMEOUT);
    const children = side === "written" ? await childrenOfKro(client, analysed, live) : new Map();
    attempts.push({ ...(says !== undefined && { stage: "not active" }), says: says ?? "", children });
  }
  await dropAsTest(client, manifest);
  return attempts;
}

async function directly(
  { client, analysed }: Work,
  { name, namespace, versions }: Instance,
): Promise<Attempt[]> {
  const { schema } = analysed.graph;
  const place = namespace === undefined ? {} : { namespace };
  const attempts: Attempt[] = [];
  for (const { spec } of versions) {
    const attempt: Attempt = { says: "", children: new Map() };
    attempts.push(attempt);
    try {
      await deployInstance(client, analysed, { name, ...place, spec }, { timeout: DIRECT_TIMEOUT });
    } catch (error) {
      attempt.stage = error instanceof GraphError ? "instance refused" : "not ready in direct mode";
      attempt.says = error instanceof Error ? error.message : String(error);
    }
    const [inventory] = (await listInstances(client, schema, namespace)).filter(
      (found) => found.name === name,
    );
    if (inventory !== undefined) attempt.children = await childrenOfDirect(client, analysed, inventory.owner);
  }
  await deleteInstance(client, { ...schema, name, namespace: namespace ?? "default" });
  return attempts;
}

function report(): void {
  const all = [...outcomes.values()];
  const sum = (count: (outcome: Outcome) => number): number =>
    all.reduce((total, outcome) => total + count(outcome), 0);
  const exceptions = all.flatMap((outcome) => outcome.exceptions);
  const refused = exceptions.filter(({ stage }) => stage === "graph refused").length;
  console.log(
    `${kroGraphs(documents).length} documents, ${cases.length} with built-in kinds, ${cases.length - refused} accepted, ` +
      `${sum(({ active }) => active)} instances ACTIVE, ${sum(({ equal }) => equal)} equal in direct mode (${sum(({ objects }) => objects)} objects); ` +
      `${sum(({ twice }) => Number(twice))} documents are something else to kro than what we wrote out`,
  );
  for (const { document, instance, stage, says } of exceptions) {
    const reason =
      EXCEPTIONS.find((row) => row.document === document && row.instance === instance && row.stage === stage)
        ?.reason ?? "NOT IN THE TABLE";
    console.log(
      `  ${stage}: ${instance ?? document}: ${reason}\n    ${says.slice(0, 600).replaceAll("\n", "\n    ")}`,
    );
  }
}

function isRow(row: Exception, found: Exception): boolean {
  const same =
    row.document === found.document && row.instance === found.instance && row.stage === found.stage;
  return same && found.says.includes(row.says);
}

describe.skipIf(!kroRuns)("each document", () => {
  test.each(cases.map((one) => [one.path, one] as const))("%s", (path) => {
    const { exceptions = [], error } = outcomes.get(path) ?? {};
    if (error !== undefined) throw error;
    expect(exceptions.filter((found) => !EXCEPTIONS.some((row) => isRow(row, found)))).toEqual([]);
  });

  test("no row of the table has become wrong", () => {
    const found = [...outcomes.values()].flatMap(({ exceptions }) => exceptions);
    const expected = EXCEPTIONS.filter(({ on = target, always = true }) => on === target && always);
    expect(expected.filter((row) => !found.some((exception) => isRow(row, exception)))).toEqual([]);
  });
});
