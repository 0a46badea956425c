/** Our definitions and those of the real controller. Needs kro: `KRO=1 npm run control-plane -- bun test PATH`. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { analyse } from "../../../src/graph/analysis.ts";
import { definitionOf } from "../../../src/graph/definition.ts";
import { parseGraph, writeGraph } from "../../../src/graph/document.ts";
import { GraphError } from "../../../src/graph/error.ts";
import { type GraphResource, isExternal, type ResourceGraph } from "../../../src/graph/model.ts";
import { isJsonObject, type JsonObject, textAt } from "../../../src/model/json.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import { eventually, randomNamespace, rawRequest } from "../../support/control-plane.ts";
import { kroDocuments, kroGraphs } from "../../support/kro-documents.ts";

// The controller takes the graphs one after the other.
setDefaultTimeout(300_000);

const GRAPHS = "/apis/kro.run/v1alpha1/resourcegraphdefinitions";
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const kro = process.env["CONTROL_PLANE_KRO"] === "1";
const prefix = randomNamespace("def");
const schemas = await kindSchemas();

/** Graphs of kro's documents whose resources are all of built-in kinds, each in a group of its own. */
function ownGraphs(): { path: string; graph: ResourceGraph }[] {
  return kroGraphs(kroDocuments()).flatMap(({ path, document }, index) => {
    try {
      const graph = parseGraph(document);
      const schema = { ...graph.schema, group: `g${index}.${prefix}.example.com` };
      const own = { ...graph, name: `${prefix}-${index}`, schema };
      if (!own.resources.every(isBuiltin)) return [];
      analyse(own, schemas);
      return [{ path, graph: own }];
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      // Those that kro refuses too: kro-documents.live.test.ts names them.
      return [];
    }
  });
}

function isBuiltin(resource: GraphResource): boolean {
  const object = isExternal(resource) ? resource.externalRef : resource.template;
  return schemas(textAt(object, ["apiVersion"], ""), textAt(object, ["kind"], "")) !== undefined;
}

/** Without what says nothing: the API server drops it, and sets conversion and an empty status. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, part]) => [key, key === "default" ? part : plain(part)] as const,
  );
  return Object.fromEntries(
    entries.filter(([key, part]) => {
      if (key === "priority" && part === 0) return false;
      if (key === "required" && Array.isArray(part)) return part.length > 0;
      return !(key === "properties" && isJsonObject(part) && Object.keys(part).length === 0);
    }),
  );
}

const graphs = kro ? ownGraphs() : [];

async function send(graph: ResourceGraph, method: "POST" | "DELETE"): Promise<void> {
  const path = method === "POST" ? GRAPHS : `${GRAPHS}/${graph.name}`;
  const answer = await rawRequest(path, method === "POST" ? { method, body: writeGraph(graph) } : { method });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}

describe.if(kro)("the definition that kro makes", () => {
  beforeAll(async () => {
    await Promise.all(graphs.map(({ graph }) => send(graph, "POST")));
    console.log(`definitions: ${graphs.length} graphs of built-in kinds compared`);
  });

  // kro leaves definitions behind when their graph goes.
  afterAll(async () => {
    await Promise.all(graphs.map(({ graph }) => send(graph, "DELETE")));
    const names = graphs.map(({ graph }) => definitionName(graph));
    await Promise.all(names.map((name) => rawRequest(`${DEFINITIONS}/${name}`, { method: "DELETE" })));
  });

  test("there are enough of them", () => {
    expect(graphs.length).toBeGreaterThanOrEqual(20);
  });

  test.each(graphs.map(({ path, graph }) => [path, graph] as const))("%s", async (_path, graph) => {
    const name = definitionName(graph);
    const live = await eventually(
      `kro made ${name}`,
      async () => {
        const answer = await rawRequest(`${DEFINITIONS}/${name}`);
        return answer.ok ? ((await answer.json()) as { spec: JsonObject; metadata: JsonObject }) : undefined;
      },
      240_000,
    );
    const { conversion, ...spec } = live.spec;
    expect(conversion).toEqual({ strategy: "None" });
    expect(plain(spec)).toEqual(plain(definition(graph).spec));
    expect(live.metadata["labels"]).toMatchObject({ ...definition(graph).metadata.labels });
  });
});

function definition(graph: ResourceGraph): ReturnType<typeof definitionOf> & { spec: unknown } {
  const { instanceSchema, statusSchema } = analyse(graph, schemas);
  const { spec, ...rest } = definitionOf(graph.schema, instanceSchema, statusSchema);
  return { ...rest, spec };
}

function definitionName(graph: ResourceGraph): string {
  return definition(graph).metadata.name;
}
