/**
 * kro's own examples and tests on the real kro and on the embedded one: graphs, revisions, definitions, instances and children
 * must be the same. Needs kro: `KRO=1 npm run control-plane -- bun test PATH`.
 */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { summaryOf } from "../../../../src/errors.ts";
import { parseGraph } from "../../../../src/graph/document.ts";
import { isExternal } from "../../../../src/graph/model.ts";
import { pluralOf } from "../../../../src/graph/plural.ts";
import { bodyOf } from "../../../../src/graph/shape.ts";
import { textAt } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import { Gate } from "../../../../src/run/gate.ts";
import { type Case, casesOf, type Instance } from "../../../providers/kro/documents-cases.ts";
import { cleanUp } from "../../../providers/kro/documents-cluster.ts";
import { randomNamespace } from "../../../support/control-plane.ts";
import { kroDocuments } from "../../../support/kro-documents.ts";
import { liveClient } from "../../client/cluster.ts";
import { type Difference, EXCEPTIONS } from "./differential-table.ts";
import { embeddedSide, realSide, type Ref, type Side } from "./sides.ts";
import { childView, differences, Uids, viewOf } from "./view.ts";

const kroRuns = process.env["CONTROL_PLANE_KRO"] === "1";
setDefaultTimeout(1_000_000);

const SIDE_BY_SIDE = 6;
const [GRAPH_TIMEOUT, INSTANCE_TIMEOUT, DELETION_TIMEOUT] = [20_000, 30_000, 400_000] as const;
const prefix = randomNamespace("diff");
const cases = casesOf(kroDocuments(), prefix);
const GRAPH = { apiVersion: "kro.run/v1alpha1", kind: "ResourceGraphDefinition" };
const DEFINITION = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
const REVISION = { apiVersion: "internal.kro.run/v1alpha1", kind: "GraphRevision" };

/** What came of a case: where the clusters differ, and how much was compared. */
interface Outcome {
  differences: Difference[];
  compared: number;
  instances: number;
  active: number;
  error?: unknown;
}

const outcomes = new Map<string, Outcome>();
const graphs = new Map<string, Promise<void>>();
const gate = new Gate(SIDE_BY_SIDE);

beforeAll(async () => {
  if (!kroRuns) return;
  const sides = [realSide(), await embeddedSide()] as const;
  for (const side of sides)
    for (const name of ["upgrade-test", ...cases.map(({ namespace }) => namespace)])
      await side.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  await Promise.all(
    cases.map(async (one) => {
      const outcome: Outcome = { differences: [], compared: 0, instances: 0, active: 0 };
      outcomes.set(one.path, outcome);
      const comparison = { one, outcome, sides, uids: [new Uids(), new Uids()] as const };
      await compareCase(comparison).catch((error: unknown) => (outcome.error = error));
    }),
  );
  await sides[1].close();
  report();
});

afterAll(async () => {
  if (kroRuns) await cleanUp(liveClient(), prefix, cases);
});

interface Comparison {
  one: Case;
  outcome: Outcome;
  sides: readonly [Side, Side];
  uids: readonly [Uids, Uids];
}

/** Does the same on both. */
async function both<T>(
  { sides, uids }: Comparison,
  work: (side: Side, uids: Uids) => Promise<T>,
): Promise<[T, T]> {
  return [await work(sides[0], uids[0]), await work(sides[1], uids[1])];
}

/** Compares what comes of something: the real one gets the time that it needs to come to the same. */
async function compare(
  { one, outcome, sides, uids }: Comparison,
  what: string,
  { look, timeout }: { look: (side: Side, uids: Uids) => Promise<unknown>; timeout: number },
): Promise<void> {
  outcome.compared += 1;
  const wanted = await look(sides[1], uids[1]);
  let found: string[] = [];
  for (const deadline = Date.now() + timeout; ; await Bun.sleep(PAUSE)) {
    found = differences("", await look(sides[0], uids[0]), wanted);
    if (found.length === 0 || Date.now() > deadline) break;
  }
  for (const says of found) outcome.differences.push({ document: one.path, what, says });
}

const PAUSE = 1_000;

async function compareCase(comparison: Comparison): Promise<void> {
  const { one } = comparison;
  const graph = compareGraph(comparison);
  graphs.set(`${one.example} ${one.makes}`, graph);
  await graph;
  await gate.pass(async () => {
    for (const instance of one.instances) await compareInstance(comparison, instance);
  });
}

async function compareGraph(comparison: Comparison): Promise<void> {
  const { one } = comparison;
  await Promise.resolve();
  for (const kind of one.uses) await graphs.get(`${one.example} ${kind}`);
  const document = one.document("written");
  const { schema, name } = parseGraph(document);
  const ref: Ref = { ...GRAPH, metadata: { name } };
  const definition: Ref = { ...DEFINITION, metadata: { name: `${pluralOf(schema.kind)}.${schema.group}` } };
  await both(comparison, async (side, uids) => {
    for (const manifest of one.beside("written")) await side.apply(manifest);
    const { metadata } = await side.apply(document);
    uids.name(metadata.uid, "GRAPH");
    await side.until(ref, isJudged, 120_000);
  });
  const selector = `kro.run/resource-graph-definition-name=${name}`;
  const look = async (side: Side, uids: Uids): Promise<unknown> => ({
    graph: viewOf(await side.get(ref), uids),
    definition: withoutStatus(viewOf(await side.get(definition), uids)),
    revisions: (await side.list(REVISION.apiVersion, REVISION.kind, selector)).map((revision) =>
      viewOf(revision, uids),
    ),
  });
  await compare(comparison, "graph", { look, timeout: GRAPH_TIMEOUT });
}

