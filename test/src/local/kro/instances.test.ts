/** kro's controller of instances: sequences of what users and workloads do, and what it writes. */

import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../../src/model/object.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import { type Harness, startHarness } from "./harness.ts";
import { webapp, webappInstance } from "./webapp.ts";

const WEB = "kro.run/webapps default/web";

function instance(harness: Harness, kind = "WebApp", name = "web"): LiveObject {
  const found = harness.get("kro.run/v1alpha1", kind, name, "default");
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

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

/** A graph of ConfigMaps. */
function graphOf(resources: JsonObject[], more: JsonObject = {}): Manifest {
  const schema = {
    apiVersion: "v1alpha1",
    kind: "Shop",
    spec: { names: "[]string", on: "boolean | default=true", text: "string | default=a" },
    ...more,
  };
  return { ...webapp({ schema, resources }), metadata: { name: "shop" } };
}

function map(id: string, data: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return { id, template: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: id }, data }, ...more };
}

function shop(spec: JsonObject = {}): Manifest {
  return { ...webappInstance("web"), kind: "Shop", spec };
}

function message(harness: Harness, kind = "Shop"): string | undefined {
  return conditionOf(instance(harness, kind), "ResourcesReady")?.message;
}

function maps(harness: Harness): string[] {
  return harness.store.list("/configmaps").map(({ metadata }) => metadata.name);
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

describe("other graphs", () => {
  test("a change of the graph reaches its instances", () => {
    const harness = startHarness();
    harness.apply(graphOf([map("one"), map("two")]));
    harness.apply(shop());
    harness.apply(graphOf([map("one", { a: "b" }), map("three")]));
    expect(maps(harness)).toEqual(["one", "three"]);
    expect(harness.get("v1", "ConfigMap", "one", "default")?.["data"]).toEqual({ a: "b" });
  });

  test("a collection follows its list", () => {
    const harness = startHarness();
    const member = {
      id: "member",
      forEach: [{ name: "${schema.spec.names}" }],
      template: {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "item-${name}" },
        data: { name: "${name}" },
      },
    };
    harness.apply(graphOf([member, map("all", { count: "${string(member.size())}" })]));
    harness.apply(shop({ names: ["a", "b"] }));
    expect(harness.get("v1", "ConfigMap", "item-b", "default")?.metadata.labels).toMatchObject({
      "kro.run/node-id": "member",
      "kro.run/collection-index": "1",
      "kro.run/collection-size": "2",
    });
    harness.apply(shop({ names: ["b", "c", "d"] }));
    expect(maps(harness)).toEqual(["all", "item-b", "item-c", "item-d"]);
    expect(harness.get("v1", "ConfigMap", "all", "default")?.["data"]).toEqual({ count: "3" });
    harness.apply(shop({ names: [] }));
    expect(maps(harness)).toEqual(["all"]);
  });

  test("references by name and by selector are waited for and followed", () => {
    const harness = startHarness();
    const named = {
      id: "config",
      externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "config" } },
    };
    const selector = { matchLabels: { team: "a" } };
    const team = {
      id: "team",
      externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "default", selector } },
    };
    const out = map("out", {
      from: "${config.data.value}",
      team: "${team.map(t, t.metadata.name).join(',')}",
    });
    harness.apply(graphOf([named, team, out]));
    harness.apply(shop());
    expect(message(harness)).toContain('waiting for external reference "config": not found');
    const put = (name: string, data: JsonObject, labels: Record<string, string> = {}): unknown =>
      harness.apply({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace: "default", labels },
        data,
      });
    put("config", { value: "1" });
    put("member", {}, { team: "a" });
    expect(harness.get("v1", "ConfigMap", "out", "default")?.["data"]).toEqual({ from: "1", team: "member" });
    put("config", { value: "2" });
    put("member", {}, { team: "b" });
    expect(harness.get("v1", "ConfigMap", "out", "default")?.["data"]).toEqual({ from: "2", team: "" });
    harness.delete(shop());
    expect(maps(harness)).toEqual(["config", "member"]);
  });
});

