/** Our analysis and that of the real controller. Needs kro: `KRO=1 npm run control-plane -- bun test PATH`. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { analyse } from "../../../src/graph/analysis.ts";
import { parseGraph } from "../../../src/graph/document.ts";
import { GraphError } from "../../../src/graph/error.ts";
import { withMadeKinds } from "../../../src/graph/made-kinds.ts";
import type { ResourceGraph } from "../../../src/graph/model.ts";
import type { AnalysedGraph } from "../../../src/graph/node.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import { randomNamespace } from "../../support/control-plane.ts";
import { kroDocuments, kroGraphs, near } from "../../support/kro-documents.ts";
import {
  cleanUp,
  expectAgreement,
  judgement,
  kroRuns,
  submit,
  submitInOrder,
  withdraw,
} from "./controller.ts";
import { graphOf, type GraphParts } from "./graphs.ts";
import { RIGHT_GRAPHS } from "./right-graphs.ts";
import { WRONG_GRAPHS } from "./wrong-graphs.ts";

setDefaultTimeout(120_000);

const prefix = randomNamespace("graph");
const group = `${prefix}.example.com`;
const schemas = await kindSchemas();

/** The same graph under a name and a kind of its own. */
function own(parts: GraphParts, key: string): ResourceGraph {
  const graph = graphOf(parts);
  return { ...graph, name: `${prefix}-${key}`, schema: { ...graph.schema, group, kind: `Shop${key}` } };
}

afterAll(async () => {
  if (kroRuns) await cleanUp(prefix);
});

describe.skipIf(!kroRuns)("graphs that are wrong are refused by both, for the same reason", () => {
  test.each(WRONG_GRAPHS.map((wrong, index) => [wrong.what, wrong, index] as const))(
    "%s",
    async (_, wrong, index) => {
      const graph = own(wrong.parts, `w${index}`);
      expect((await submit(graph)) ?? (await judgement(graph))).toEqual({
        accepted: false,
        message: expect.stringContaining(wrong.kro ?? wrong.message),
      });
      await withdraw(graph);
    },
  );
});

describe.skipIf(!kroRuns)("graphs that are right have the same order and status in both", () => {
  test.each(Object.entries(RIGHT_GRAPHS).map(([what, parts], index) => [what, parts, index] as const))(
    "%s",
    async (_, parts, index) => {
      const analysed = analyse(own(parts, `r${index}`), schemas);
      expect(await submit(analysed.graph)).toBeUndefined();
      await expectAgreement(analysed);
    },
  );
});

describe.skipIf(!kroRuns)("kro's own documents of built-in kinds", () => {
  const graphs = kroRuns
    ? kroGraphs(kroDocuments()).filter(({ foreignKinds }) => foreignKinds.length === 0)
    : [];
  // Examples make kinds of the same name: each example gets a group of its own.
  const examples: string[] = [];
  const cases = graphs.map((graph, index) => {
    let example = examples.findIndex((path) => near(graph, { path, document: {} }));
    if (example < 0) example = examples.push(graph.path) - 1;
    const text = JSON.stringify(graph.document).replaceAll(
      "kro.run/v1alpha1",
      `e${example}.${group}/v1alpha1`,
    );
    const document = { ...JSON.parse(text), apiVersion: "kro.run/v1alpha1" };
    const { schema, ...rest } = parseGraph(document);
    const made =
      schema.group === "kro.run"
        ? { ...schema, group: `e${example}.${group}` }
        : { ...schema, group: `${schema.group}.${group}` };
    return [graph.path, { ...rest, name: `${prefix}-d${index}`, schema: made }] as const;
  });
  const analysed = new Map<string, AnalysedGraph>();

  beforeAll(async () => {
    // Graphs that use others' kinds are analysed again, when these are known.
    for (let known = -1; known < analysed.size;) {
      known = analysed.size;
      const lookup = withMadeKinds(schemas, analysed.values());
      for (const [path, graph] of cases) {
        try {
          analysed.set(path, analyse(graph, lookup));
        } catch (error) {
          if (!(error instanceof GraphError)) throw error;
          analysed.delete(path);
        }
      }
    }
    console.log(`${analysed.size} of ${cases.length} accepted`);
    const right = new Set([...analysed.values()].map((ours) => ours.graph));
    await submitInOrder(
      cases.map(([, graph]) => graph),
      right,
    );
  });

  test.each(cases)("%s", async (path, graph) => {
    const ours = analysed.get(path);
    if (ours === undefined) {
      const { accepted, message } = await judgement(graph, "failed to get schema");
      console.log(`refused by both: ${path}: ${message}`);
      expect(accepted).toBe(false);
    } else await expectAgreement(ours);
  });
});
