import { describe, expect, test } from "bun:test";
import { type CelRule, judgeBy, type WaitRule } from "../../../src/readiness/wait-rule.ts";
import { compileCondition, judgeByCel } from "../../../src/readiness/cel-rule.ts";
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
  const rows: [string, Exclude<WaitRule, CelRule>, boolean][] = [
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

describe("a CEL condition", () => {
  const shop = object("example.com/v1/Shop", { spec: { size: 2 }, status: { phase: "Open", ready: 2 } });
  const rows: [string, string][] = [
    ["self.status.phase == 'Open'", "ready"],
    ["self.status.ready >= self.spec.size", "ready"],
    ["self.status.phase == 'Closed'", "is false"],
    ["self.status.address.startsWith('http')", "no such key: address"],
    ["self.status.?address.hasValue()", "is false"],
    ["has(self.status.phase) && self.metadata.name != ''", "ready"],
  ];
  test.each(rows)("%s", (source, expected) => {
    const verdict = judgeByCel(compileCondition(source), shop);
    expect(verdict.state === "ready" ? "ready" : JSON.stringify(verdict)).toContain(expected);
  });
  const wrong: [string, string][] = [
    ["self.status.phase ==", "self.status.phase =="],
    ["other.status.phase == 'Open'", "other"],
    ["'Open'", "not true or false"],
    ["nosuch(self)", "nosuch"],
  ];
  test.each(wrong)("is refused: %s", (source, told) => {
    expect(() => compileCondition(source)).toThrow(told);
  });
});
