/**
 * What users do one after the other, on the real kro and on the embedded one: after each step the graph, its revisions, the
 * instance and the children must come to the same. Needs kro: `KRO=1 npm run control-plane -- bun test PATH`.
 */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { JsonObject } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { randomNamespace } from "../../../support/control-plane.ts";
import { embeddedSide, realSide, type Ref, type Side } from "./sides.ts";
import { childView, differences, Uids, viewOf } from "./view.ts";

const kroRuns = process.env["CONTROL_PLANE_KRO"] === "1";
setDefaultTimeout(300_000);

const prefix = randomNamespace("seq");
const group = `${prefix}.example.com`;
const GRAPH: Ref = {
  apiVersion: "kro.run/v1alpha1",
  kind: "ResourceGraphDefinition",
  metadata: { name: prefix },
};
const INSTANCE: Ref = {
  apiVersion: `${group}/v1alpha1`,
  kind: "Shop",
  metadata: { name: "shop", namespace: prefix },
};

function map(id: string, data: JsonObject, more: JsonObject = {}): JsonObject {
  return { id, template: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: id }, data }, ...more };
}

const SPEC = { size: "integer | default=1", extra: "boolean | default=true", names: "[]string" };
const STATUS = { first: "${first.metadata.name}", count: "${string(each1.size())}" };
const EACH: JsonObject = {
  id: "each1",
  forEach: [{ name: "${schema.spec.names}" }],
  template: {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "each-${name}" },
    data: { name: "${name}" },
  },
};
const RESOURCES = [
  map("first", { size: "${string(schema.spec.size)}" }),
  map("second", { of: "${first.metadata.name}" }, { includeWhen: ["${schema.spec.extra}"] }),
  map("third", { of: "${second.metadata.name}" }),
  EACH,
];

function graph(
  resources: JsonObject[] = RESOURCES,
  more: JsonObject = {},
  annotations?: Record<string, string>,
): Manifest {
  const schema = { apiVersion: "v1alpha1", kind: "Shop", group, spec: SPEC, status: STATUS, ...more };
  const metadata = { ...GRAPH.metadata, ...(annotations !== undefined && { annotations }) };
  return { ...GRAPH, metadata, spec: { schema, resources } };
}

function instance(spec: JsonObject, annotations?: Record<string, string>): Manifest {
  return {
    ...INSTANCE,
    metadata: { ...INSTANCE.metadata, ...(annotations !== undefined && { annotations }) },
    spec,
  };
}

const child = (name: string): Ref => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: prefix },
});
const NAMES = { names: ["a", "b"] };
const other = (data: JsonObject): Manifest => ({ ...child("first"), data });

const NOWHERE = {
  id: "wrong",
  template: {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "wrong", namespace: `${prefix}-nowhere` },
  },
};

