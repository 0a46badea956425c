/** kro's controller of instances: what goes wrong, and what it says of it. */

import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../../src/model/json.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import { startHarness } from "./harness.ts";
import { foreignMap, graphOf, instance, map, maps, message, shop } from "./instances.ts";

describe("what goes wrong", () => {
  test("data that is not there is waited for, and nothing is pruned meanwhile", () => {
    const harness = startHarness();
    const source = {
      id: "source",
      externalRef: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "source" } },
    };
    harness.apply(graphOf([source, map("out", { a: "${source.data.a}" })]));
    harness.apply(shop());
    harness.apply(foreignMap("source", { a: "1" }));
    harness.apply(foreignMap("source", { b: "1" }));
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
    harness.apply(foreignMap("out", { a: "theirs" }));
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
