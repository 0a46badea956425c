import { describe, expect, test } from "bun:test";
import { analyse } from "../../../src/graph/analysis.ts";
import { parseGraph } from "../../../src/graph/document.ts";
import { instanceOf } from "../../../src/graph/instance.ts";
import { readyByRule } from "../../../src/graph/ready.ts";
import { renderNode, type Rendering } from "../../../src/graph/render.ts";
import { projectStatus } from "../../../src/graph/status.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import { configMap, graphOf, type GraphParts, WEB_APP } from "./graphs.ts";
import { live, nodeOf, objects, only } from "./nodes.ts";

const schemas = await kindSchemas();
const webApp = analyse(parseGraph(WEB_APP), schemas);

/** Renders the node `web` of a graph, for an instance `eu` in `shop`. */
function render(parts: GraphParts, spec: JsonObject, variables: Record<string, unknown> = {}): Rendering {
  const analysed = analyse(graphOf(parts), schemas);
  const place = parts.scope === "Cluster" ? {} : { namespace: "shop" };
  return renderNode(nodeOf(analysed, "web"), {
    schema: instanceOf(analysed, { name: "eu", ...place, spec }),
    ...variables,
  });
}

describe("renderNode", () => {
  const schema = instanceOf(webApp, { name: "eu", namespace: "shop", spec: { name: "eu", replicas: 2 } });
  const deployment = only(renderNode(nodeOf(webApp, "deployment"), { schema }));

  test("an object, with types kept and in the instance's namespace", () => {
    expect(deployment).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "eu", namespace: "shop", labels: { "app.kubernetes.io/name": "eu" } },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "eu" } },
        template: {
          metadata: { labels: { app: "eu" } },
          spec: {
            containers: [
              {
                name: "web",
                image: "nginx",
                ports: [{ containerPort: 8080 }],
                env: [{ name: "PORT", value: "8080" }],
                resources: { requests: { memory: "64Mi", cpu: "250m" } },
              },
            ],
          },
        },
      },
    });
  });

  test("does not change the graph, nor share anything with it", () => {
    const before = JSON.stringify(webApp.graph);
    (deployment["spec"] as { selector: JsonObject }).selector["matchLabels"] = "changed";
    expect(JSON.stringify(webApp.graph)).toBe(before);
    expect(only(renderNode(nodeOf(webApp, "deployment"), { schema }))["spec"]).toMatchObject({
      selector: { matchLabels: { app: "eu" } },
    });
  });

  test("waits for what is not there", () => {
    expect(renderNode(nodeOf(webApp, "service"), { schema })).toMatchObject({ state: "pending" });
    expect(
      objects(renderNode(nodeOf(webApp, "service"), { schema, deployment: live(deployment) })),
    ).toHaveLength(1);
  });

  test("is skipped when a condition is false", () => {
    expect(renderNode(nodeOf(webApp, "ingress"), { schema })).toEqual({
      state: "skipped",
      because: "includeWhen schema.spec.ingress.enabled is false",
    });
  });

  test("a condition on the instance that cannot be answered is an error, not a wait", () => {
    const parts = {
      spec: { name: "string", on: "boolean" },
      resources: [configMap("web", {}, { includeWhen: ["${schema.spec.on}"] })],
    };
    expect(() => render(parts, { name: "a" })).toThrow(
      "node web: spec.resources[web].includeWhen[0]: expression",
    );
    expect(render(parts, { name: "a", on: false }).state).toBe("skipped");
  });

  test("a condition on another node waits", () => {
    const parts = {
      resources: [configMap("db"), configMap("web", {}, { includeWhen: ["${db.data.on == 'yes'}"] })],
    };
    const db = live({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "db" } });
    expect(render(parts, { name: "a" }, { db }).state).toBe("pending");
    expect(render(parts, { name: "a" }, { db: { ...db, data: { on: "no" } } }).state).toBe("skipped");
    expect(render(parts, { name: "a" }, { db: { ...db, data: { on: "yes" } } }).state).toBe("objects");
  });

  test("texts around expressions, optional values, lists and objects as a whole", () => {
    const template = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "${schema.spec.name}-x-${schema.spec.name}", labels: "${schema.spec.labels}" },
      spec: {
        nodeName: "${schema.spec.?node}",
        containers: [
          { name: "a", image: "b", args: "${schema.spec.args}", command: ["x", "${schema.spec.args[0]}"] },
        ],
      },
    };
    const spec = { name: "string", labels: "map[string]string", node: "string", args: "[]string" };
    const given = { name: "a", labels: { b: "c" }, args: ["d", "e"] };
    expect(only(render({ spec, resources: [{ id: "web", template }] }, given))).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "a-x-a", labels: { b: "c" }, namespace: "shop" },
      spec: {
        nodeName: null,
        containers: [{ name: "a", image: "b", args: ["d", "e"], command: ["x", "d"] }],
      },
    });
  });

  test.each([
    [
      { name: "${schema.spec.extra.x}" },
      { name: "a", extra: { x: 1 } },
      "metadata.name: must be a string that is not empty, got 1",
    ],
    [
      { name: "${schema.spec.name}" },
      { name: "" },
      'metadata.name: must be a string that is not empty, got ""',
    ],
    [
      { name: "${schema.spec.extra.x}" },
      { name: "a", extra: { x: null } },
      "metadata.name: must be a string that is not empty, got null",
    ],
    [
      { name: "a", namespace: "${schema.spec.extra.x}" },
      { name: "a", extra: { x: [1] } },
      "metadata.namespace: must be a string, got [1]",
    ],
  ])("refuses the identity %j of %j", (metadata, spec, message) => {
    const resources = [{ id: "web", template: { apiVersion: "v1", kind: "ConfigMap", metadata } }];
    // An object of unknown fields: what is wrong shows only with the data.
    const analysed = analyse(graphOf({ spec: { name: "string", extra: "object" }, resources }), schemas);
    const variables = { schema: { metadata: { name: "eu", namespace: "shop" }, spec } };
    expect(() => renderNode(nodeOf(analysed, "web"), variables)).toThrow(
      `node web: spec.resources[web].template.${message}`,
    );
  });

  test("names the node and the place of an expression that is wrong", () => {
    const parts = {
      spec: { name: "string", n: "integer" },
      resources: [configMap("web", { a: "${string(1 / schema.spec.n)}" })],
    };
    expect(() => render(parts, { name: "a", n: 0 })).toThrow(
      'node web: spec.resources[web].template.data.a: expression "${string(1 / schema.spec.n)}": ',
    );
  });

  test("a kind of the whole cluster does not inherit a namespace", () => {
    const template = { apiVersion: "v1", kind: "Namespace", metadata: { name: "${schema.spec.name}" } };
    expect(only(render({ resources: [{ id: "web", template }] }, { name: "a" })).metadata).toEqual({
      name: "a",
    });
  });

  test("under an instance of the whole cluster the namespace must come out", () => {
    const metadata = { name: "a", namespace: "${schema.spec.name}" };
    const parts: GraphParts = {
      scope: "Cluster",
      resources: [{ id: "web", template: { apiVersion: "v1", kind: "ConfigMap", metadata } }],
    };
    expect(only(render(parts, { name: "x" })).metadata.namespace).toBe("x");
    expect(() => render(parts, { name: "" })).toThrow(
      "must resolve metadata.namespace when the instance is cluster-scoped",
    );
  });
});

