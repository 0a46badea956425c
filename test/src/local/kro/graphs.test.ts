/** kro's controller of graphs: what it says, makes and keeps. */

import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../../src/model/json.ts";
import { valueAt } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { applySetId, inventoryMeta } from "../../../../src/local/kro/applyset.ts";
import { revisionName } from "../../../../src/local/kro/graph-revisions.ts";
import { specHash } from "../../../../src/local/kro/spec-hash.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import { type Harness, startHarness } from "./harness.ts";
import { APPLY_SETS, INVENTORIES, WEBAPP_HASH } from "./recorded.ts";
import { WEBAPP, webapp, webappInstance } from "./webapp.ts";

const GRAPH = "webapp.kro.run";

function graph(harness: Harness): LiveObject {
  const found = harness.get("kro.run/v1alpha1", "ResourceGraphDefinition", GRAPH);
  if (found === undefined) throw new Error("no graph");
  return found;
}

function said(harness: Harness): string[] {
  const conditions = valueAt(graph(harness), ["status", "conditions"]) as JsonObject[];
  return conditions.map(({ type, status, reason }) =>
    [type, status, reason]
      .map((text) => JSON.stringify(text))
      .join(" ")
      .replaceAll('"', ""),
  );
}

function revisions(harness: Harness): string[] {
  return harness.store.list("internal.kro.run/graphrevisions").map(({ metadata }) => metadata.name);
}

/** The webapp with another schema of its spec. */
function withSchema(change: JsonObject): Manifest {
  const schema = WEBAPP["schema"] as JsonObject;
  const spec = { ...(schema["spec"] as JsonObject), ...change };
  return webapp({ ...WEBAPP, schema: { ...schema, spec } });
}

describe("what the real kro computes", () => {
  test("hash of a spec", () => {
    expect(specHash(WEBAPP)).toBe(WEBAPP_HASH);
  });

  test.each(APPLY_SETS)("set of %s %s %s/%s", (group, kind, namespace, name, id) => {
    const metadata = { name, namespace, uid: "u", resourceVersion: "1" };
    expect(applySetId({ apiVersion: `${group}/v1alpha1`, kind, metadata })).toBe(id);
    for (const [kinds, hash] of Object.entries(INVENTORIES)) {
      const groupKinds = new Set(kinds === "" ? [] : kinds.split(","));
      const { annotations } = inventoryMeta(id, { groupKinds, namespaces: new Set() });
      expect(annotations["internal.kro.run/applyset-inventory-hash"]).toBe(hash);
    }
  });

  test.each([
    ["shop", 1, "shop-r00001"],
    ["shop", 123456, "shop-r123456"],
    ["a".repeat(247), 1, `${"a".repeat(237)}-r00001-cb8e2d7f`],
  ])("revision of %s", (name, revision, wanted) => {
    const made = revisionName(name, revision);
    expect(made.length).toBeLessThanOrEqual(253);
    expect(made.replace(/-[0-9a-f]{8}$/, "")).toBe(wanted.replace(/-[0-9a-f]{8}$/, ""));
  });
});

