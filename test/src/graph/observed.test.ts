import { describe, expect, test } from "bun:test";
import { analyse } from "../../../src/graph/analysis.ts";
import { parseGraph } from "../../../src/graph/document.ts";
import { externalTarget, labelSelectorText } from "../../../src/graph/external.ts";
import { instanceOf } from "../../../src/graph/instance.ts";
import { readyByRule } from "../../../src/graph/ready.ts";
import { nodesRead, projectStatus, variablesNeeded } from "../../../src/graph/status.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import { graphOf, type GraphParts, WEB_APP } from "./graphs.ts";
import { live, nodeOf } from "./nodes.ts";

const schemas = await kindSchemas();
const webApp = analyse(parseGraph(WEB_APP), schemas);

describe("readyByRule", () => {
  const node = nodeOf(webApp, "deployment");
  const object = live(
    { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" } },
    { spec: { replicas: 2 } },
  );

  test("waits for a field that is not there", () => {
    expect(readyByRule(node, object)).toMatchObject({ ready: false });
  });
  test("judges the field that is", () => {
    expect(readyByRule(node, { ...object, status: { availableReplicas: 1 } })).toEqual({
      ready: false,
      reason: "readyWhen deployment.spec.replicas == deployment.status.availableReplicas: evaluated to false",
    });
    expect(readyByRule(node, { ...object, status: { availableReplicas: 2 } })).toEqual({ ready: true });
  });
  test("without a rule it is ready once it exists", () => {
    expect(readyByRule(nodeOf(webApp, "service"), object)).toEqual({ ready: true });
  });
});

describe("externalTarget", () => {
  function target(metadata: JsonObject, spec: JsonObject = { name: "a" }): object {
    const resources = [{ id: "web", externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata } }];
    const analysed = analyse(
      graphOf({ spec: { name: "string", labels: "map[string]string" }, resources } as unknown as GraphParts),
      schemas,
    );
    return externalTarget(nodeOf(analysed, "web"), {
      schema: instanceOf(analysed, { name: "eu", namespace: "shop", spec }),
    });
  }
  const kind = { apiVersion: "v1", kind: "ConfigMap" };

  test("by name, in the instance's namespace", () => {
    expect(target({ name: "${schema.spec.name}-x" })).toEqual({
      state: "named",
      ...kind,
      namespace: "shop",
      name: "a-x",
    });
    expect(target({ name: "x", namespace: "other" })).toEqual({
      state: "named",
      ...kind,
      namespace: "other",
      name: "x",
    });
  });
  test("by selector, in all namespaces unless it names one", () => {
    const selector = {
      matchLabels: { app: "${schema.spec.name}" },
      matchExpressions: [{ key: "tier", operator: "In", values: ["x", "y"] }],
    };
    expect(target({ selector })).toEqual({
      state: "selected",
      ...kind,
      labelSelector: "app=a,tier in (x,y)",
    });
    expect(target({ selector, namespace: "n" })).toMatchObject({ namespace: "n" });
  });
  test("by a selector that is an expression", () => {
    const selector = "${{'matchLabels': schema.spec.labels}}" as unknown as JsonObject;
    expect(target({ selector }, { name: "a", labels: { app: "b" } })).toMatchObject({
      labelSelector: "app=b",
    });
    expect(target({ selector })).toMatchObject({ state: "pending" });
    expect(() => target({ selector }, { name: "a", labels: { app: "not valid" } })).toThrow(
      "is not a label's value",
    );
  });
  test.each([
    [{}, ""],
    [
      {
        matchExpressions: [
          { key: "a", operator: "Exists" },
          { key: "b", operator: "DoesNotExist" },
        ],
      },
      "a,!b",
    ],
    [{ matchExpressions: [{ key: "a", operator: "NotIn", values: ["x"] }] }, "a notin (x)"],
  ])("%j is written as %p", (selector, text) => {
    expect(labelSelectorText(selector)).toBe(text);
  });
});

describe("projectStatus", () => {
  const schema = instanceOf(webApp, { name: "eu", namespace: "shop", spec: { name: "eu" } });
  const deployment = live({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "eu", namespace: "shop" },
  });
  const service = live({ apiVersion: "v1", kind: "Service", metadata: { name: "eu", namespace: "shop" } });

  test("leaves out what is not known yet", () => {
    const { status, pending } = projectStatus(webApp, { schema, deployment, service });
    expect(status).toEqual({ url: "http://eu.shop" });
    expect(pending.map(({ path }) => path)).toEqual(["availableReplicas"]);
  });
  test("has it all when it is there", () => {
    const ready = { ...deployment, status: { availableReplicas: 1 } };
    expect(projectStatus(webApp, { schema, deployment: ready, service })).toEqual({
      status: { availableReplicas: 1, url: "http://eu.shop" },
      pending: [],
    });
  });
  test("makes objects and lists by path, and leaves null out", () => {
    const status = {
      deep: { list: ["${schema.spec.name}", { b: "${schema.spec.name}" }] },
      none: "${schema.spec.?name2}",
    };
    const analysed = analyse(graphOf({ spec: { name: "string", name2: "string" }, status }), schemas);
    const instance = instanceOf(analysed, { name: "eu", namespace: "shop", spec: { name: "a" } });
    expect(projectStatus(analysed, { schema: instance }).status).toEqual({
      deep: { list: ["a", { b: "a" }] },
    });
  });
});

test("who reads what", () => {
  expect([...variablesNeeded(nodeOf(webApp, "ingress"))].sort()).toEqual(["deployment", "schema", "service"]);
  expect([...nodesRead(webApp)].sort()).toEqual(["deployment", "service"]);
});
