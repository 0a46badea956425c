/** kro's controller of instances: sequences of what users and workloads do with one graph, and what it writes. */

import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../../src/model/json.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import { type Harness, startHarness } from "./harness.ts";
import { instance, message } from "./instances.ts";
import { webapp, webappInstance } from "./webapp.ts";

const WEB = "kro.run/webapps default/web";

function ready(harness: Harness, name = "web"): void {
  const deployment = harness.get("apps/v1", "Deployment", name, "default");
  if (deployment === undefined) throw new Error("no deployment");
  harness.setStatus(deployment, { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 });
}

function running(): Harness {
  const harness = startHarness();
  harness.apply(webapp());
  harness.apply(webappInstance("web"));
  ready(harness);
  harness.changes.length = 0;
  return harness;
}

/** Names of children by what happened to them. */
function happened(harness: Harness, type: string): string[] {
  return harness.changes.filter((change) => change.startsWith(type) && !change.endsWith(WEB));
}

describe("the webapp", () => {
  test("waits for its deployment, then is active", () => {
    const harness = startHarness();
    harness.apply(webapp());
    harness.apply(webappInstance("web"));
    expect(instance(harness)["status"]).toMatchObject({ state: "IN_PROGRESS" });
    expect(message(harness, "WebApp")).toBe(
      'resource reconciliation failed: apply results contain errors: waiting for node "deployment": node "deployment": ' +
        'failed to evaluate readyWhen expression: "deployment.spec.replicas == deployment.status.availableReplicas" (waiting for readiness)',
    );
    ready(harness);
    expect(instance(harness)["status"]).toMatchObject({
      state: "ACTIVE",
      availableReplicas: 1,
      conditions: [
        { type: "InstanceManaged", status: "True", reason: "Managed" },
        { type: "GraphResolved", status: "True", reason: "Resolved" },
        { type: "ResourcesReady", status: "True", reason: "AllResourcesReady" },
        { type: "Ready", status: "True", reason: "Ready", message: "" },
      ],
    });
  });

  test("writes nothing while nothing changes", () => {
    const harness = running();
    const before = harness.store.revision;
    harness.apply(webappInstance("web"));
    harness.apply(webapp());
    expect(harness.store.revision).toBe(before);
  });

  test("prunes what is left out", () => {
    const harness = running();
    harness.apply(webappInstance("web", { ingress: { enabled: false } }));
    expect(happened(harness, "DELETED")).toEqual(["DELETED networking.k8s.io/ingresses default/web"]);
    const { annotations } = instance(harness).metadata;
    expect(annotations?.["applyset.kubernetes.io/contains-group-kinds"]).toBe("Deployment.apps,Service");
    expect(instance(harness)["status"]).toMatchObject({ state: "ACTIVE" });
  });

  test("prunes what depends on what is left out", () => {
    const harness = running();
    harness.apply(webappInstance("web", { service: { enabled: false } }));
    expect(happened(harness, "DELETED")).toEqual([
      "DELETED networking.k8s.io/ingresses default/web",
      "DELETED /services default/web",
    ]);
  });

  test("makes a child again that somebody deleted", () => {
    const harness = running();
    harness.delete({ apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "default" } });
    expect(happened(harness, "ADDED")).toEqual(["ADDED /services default/web"]);
  });

  test("corrects a child that somebody changed", () => {
    const harness = running();
    const service = harness.get("v1", "Service", "web", "default");
    if (service === undefined) throw new Error("no service");
    const spec = { ...(service["spec"] as JsonObject), selector: { app: "other" } };
    harness.apply({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "default" },
      spec,
    });
    expect(harness.get("v1", "Service", "web", "default")?.["spec"]).toMatchObject({
      selector: { app: "web" },
    });
  });

  test("deletes its children last to first, then itself", () => {
    const harness = running();
    harness.delete(webappInstance("web"));
    expect(harness.changes.filter((change) => change.startsWith("DELETED"))).toEqual([
      "DELETED networking.k8s.io/ingresses default/web",
      "DELETED /services default/web",
      "DELETED apps/deployments default/web",
      `DELETED ${WEB}`,
    ]);
  });

  test("waits for a child that is held back, and says that it is deleting", () => {
    const harness = running();
    const metadata = { name: "web", namespace: "default", finalizers: ["example.com/hold"] };
    harness.apply({ apiVersion: "v1", kind: "Service", metadata });
    harness.delete(webappInstance("web"));
    expect(instance(harness)["status"]).toMatchObject({ state: "DELETING" });
    expect(conditionOf(instance(harness), "Ready")).toMatchObject({
      status: "Unknown",
      reason: "UnderDeletion",
      message: "deleting resources",
    });
    expect(harness.get("apps/v1", "Deployment", "web", "default")).toBeDefined();
    harness.apply({ apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "default" } });
    expect(harness.get("kro.run/v1alpha1", "WebApp", "web", "default")).toBeUndefined();
  });

  test("is left alone while it is suspended", () => {
    const harness = running();
    const suspended = webappInstance("web", { replicas: 3 });
    harness.apply({
      ...suspended,
      metadata: { ...suspended.metadata, annotations: { "kro.run/reconcile": "suspended" } },
    });
    expect(harness.get("apps/v1", "Deployment", "web", "default")?.["spec"]).toMatchObject({ replicas: 1 });
    expect(conditionOf(instance(harness), "ResourcesReady")).toMatchObject({
      status: "False",
      reason: "ReconciliationSuspended",
      message: "reconciliation suspended via kro.run/reconcile annotation",
    });
    harness.apply(suspended);
    expect(harness.get("apps/v1", "Deployment", "web", "default")?.["spec"]).toMatchObject({ replicas: 3 });
  });

  test("200 of them become ready", () => {
    const harness = startHarness();
    harness.apply(webapp());
    for (let index = 0; index < 200; index += 1) harness.apply(webappInstance(`web${index}`));
    for (let index = 0; index < 200; index += 1) ready(harness, `web${index}`);
    const states = harness.store.list("kro.run/webapps").map(({ status }) => (status as JsonObject)["state"]);
    expect(new Set(states)).toEqual(new Set(["ACTIVE"]));
  }, 30_000);
});
