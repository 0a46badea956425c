/** Every ResourceGraphDefinition of kro's own examples and tests, from the Go module cache. Needs Go, and no control plane. */

import { describe, expect, test } from "bun:test";
import { compile } from "../../../src/cel/compile.ts";
import { CelError } from "../../../src/cel/error.ts";
import type { CelType } from "../../../src/cel/expression.ts";
import { parseTemplate } from "../../../src/cel/template.ts";
import { RUNTIME } from "../../../src/cel/type.ts";
import { analyse } from "../../../src/graph/analysis.ts";
import { parseGraph, writeGraph } from "../../../src/graph/document.ts";
import { GraphError } from "../../../src/graph/error.ts";
import { instanceOf } from "../../../src/graph/instance.ts";
import { withMadeKinds } from "../../../src/graph/made-kinds.ts";
import { isExternal } from "../../../src/graph/model.ts";
import type { AnalysedGraph } from "../../../src/graph/node.ts";
import { renderNode } from "../../../src/graph/render.ts";
import { suspicions } from "../../../src/graph/suspicions.ts";
import { textAt, valueAt } from "../../../src/model/json.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import type { SchemaLookup } from "../../../src/model/schema.ts";
import {
  type KroDocument,
  type KroGraph,
  kroDocuments,
  kroGraphs,
  near,
} from "../../support/kro-documents.ts";

const documents = kroDocuments();
const graphs = kroGraphs(documents);
const builtin = await kindSchemas();

/** Documents that kro itself refuses, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  "examples/gcp/gemma-on-tpu/rgd.yaml": "externalRef.metadata: must be an object",
};

interface Outcome {
  graph: KroGraph;
  analysed?: AnalysedGraph;
  error?: Error;
}

/** Analyses graphs as a cluster would see them: those that need other graphs' kinds again, when these are known. */
function analyseAll(all: readonly KroGraph[], base: SchemaLookup): Outcome[] {
  let outcomes: Outcome[] = [];
  let known = -1;
  for (let made: AnalysedGraph[] = []; made.length > known;) {
    known = made.length;
    const before = outcomes;
    outcomes = all.map((graph) => outcomeOf(graph, withMadeKinds(base, madeNear(graph, before))));
    made = outcomes.flatMap(({ analysed }) => analysed ?? []);
  }
  return outcomes;
}

/** Examples make kinds of the same name: only those of its own example matter to a graph. */
function madeNear(graph: KroGraph, outcomes: readonly Outcome[]): AnalysedGraph[] {
  return outcomes.flatMap(({ graph: other, analysed }) =>
    analysed !== undefined && near(graph, other) ? analysed : [],
  );
}

function outcomeOf(graph: KroGraph, schemas: SchemaLookup): Outcome {
  try {
    return { graph, analysed: analyse(parseGraph(graph.document), schemas) };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { graph, error };
  }
}

function report(title: string, outcomes: readonly Outcome[]): void {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  console.log(`${title}: ${outcomes.length - failed.length} of ${outcomes.length} accepted`);
  for (const { graph, error } of failed) console.log(`  ${graph.path}: ${error?.message}`);
}

test("what is there", () => {
  const reasons = Object.groupBy(documents.skipped, ({ reason }) => reason.split(":")[0] ?? "");
  const skipped = Object.entries(reasons).map(([reason, files]) => `${files?.length} ${reason}`);
  console.log(`${documents.documents.length} documents; skipped: ${skipped.join(", ")}`);
  expect(graphs.length).toBe(89);
  expect(graphs.filter(({ foreignKinds }) => foreignKinds.length === 0).length).toBe(51);
});

describe("each document", () => {
  test.each(graphs.map((graph) => [graph.path, graph] as const))(
    "%s is read, written and read again",
    (path, { document }) => {
      const refused = REFUSED[path];
      if (refused !== undefined) {
        expect(() => parseGraph(document)).toThrow(refused);
        return;
      }
      const graph = parseGraph(document);
      expect(parseGraph(JSON.parse(JSON.stringify(writeGraph(graph))))).toEqual(graph);
      expect(suspicions(graph)).toEqual([]);
    },
  );
});

const UNQUOTED = "without a value";

/** Documents that our analysis refuses, and a part of the reason; the real controller refuses them too. */
const WRONG: Readonly<Record<string, string>> = {
  "examples/apigateway/vpc-lattice/rg-webservice.yaml": "schema not found for field gatewayClassName",
  "examples/aws/ack-controller/controllers/ec2-controller.yaml": UNQUOTED,
  "examples/aws/ack-controller/controllers/ecr-controller.yaml": UNQUOTED,
  "examples/aws/ack-controller/controllers/ecr-public-controller.yaml": UNQUOTED,
  "examples/aws/ack-controller/controllers/eks-controller.yaml": UNQUOTED,
  "examples/aws/ack-controller/controllers/iam-controller.yaml":
    "found no matching overload for '_+_' applied to '(string, bool)'",
  "examples/aws/ack-controller/controllers/s3-controller.yaml": UNQUOTED,
  "examples/aws/ack-controller/controllers/sqs-controller.yaml": UNQUOTED,
  "examples/aws/ack-controller/resourcegroup.yaml": UNQUOTED,
  "examples/aws/ack-eks-cluster/eks-reused.yaml": "references unknown identifiers: [spc]",
  "examples/aws/llm/llm.yaml": 'returns type "bool" but expected "string"',
};