describe("what goes wrong", () => {
  test("data that is not there is waited for, and nothing is pruned meanwhile", () => {
    const harness = startHarness();
    const source = {
      id: "source",
      externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "source" } },
    };
    harness.apply(graphOf([source, map("out", { a: "${source.data.a}" })]));
    harness.apply(shop());
    harness.apply({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "source", namespace: "default" },
      data: { a: "1" },
    });
    harness.apply({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "source", namespace: "default" },
      data: { b: "1" },
    });
    expect(message(harness)).toBe(
      'resource reconciliation failed: waiting for unresolved resource: gvr "/v1, Resource=configmaps": node "out": ' +
        'failed to evaluate expression: eval "source.data.a": no such key: a (data pending)',
    );
    expect(instance(harness, "Shop")["status"]).toMatchObject({ state: "IN_PROGRESS" });
    expect(maps(harness)).toEqual(["out", "source"]);
  });

  test("an expression that fails is an error", () => {
    const harness = startHarness();
    harness.apply(graphOf([map("out", { a: "${string(1 / (size(schema.spec.text) - 1))}" })]));
    harness.apply(shop());
    expect(instance(harness, "Shop")["status"]).toMatchObject({ state: "ERROR" });
    expect(message(harness)).toBe(
      'resource reconciliation failed: node "out": eval "string(1 / (size(schema.spec.text) - 1))": division by zero',
    );
  });

  test("a fight about a child does not go on forever", () => {
    const harness = startHarness();
    harness.apply(graphOf([map("out", { a: "ours" })]));
    harness.store.listen("written", ({ type, resource, object }) => {
      const { name, namespace, uid } = object.metadata;
      if (type !== "MODIFIED" || resource !== "/configmaps" || (object["data"] as JsonObject)["a"] !== "ours")
        return;
      fights.push(() => {
        const metadata = { name, namespace: namespace ?? "", uid };
        harness.apply({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "theirs" } });
      });
    });
    const fights: (() => void)[] = [];
    harness.apply(shop());
    harness.apply({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "out", namespace: "default" },
      data: { a: "theirs" },
    });
    let rounds = 0;
    for (let fight = fights.shift(); fight !== undefined && rounds < 1_000; fight = fights.shift()) {
      fight();
      rounds += 1;
    }
    expect(rounds).toBeLessThan(100);
    expect(message(harness)).toBe("resource reconciliation failed: cluster mutated");
    harness.clock.advance(3_000);
    harness.settle();
    expect(harness.get("v1", "ConfigMap", "out", "default")?.["data"]).toEqual({ a: "ours" });
  });

  test("an object of another instance is not taken over", () => {
    const harness = startHarness();
    harness.apply(graphOf([map("out")]));
    harness.apply(shop());
    harness.apply({ ...shop(), metadata: { name: "late", namespace: "default" } });
    const late = instance(harness, "Shop", "late");
    expect(late["status"]).toMatchObject({ state: "ERROR" });
    expect(conditionOf(late, "Ready")?.message).toStartWith(
      "resource reconciliation failed: apply results contain errors: resource belongs to a different ApplySet: " +
        'default/out (/v1, Kind=ConfigMap) belongs to ApplySet "applyset-',
    );
  });
});

describe("more of graphs", () => {
  test("the author's conditions take the place of kro's", () => {
    const harness = startHarness();
    const status = {
      conditions: [
        "${runtime.newCondition({type: 'Up', status: runtime.condition(schema, 'ResourcesReady').status})}",
        "${runtime.newCondition({type: 'Data', status: out.data.a == 'a' ? 'True' : 'False', reason: 'Is'})}",
      ],
      first: "${out.metadata.name}",
    };
    harness.apply(graphOf([map("out", { a: "${schema.spec.text}" })], { status }));
    harness.apply(shop());
    expect(instance(harness, "Shop")["status"]).toMatchObject({
      state: "ACTIVE",
      first: "out",
      conditions: [
        { type: "Up", status: "True", observedGeneration: 1 },
        { type: "Data", status: "True", reason: "Is" },
      ],
    });
    expect(conditionOf(instance(harness, "Shop"), "Ready")).toBeUndefined();
  });

  test("a graph of a graph", () => {
    const harness = startHarness();
    harness.apply(graphOf([map("inner", { a: "${schema.spec.text}" })]));
    const outer = {
      id: "shop",
      template: {
        apiVersion: "kro.run/v1alpha1",
        kind: "Shop",
        metadata: { name: "inner" },
        spec: { text: "${schema.spec.text}" },
      },
      readyWhen: ["${shop.status.state == 'ACTIVE'}"],
    };
    harness.apply({ ...graphOf([outer], { kind: "Mall" }), metadata: { name: "mall" } });
    harness.apply({ ...shop({ text: "x" }), kind: "Mall" });
    expect(instance(harness, "Mall")["status"]).toMatchObject({ state: "ACTIVE" });
    expect(harness.get("v1", "ConfigMap", "inner", "default")?.["data"]).toEqual({ a: "x" });
    harness.delete({ ...shop(), kind: "Mall" });
    expect(maps(harness)).toEqual([]);
  });

  test("controllers that remember nothing go on", () => {
    const harness = startHarness();
    harness.apply(graphOf([map("one"), map("two")]));
    harness.apply(shop());
    const again = harness.restart();
    again.delete({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one", namespace: "default" } });
    expect(maps(again)).toEqual(["one", "two"]);
    again.delete(shop());
    expect(maps(again)).toEqual([]);
  });
});