/** How the API server keeps definitions is not kro's. */
function withoutStatus(view: unknown): unknown {
  if (typeof view !== "object" || view === null) return view;
  const { status: _status, ...rest } = view as Record<string, unknown>;
  return rest;
}

function isJudged(graph: LiveObject | undefined): boolean {
  if (graph === undefined) return false;
  if (conditionOf(graph, "GraphAccepted")?.status === "False") return true;
  return conditionOf(graph, "Ready")?.status === "True" && conditionOf(graph, "KindReady")?.status === "True";
}

async function compareInstance(
  comparison: Comparison,
  { name, namespace, versions }: Instance,
): Promise<void> {
  const { one, outcome } = comparison;
  const { group, version, kind, scope } = parseGraph(one.document("written")).schema;
  const place = scope === "Namespaced" && namespace !== undefined ? { namespace } : {};
  const manifest: Manifest = { apiVersion: `${group}/${version}`, kind, metadata: { name, ...place } };
  if (
    (await comparison.sides[0].get({ ...DEFINITION, metadata: { name: `${pluralOf(kind)}.${group}` } })) ===
    undefined
  )
    return;
  for (const { path, spec } of versions) {
    outcome.instances += 1;
    const applied = await both(comparison, async (side, uids) => {
      try {
        const { metadata } = await side.apply({ ...manifest, spec });
        uids.name(metadata.uid, "INSTANCE");
        return metadata.uid;
      } catch (error) {
        return refusal(error);
      }
    });
    if (applied.some((one) => typeof one !== "string")) {
      await compare(comparison, path, {
        look: async ({ name: side }) => applied[side === "real" ? 0 : 1],
        timeout: 0,
      });
      continue;
    }
    await comparison.sides[1].until(manifest, () => true);
    const look = async (side: Side, uids: Uids): Promise<unknown> => {
      const live = await side.get(manifest);
      return {
        instance: viewOf(live, uids),
        children: await childrenOf(side, one, uids, live?.metadata.uid ?? ""),
      };
    };
    await compare(comparison, path, { look, timeout: INSTANCE_TIMEOUT });
    const state = textAt(await comparison.sides[0].get(manifest), ["status", "state"], "");
    outcome.active += Number(state === "ACTIVE");
  }
  await both(comparison, (side) => side.remove(manifest));
  await comparison.sides[1].until(manifest, () => true);
  const look = async (side: Side): Promise<unknown> => (await side.get(manifest)) === undefined;
  await compare(comparison, "deletion", { look, timeout: DELETION_TIMEOUT });
}

/** What the API server says, without what a client adds to it. */
function refusal(error: unknown): { refused: string } {
  const text = summaryOf(error);
  const [, said = text] =
    /^(?:\S+ \S+: )?((?:\S+ "[^"]*" is invalid|failed to create typed).*?)\.?(?: Correct the manifest.*)?$/s.exec(
      text,
    ) ?? [];
  // The API server goes through properties in the order of Go's maps: in none.
  return {
    refused: said.replace(/\[(.*)\]$/, (_, list: string) => `[${list.split(", ").sort().join(", ")}]`),
  };
}

async function childrenOf(side: Side, one: Case, uids: Uids, uid: string): Promise<Record<string, unknown>> {
  const { resources } = parseGraph(one.document("written"));
  const kinds = new Map(
    resources
      .filter((resource) => !isExternal(resource))
      .map(bodyOf)
      .map((body) => [textAt(body, ["apiVersion"], ""), textAt(body, ["kind"], "")] as const)
      .map((kind) => [kind.join("/"), kind]),
  );
  const lists = await Promise.all(
    [...kinds.values()].map(([apiVersion, kind]) =>
      side.list(apiVersion, kind, `kro.run/instance-id=${uid}`),
    ),
  );
  return Object.fromEntries(
    lists.flat().map((child) => {
      const { namespace = "", name } = child.metadata;
      return [
        uids.plain(`${child.apiVersion} ${child.kind} ${namespace}/${name}`) as string,
        childView(child, uids),
      ];
    }),
  );
}

function report(): void {
  const all = [...outcomes.values()];
  const sum = (count: (outcome: Outcome) => number): number =>
    all.reduce((total, one) => total + count(one), 0);
  console.log(
    `${cases.length} graphs, ${sum(({ instances }) => instances)} instances (${sum(({ active }) => active)} ACTIVE on the real one), ` +
      `${sum(({ compared }) => compared)} comparisons, ${sum((one) => one.differences.length)} differences`,
  );
  for (const { document, what, says } of all.flatMap((one) => one.differences))
    console.log(`  ${document}: ${what}: ${says}`);
}

function isRow(row: Difference, found: Difference): boolean {
  return row.document === found.document && row.what === found.what && found.says.includes(row.says);
}

describe.skipIf(!kroRuns)("each document of kro", () => {
  test.each(cases.map((one) => [one.path] as const))("%s", (path) => {
    const { differences: found = [], error } = outcomes.get(path) ?? {};
    if (error !== undefined) throw error;
    expect(found.filter((one) => !EXCEPTIONS.some((row) => isRow(row, one)))).toEqual([]);
  });

  test("no row of the table has become wrong", () => {
    const found = [...outcomes.values()].flatMap((one) => one.differences);
    expect(EXCEPTIONS.filter((row) => !found.some((one) => isRow(row, one)))).toEqual([]);
  });
});