/** In this order. */
const STEPS: readonly (readonly [what: string, step: (side: Side) => Promise<unknown>])[] = [
  ["a graph", (side) => side.apply(graph())],
  ["an instance", (side) => side.apply(instance(NAMES))],
  ["a part left out", (side) => side.apply(instance({ ...NAMES, extra: false }))],
  ["the part back", (side) => side.apply(instance(NAMES))],
  ["a shorter collection", (side) => side.apply(instance({ names: ["b"] }))],
  ["no collection", (side) => side.apply(instance({ names: [] }))],
  ["a collection again", (side) => side.apply(instance({ names: ["c", "a"], size: 2 }))],
  ["a child deleted by hand", (side) => side.remove(child("second"))],
  ["a child changed by hand", (side) => side.apply(other({ size: "7" }))],
  [
    "a suspended instance",
    (side) => side.apply(instance({ ...NAMES, size: 3 }, { "kro.run/reconcile": "suspended" })),
  ],
  [
    "a resumed instance",
    (side) => side.apply(instance({ ...NAMES, size: 3 }, { "kro.run/reconcile": "enabled" })),
  ],
  [
    "another graph",
    (side) =>
      side.apply(
        graph([map("first", { now: "${string(schema.spec.size + 1)}" }), EACH, map("new", { x: "y" })]),
      ),
  ],
  ["a wrong graph", (side) => side.apply(graph([map("first", { x: "${missing.data.x}" })]))],
  ["an instance under a wrong graph", (side) => side.apply(instance({ ...NAMES, size: 4 }))],
  [
    "a graph that would break instances",
    async (side) => {
      // Rounds that kro still has before it would be of this graph already, though its definition is refused.
      if (side.name === "real") await Bun.sleep(4_000);
      await side.apply(graph(RESOURCES, { spec: { ...SPEC, size: "integer | minimum=3 default=3" } }));
    },
  ],
  [
    "a graph that may break instances",
    (side) =>
      side.apply(
        graph(
          RESOURCES,
          { spec: { ...SPEC, size: "integer | minimum=3 default=3" } },
          { "kro.run/allow-breaking-changes": "true" },
        ),
      ),
  ],
  [
    "data that is not there",
    (side) => side.apply(graph([map("first", { a: "x" }), map("second", { b: "${first.data.b}" }), EACH])),
  ],
  [
    "an expression that fails",
    (side) => side.apply(graph([map("first", { a: "${string(1 / (size(schema.spec.names) - 2))}" }), EACH])),
  ],
  [
    "two nodes of one object",
    (side) =>
      side.apply(graph([map("first", { a: "x" }), { ...map("first", { a: "y" }), id: "again" }, EACH])),
  ],
  [
    "a child that the API server refuses",
    (side) => side.apply(graph([map("first", { a: "x" }), NOWHERE, EACH])),
  ],
  [
    "an object that is missing, and there",
    async (side) => {
      await side.apply(
        graph([{ id: "first", externalRef: { ...child("outside"), metadata: { name: "outside" } } }, EACH]),
      );
      await side.until(GRAPH, () => false, 5_000);
      await side.apply({ ...child("outside"), data: { a: "1" } });
    },
  ],
  ["a graph as at first", (side) => side.apply(graph())],
  ["a deleted instance", (side) => side.remove(INSTANCE)],
  ["the instance again", (side) => side.apply(instance({ ...NAMES, size: 5 }))],
  ["a deleted graph", (side) => side.remove(GRAPH)],
  ["the graph again", (side) => side.apply(graph())],
];

let sides: readonly [Side, Side];
const uids: readonly [Uids, Uids] = [new Uids(), new Uids()];

beforeAll(async () => {
  if (!kroRuns) return;
  sides = [realSide(), await embeddedSide()];
  for (const side of sides)
    await side.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: prefix } });
});

afterAll(async () => {
  if (!kroRuns) return;
  const [real, embedded] = sides;
  await embedded.close();
  await real.remove(INSTANCE);
  await real.until(INSTANCE, (object) => object === undefined);
  await real.remove(GRAPH);
  await real.remove({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `shops.${group}` },
  });
  await real.remove({ apiVersion: "v1", kind: "Namespace", metadata: { name: prefix } });
});

/** All that kro made of it. */
async function view(side: Side, names: Uids): Promise<JsonObject> {
  const [live, shop] = [await side.get(GRAPH), await side.get(INSTANCE)];
  names.name(live?.metadata.uid, "GRAPH");
  names.name(shop?.metadata.uid, "INSTANCE");
  const selector = `kro.run/resource-graph-definition-name=${prefix}`;
  const revisions = await side.list("internal.kro.run/v1alpha1", "GraphRevision", selector);
  const children = await side.list(
    "v1",
    "ConfigMap",
    `kro.run/instance-name=shop,kro.run/instance-group=${group}`,
  );
  return {
    graph: viewOf(live, names),
    instance: viewOf(shop, names),
    revisions: Object.fromEntries(revisions.map((one) => [one.metadata.name, viewOf(one, names)])),
    children: Object.fromEntries(children.map((one) => [one.metadata.name, childView(one, names)])),
  };
}

const PATIENCE = 45_000;

describe.skipIf(!kroRuns)("step by step", () => {
  test.each(STEPS)("%s", async (_what, step) => {
    const [real, embedded] = sides;
    await step(embedded);
    await embedded.until(GRAPH, () => true);
    const wanted = await view(embedded, uids[1]);
    await step(real);
    let found: string[] = [];
    for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await Bun.sleep(300)) {
      found = differences("", await view(real, uids[0]), wanted);
      if (found.length === 0) break;
    }
    expect(found).toEqual([]);
  });
});
