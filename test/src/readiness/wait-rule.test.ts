import { describe, expect, test } from "bun:test";
import { judgeBy, type WaitRule } from "../../../src/readiness/wait-rule.ts";
import { condition, object } from "./objects.ts";

describe("judgeBy", () => {
  const shop = object(
    "example.com/v1/Shop",
    {
      status: {
        phase: "Open",
        nodes: [{ ip: "10.0.0.1" }, { ip: "10.0.0.2" }],
        conditions: [condition("Synced", "True"), condition("Degraded", "False")],
      },
    },
    { annotations: { "a.b/c": "d" } },
  );
  const rows: [string, WaitRule, boolean][] = [
    ["a condition that holds", { condition: "Synced" }, true],
    ["a condition that does not", { condition: "Degraded" }, false],
    ["a condition wanted False", { condition: "Degraded", status: "False" }, true],
    ["a condition that is absent", { condition: "Other" }, false],
    ["a path that exists", { jsonpath: "{.status.phase}" }, true],
    ["a path with its value", { jsonpath: ".status.phase", value: "Open" }, true],
    ["a path with another value", { jsonpath: ".status.phase", value: "Closed" }, false],
    ["a path that ends early", { jsonpath: ".status.none.deeper" }, false],
    ["one of several values", { jsonpath: "{.status.nodes[*].ip}", value: "10.0.0.2" }, true],
    ["an index", { jsonpath: "{.status.nodes[0].ip}", value: "10.0.0.2" }, false],
    ["a key with dots", { jsonpath: "{.metadata.annotations['a.b/c']}", value: "d" }, true],
    ["an escaped key", { jsonpath: "{.metadata.annotations.a\\.b/c}", value: "d" }, true],
  ];
  test.each(rows)("%s", (_name, rule, expected) => {
    expect(judgeBy(rule, shop).state === "ready").toBe(expected);
  });
  test("holds nothing for an object that is being deleted", () => {
    const dying = { ...shop, metadata: { ...shop.metadata, deletionTimestamp: "t" } };
    expect(judgeBy({ condition: "Synced" }, dying).state).toBe("terminating");
  });
});