describe("a graph", () => {
  test("becomes active with a definition and a revision", () => {
    const harness = startHarness();
    harness.apply(webapp());
    expect(said(harness)).toEqual([
      "GraphAccepted True Valid",
      "GraphRevisionsResolved True Resolved",
      "KindReady True Ready",
      "ControllerReady True Running",
      "Ready True Ready",
    ]);
    expect(graph(harness)["status"]).toMatchObject({
      state: "Active",
      lastIssuedRevision: 1,
      topologicalOrder: ["deployment", "service", "ingress"],
      resources: [
        { id: "service", dependencies: [{ id: "deployment" }] },
        { id: "ingress", dependencies: [{ id: "deployment" }, { id: "service" }] },
      ],
    });
    const definition = harness.store.get(
      "apiextensions.k8s.io/customresourcedefinitions",
      undefined,
      "webapps.kro.run",
    );
    expect(definition?.metadata.labels).toEqual({
      "kro.run/owned": "true",
      "kro.run/kro-version": "v0.9.4",
      "kro.run/resource-graph-definition-id": graph(harness).metadata.uid,
      "kro.run/resource-graph-definition-name": GRAPH,
    });
  });

  test("that is wrong is refused, and its kind is served as before", () => {
    const harness = startHarness();
    harness.apply(webapp());
    harness.apply(webapp({ ...WEBAPP, resources: [{ id: "spec", template: {} }] }));
    expect(conditionOf(graph(harness), "GraphAccepted")).toMatchObject({
      status: "False",
      reason: "InvalidResourceGraph",
      message:
        "failed to validate resourcegraphdefinition: naming convention violation: id spec is a reserved keyword in KRO",
    });
    expect(graph(harness)["status"]).toMatchObject({ state: "Inactive", lastIssuedRevision: 1 });
    harness.apply(webappInstance("web"));
    expect(harness.get("apps/v1", "Deployment", "web", "default")).toBeDefined();
  });

  test("that lacks a kind is looked at again when the kind is there", () => {
    const harness = startHarness();
    const template = {
      apiVersion: "kro.run/v1alpha1",
      kind: "WebApp",
      metadata: { name: "${schema.spec.name}", namespace: "default" },
    };
    const schema = { apiVersion: "v1alpha1", kind: "Shop", group: "example.com", spec: { name: "string" } };
    const shop = { ...webapp({ schema, resources: [{ id: "web", template }] }), metadata: { name: "shop" } };
    harness.apply(shop);
    const accepted = (): unknown =>
      conditionOf(harness.get("kro.run/v1alpha1", "ResourceGraphDefinition", "shop") ?? {}, "GraphAccepted");
    expect(accepted()).toMatchObject({
      message:
        'failed to build resource "web": failed to get schema for resource web: cannot resolve group version kind "kro.run/v1alpha1, Kind=WebApp": schema not found',
    });
    harness.apply(webapp());
    expect(accepted()).toMatchObject({ status: "True" });
  });

  test("keeps five revisions", () => {
    const harness = startHarness();
    for (let index = 0; index < 7; index += 1) harness.apply(withSchema({ [`field${index}`]: "string" }));
    expect(revisions(harness)).toEqual([3, 4, 5, 6, 7].map((number) => `${GRAPH}-r0000${number}`));
    expect(graph(harness)["status"]).toMatchObject({ lastIssuedRevision: 7 });
  });

  test("writes nothing when it is looked at again", () => {
    const harness = startHarness();
    harness.apply(webapp());
    harness.apply(webappInstance("web"));
    const before = harness.store.revision;
    expect(harness.restart().store.revision).toBe(before);
  });

  test("that would break instances is refused, unless it says that it may", () => {
    const harness = startHarness();
    harness.apply(webapp());
    const breaking = withSchema({ name: "string | pattern=^a" });
    harness.apply(breaking);
    expect(conditionOf(graph(harness), "KindReady")).toMatchObject({
      status: "False",
      reason: "Failed",
      message:
        "cannot update CRD webapps.kro.run: breaking changes detected: Validation pattern ^a was added",
    });
    const metadata = { ...breaking.metadata, annotations: { "kro.run/allow-breaking-changes": "true" } };
    harness.apply({ ...breaking, metadata });
    expect(said(harness)).toContain("KindReady True Ready");
  });

  test("leaves a definition alone that is not kro's", () => {
    const harness = startHarness();
    harness.apply(webapp());
    const definition = harness.store.get(
      "apiextensions.k8s.io/customresourcedefinitions",
      undefined,
      "webapps.kro.run",
    );
    const other = { ...webapp(), metadata: { name: "other" } };
    harness.apply(other);
    const live = harness.get("kro.run/v1alpha1", "ResourceGraphDefinition", "other") ?? {};
    expect(conditionOf(live, "KindReady")).toMatchObject({
      message: `failed to update CRD webapps.kro.run: CRD is owned by another ResourceGraphDefinition ${GRAPH}`,
    });
    expect(definition?.metadata.labels?.["kro.run/resource-graph-definition-name"]).toBe(GRAPH);
  });

  test("that goes leaves its definition and its instances, which nobody reconciles then", () => {
    const harness = startHarness();
    harness.apply(webapp());
    harness.apply(webappInstance("web"));
    harness.delete(webapp());
    expect(harness.get("kro.run/v1alpha1", "ResourceGraphDefinition", GRAPH)).toBeUndefined();
    expect(
      harness.store.get("apiextensions.k8s.io/customresourcedefinitions", undefined, "webapps.kro.run"),
    ).toBeDefined();
    harness.delete(webappInstance("web"));
    expect(
      harness.get("kro.run/v1alpha1", "WebApp", "web", "default")?.metadata.deletionTimestamp,
    ).toBeDefined();
    // A graph of the same name goes on with it.
    harness.apply(webapp());
    expect(harness.get("kro.run/v1alpha1", "WebApp", "web", "default")).toBeUndefined();
    expect(harness.get("apps/v1", "Deployment", "web", "default")).toBeUndefined();
  });
});
