import { describe, expect, test } from "bun:test";
import { findCycle, topologicalOrder } from "../../../src/graph/order.ts";

function dependencies(edges: Record<string, string[]>): Map<string, string[]> {
  return new Map(Object.entries(edges));
}

// After TestDAGTopologicalSort of kro: declaration order decides among the free ones.
describe("topologicalOrder", () => {
  test.each([
    ["ABCDEF", {}, "ABCDEF"],
    ["ABCDEF", { C: ["D"] }, "ABDCEF"],
    ["ABCDEF", { F: ["A"], A: ["C"] }, "BCADEF"],
    ["ABCDEF", { B: ["A"], C: ["A"], D: ["B", "C"], F: ["E"], A: ["F"] }, "EFABCD"],
    ["ABCDEF", { A: ["B"], B: ["C"], C: ["D"], D: ["E"], E: ["F"] }, "FEDCBA"],
    ["AB", { B: ["A", "A"] }, "AB"],
  ])("%s with %j", (ids, edges, order) => {
    expect(topologicalOrder(ids.split(""), dependencies(edges)).join("")).toBe(order);
  });
});

describe("findCycle", () => {
  test.each([
    ["ABC", { B: ["A"], C: ["B"] }, undefined],
    ["AB", { A: ["B"], B: ["A"] }, "ABA"],
    ["ABCD", { A: ["B"], B: ["C"], C: ["D"], D: ["B"] }, "BCDB"],
    ["ABCD", { A: ["B", "C"], B: ["D"], C: ["D"] }, undefined],
  ])("%s with %j", (ids, edges, cycle) => {
    expect(findCycle(ids.split(""), dependencies(edges))?.join("")).toBe(cycle);
  });
});

test("a thousand nodes in a chain", () => {
  const ids = Array.from({ length: 1000 }, (_, index) => `n${index}`);
  const chain = new Map(ids.map((id, index) => [id, index === 999 ? [] : [`n${index + 1}`]]));
  expect(topologicalOrder(ids, chain)).toEqual(ids.toReversed());
});
