import { describe, expect, test } from "bun:test";
import { parseGraph } from "../../../src/graph/document.ts";
import { suspicions } from "../../../src/graph/suspicions.ts";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { configMap, graphOf, WEB_APP } from "./graphs.ts";

function found(metadata: JsonObject, data: JsonObject = {}): string[] {
  const template = { apiVersion: "v1", kind: "ConfigMap", metadata, data };
  return suspicions(graphOf({ resources: [{ id: "a", template }] })).map(
    ({ path, message }) => `${path}: ${message}`,
  );
}

describe("suspicions", () => {
  test("a graph that is right has none", () => {
    expect(suspicions(parseGraph(WEB_APP))).toEqual([]);
    expect(
      found(
        { name: "undefined-behaviour", labels: { a: "" } },
        { note: "NaN is not a number, undefined is not null" },
      ),
    ).toEqual([]);
  });

  test.each([
    [{ name: "[object Object]" }, "an object was turned into a string"],
    [{ name: "a-[object Promise]" }, "an object was turned into a string"],
    [{ name: "web", labels: { app: "undefined" } }, '"undefined" was put into a string'],
    [{ name: "web", annotations: { size: "x NaN" } }, '"NaN" was put into a string'],
    [{ name: "() => 1" }, "a function was turned into a string"],
    [{ name: "" }, "is an empty string"],
    [{ name: Number.NaN }, "is not a number that JSON can hold"],
    [{ name: (() => "x") as unknown as Json }, "a function is not data"],
  ])("%j", (metadata, message) => {
    expect(found(metadata)).toHaveLength(1);
    expect(found(metadata).join()).toContain(message);
    expect(found(metadata).join()).toStartWith("spec.resources[a].template.metadata");
  });

  test("in data, only what cannot be meant", () => {
    expect(
      found({ name: "a" }, { script: "if (x === undefined) return NaN", page: "[object Object]" }),
    ).toEqual([
      "spec.resources[a].template.data.page: an object was turned into a string: pass it as a value, or read one of its fields",
    ]);
  });

  test("in modifiers and status", () => {
    const graph = graphOf({
      status: { a: "[object Object]" },
      resources: [configMap("b", {}, { readyWhen: ["undefined"] })],
    });
    expect(suspicions(graph).map(({ path }) => path)).toEqual([
      "spec.schema.status.a",
      "spec.resources[b].readyWhen[0]",
    ]);
  });
});