describe("a collection", () => {
  const spec = { name: "string", regions: "[]string", tiers: "[]string" };
  const template = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "${schema.spec.name}-${region}-${tier}" },
    data: { region: "${region}", all: "${schema.spec.regions.join(',')}" },
  };
  const parts: GraphParts = {
    spec,
    resources: [
      {
        id: "web",
        template,
        forEach: [{ region: "${schema.spec.regions}" }, { tier: "${schema.spec.tiers}" }],
        readyWhen: ["${each.data.region != ''}"],
      },
    ],
  };

  test("is the product of its dimensions, the last one fastest", () => {
    const made = objects(render(parts, { name: "a", regions: ["eu", "us"], tiers: ["x", "y"] }));
    expect(made.map(({ metadata }) => metadata.name)).toEqual(["a-eu-x", "a-eu-y", "a-us-x", "a-us-y"]);
    expect(made[3]?.["data"]).toEqual({ region: "us", all: "eu,us" });
    expect(made[0]?.metadata.namespace).toBe("shop");
  });
  test("may be empty", () => {
    expect(render(parts, { name: "a", regions: ["eu"], tiers: [] })).toEqual({
      state: "objects",
      objects: [],
    });
  });
  test("waits for its list", () => {
    expect(render(parts, { name: "a", regions: ["eu"] })).toMatchObject({ state: "pending" });
  });
  test("is refused when two are the same object", () => {
    expect(() => render(parts, { name: "a", regions: ["eu", "eu"], tiers: ["x"] })).toThrow(
      "identity collision",
    );
  });
  test("is refused when it is too large", () => {
    const many = Array.from({ length: 40 }, (_, index) => `n${index}`);
    expect(() => render(parts, { name: "a", regions: many, tiers: many })).toThrow(
      "collection size of 1600 is over the maximum collection size of 1000",
    );
  });
  test("is ready when each of it is", () => {
    const node = nodeOf(analyse(graphOf(parts), schemas), "web");
    const made = objects(render(parts, { name: "a", regions: ["eu"], tiers: ["x", "y"] })).map((object) =>
      live(object),
    );
    expect(readyByRule(node, made)).toEqual({ ready: true });
    const unready = live(
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "late" } },
      { data: { region: "" } },
    );
    expect(readyByRule(node, [...made, unready])).toEqual({
      ready: false,
      reason: "readyWhen each.data.region != '' of late: evaluated to false",
    });
    expect(readyByRule(node, [])).toEqual({ ready: true });
  });
});

test("200 instances of the web application render fast", () => {
  const start = performance.now();
  for (let index = 0; index < 200; index++) {
    const spec = { name: `app-${index}`, ingress: { enabled: true, host: "a.example.com" } };
    const schema = instanceOf(webApp, { name: `app-${index}`, namespace: "shop", spec });
    const deployment = live(only(renderNode(nodeOf(webApp, "deployment"), { schema })));
    const service = live(only(renderNode(nodeOf(webApp, "service"), { schema, deployment })));
    const variables = { schema, deployment, service };
    only(renderNode(nodeOf(webApp, "ingress"), variables));
    projectStatus(webApp, variables);
  }
  expect(performance.now() - start).toBeLessThan(1000);
});