/** Expressions that do not compile even where every variable may be anything. */
const BROKEN = ["spc.version"];

/** All expressions of a document, each once. */
function expressionsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === "string") {
    for (const part of parseTemplate(value).parts) if (typeof part === "object") found.add(part.expression);
  } else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) expressionsIn(inner, found);
  }
  return found;
}

/** Every variable of a graph, of any type. */
function anything({ document }: KroGraph): Record<string, CelType> {
  const resources = (valueAt(document, ["spec", "resources"]) ?? []) as { id: string; forEach?: object[] }[];
  const iterators = resources.flatMap(({ forEach }) =>
    (forEach ?? []).flatMap((dimension) => Object.keys(dimension)),
  );
  const names = ["schema", "each", ...resources.map(({ id }) => id), ...iterators];
  return { ...Object.fromEntries(names.map((name) => [name, { kind: "dyn" }])), runtime: RUNTIME };
}

describe("analysis", () => {
  const outcomes = analyseAll(graphs, builtin);
  report("all graphs, kinds that are not known offline unchecked", outcomes);
  const own = outcomes.filter(({ graph }) => graph.foreignKinds.length === 0);
  report("graphs of built-in kinds", own);

  test("accepts all but those that are known to be wrong", () => {
    const refused = outcomes.filter(
      ({ graph, error }) => error !== undefined && REFUSED[graph.path] === undefined,
    );
    expect(Object.fromEntries(refused.map(({ graph, error }) => [graph.path, error?.message]))).toEqual(
      Object.fromEntries(
        Object.entries(WRONG).map(([path, reason]) => [path, expect.stringContaining(reason)]),
      ),
    );
  });

  test("every expression compiles where every variable may be anything", () => {
    let count = 0;
    const distinct = new Set<string>();
    const broken: string[] = [];
    for (const graph of graphs) {
      const declarations = anything(graph);
      for (const source of expressionsIn(valueAt(graph.document, ["spec"]))) {
        count++;
        distinct.add(source);
        try {
          compile(source, declarations);
        } catch (error) {
          if (!(error instanceof CelError)) throw error;
          broken.push(source);
        }
      }
    }
    console.log(`${count - broken.length} of ${count} expressions (${distinct.size} different ones) compile`);
    expect(broken).toEqual(BROKEN);
    expect(distinct.size).toBeGreaterThan(450);
  });

  test("every expression of an accepted graph has a type", () => {
    let count = 0;
    for (const { analysed } of outcomes) {
      if (analysed === undefined) continue;
      count += analysed.status.length + analysed.conditions.length;
      for (const node of analysed.nodes.values()) {
        count += node.fields.length + node.includeWhen.length + node.readyWhen.length + node.forEach.length;
      }
    }
    console.log(`${count} strings with expressions compiled and fit their fields`);
    expect(count).toBeGreaterThan(900);
  });

  test("the instances beside them are right, and their first objects render", () => {
    const all = outcomes.flatMap(({ graph, analysed }) =>
      analysed === undefined ? [] : graph.instances.map((instance) => rendered(analysed, instance)),
    );
    const right = all.filter((result) => typeof result === "number");
    const objects = right.reduce((sum, count) => sum + count, 0);
    const wrong = all.filter((result) => typeof result === "string");
    console.log(`${right.length} instances, ${objects} objects; refused:\n  ${wrong.join("\n  ")}`);
    expect(right.length).toBeGreaterThanOrEqual(50);
    expect(objects).toBeGreaterThan(60);
    // Written to be refused, or with names that a shell fills in.
    expect(wrong.filter((line) => !/invalid-|\$[A-Z]+_NAME/.test(line))).toEqual([]);
  });
});

/** How many objects of an instance can be rendered before any is applied; the error of one that is wrong. */
function rendered(analysed: AnalysedGraph, { path, document }: KroDocument): number | string {
  const namespace = textAt(document, ["metadata", "namespace"], "default");
  const place = analysed.graph.schema.scope === "Cluster" ? {} : { namespace };
  const name = textAt(document, ["metadata", "name"], "");
  try {
    const schema = instanceOf(analysed, { name, ...place, spec: valueAt(document, ["spec"]) });
    const first = [...analysed.nodes.values()].filter(
      ({ dependencies, resource }) => dependencies.length === 0 && !isExternal(resource),
    );
    const renderings = first.map((node) => renderNode(node, { schema }));
    return renderings.flatMap((rendering) => (rendering.state === "objects" ? rendering.objects : [])).length;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return `${path}: ${error.message}`;
  }
}
