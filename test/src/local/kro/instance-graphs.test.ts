/** kro's controller of instances: what a graph may hold. */

import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../../src/model/json.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import { startHarness } from "./harness.ts";
import { graphOf, instance, map, maps, message, shop } from "./instances.ts";

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
