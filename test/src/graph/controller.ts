/** What the real controller says of graphs. */

import { expect } from "bun:test";
import { writeGraph } from "../../../src/graph/document.ts";
import type { AnalysedGraph } from "../../../src/graph/node.ts";
import type { ResourceGraph } from "../../../src/graph/model.ts";
import { bodyOf } from "../../../src/graph/shape.ts";
import { apiVersionOf } from "../../../src/model/kind.ts";
import { pluralOf } from "../../../src/graph/plural.ts";
import { type JsonObject, textAt, valueAt } from "../../../src/model/json.ts";
import type { StructuralSchema } from "../../../src/model/schema.ts";
import { conditionOf } from "../../../src/readiness/conditions.ts";
import { eventually, rawRequest } from "../../support/control-plane.ts";

const GRAPHS = "/apis/kro.run/v1alpha1/resourcegraphdefinitions";
const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Whether kro runs here: `KRO=1 npm run control-plane -- …`. */
export const kroRuns = process.env["CONTROL_PLANE_KRO"] === "1";

/** What the controller, or the API server before it, says of a graph. */
export interface Judgement {
  accepted: boolean;
  message: string;
}

/** Gives a graph to the controller. */
export async function submit(graph: ResourceGraph): Promise<Judgement | undefined> {
  const answer = await rawRequest(GRAPHS, { method: "POST", body: writeGraph(graph) });
  if (answer.ok) return undefined;
  return { accepted: false, message: textAt(await answer.json(), ["message"], "") };
}

/**
 * Waits until the controller has accepted a graph, or refused it.
 * @param passing a refusal that says this is not the last word: a kind that another graph is about to make
 */
export function judgement({ name }: ResourceGraph, passing?: string): Promise<Judgement> {
  return eventually(
    `kro judged ${name}`,
    async () => {
      const condition = conditionOf(await read(name), "GraphAccepted");
      if (condition === undefined || condition.status === "Unknown") return undefined;
      const { status, message = "" } = condition;
      const waits = status === "False" && passing !== undefined && message.includes(passing);
      return waits ? undefined : { accepted: status === "True", message };
    },
    60_000,
  );
}

/**
 * Gives graphs to the controller, each behind those whose kinds it uses: kro tries again late where a kind is missing.
 * @param right those that it will accept
 */
export async function submitInOrder(
  graphs: readonly ResourceGraph[],
  right: ReadonlySet<ResourceGraph>,
): Promise<void> {
  for (let left = graphs; left.length > 0;) {
    const coming = new Map(
      left.map((graph) => [`${apiVersionOf(graph.schema)}/${graph.schema.kind}`, graph]),
    );
    const free = left.filter((graph) =>
      kindsOf(graph).every((kind) => (coming.get(kind) ?? graph) === graph),
    );
    if (free.length === 0) throw new Error(`graphs use each other's kinds: ${[...coming.keys()].join(", ")}`);
    await Promise.all(free.map(submit));
    await Promise.all(free.filter((graph) => right.has(graph)).map(definitionOf));
    left = left.filter((graph) => !free.includes(graph));
  }
}

function kindsOf({ resources }: ResourceGraph): string[] {
  return resources.map((resource) => {
    const body = bodyOf(resource);
    return `${textAt(body, ["apiVersion"], "")}/${textAt(body, ["kind"], "")}`;
  });
}

async function read(name: string): Promise<JsonObject> {
  return (await (await rawRequest(`${GRAPHS}/${name}`)).json()) as JsonObject;
}

/** Compares the order and the status schema of a graph that both accept; waits for kinds that other graphs make. */
export async function expectAgreement({ graph, order, statusSchema }: AnalysedGraph): Promise<void> {
  const live = await eventually(
    `kro accepted ${graph.name}`,
    async () => {
      const found = await read(graph.name);
      const accepted = conditionOf(found, "GraphAccepted")?.status === "True";
      const ordered = order.length === 0 || valueAt(found, ["status", "topologicalOrder"]) !== undefined;
      return accepted && ordered ? found : undefined;
    },
    60_000,
  );
  expect(valueAt(live, ["status", "topologicalOrder"]) ?? []).toEqual(order);
  expect(await statusSchemaOf(graph)).toEqual(statusSchema);
}

/** The definition of the kind that a graph makes, once the controller has made it. */
function definitionOf({ schema }: ResourceGraph): Promise<JsonObject> {
  const name = `${pluralOf(schema.kind)}.${schema.group}`;
  const read = async (): Promise<JsonObject | undefined> => {
    const answer = await rawRequest(`${DEFINITIONS}/${name}`);
    return answer.ok ? ((await answer.json()) as JsonObject) : undefined;
  };
  return eventually(`kro made the definition ${name}`, read, 100_000);
}

async function statusSchemaOf(graph: ResourceGraph): Promise<unknown> {
  const definition = await definitionOf(graph);
  const path = ["spec", "versions", 0, "schema", "openAPIV3Schema", "properties", "status"];
  const { properties, ...rest } = valueAt(definition, path) as StructuralSchema;
  const { state, conditions, ...inferred } = properties ?? {};
  expect(state).toEqual({ type: "string" });
  expect(conditions?.type).toBe("array");
  return { ...rest, properties: inferred };
}

/** Takes a graph back: the controller tries again and again with one that is wrong, and is slow for the others. */
export async function withdraw({ name }: ResourceGraph): Promise<void> {
  await rawRequest(`${GRAPHS}/${name}`, { method: "DELETE" });
}

/** Removes the graphs of a prefix, and the definitions of their groups. */
export async function cleanUp(prefix: string): Promise<void> {
  for (const [path, belongs] of [
    [GRAPHS, (name: string) => name.startsWith(prefix)],
    [DEFINITIONS, (name: string) => name.endsWith(`${prefix}.example.com`)],
  ] as const) {
    const list = (await (await rawRequest(path)).json()) as { items: { metadata: { name: string } }[] };
    const ours = list.items.map(({ metadata }) => metadata.name).filter(belongs);
    await Promise.all(ours.map((name) => rawRequest(`${path}/${name}`, { method: "DELETE" })));
  }
}
