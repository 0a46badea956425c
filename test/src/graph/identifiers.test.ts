import { describe, expect, test } from "bun:test";
import { nameProblems } from "../../../src/graph/identifiers.ts";
import type { GraphResource } from "../../../src/graph/model.ts";
import { configMap, graphOf } from "./graphs.ts";

function found(resources: GraphResource[]): string[] {
  return nameProblems(graphOf({ resources })).map(({ message }) => message);
}

function ids(...names: string[]): string[] {
  return found(names.map((name) => configMap(name)));
}

function dimensions(...names: string[]): string[] {
  return found([
    configMap("web", {}, { forEach: names.map((name) => ({ [name]: "${schema.spec.list}" })) }),
    configMap("other"),
  ]);
}

// After TestValidateResourceIDs, TestIsKROReservedWord and TestValidateForEachDimensions of kro.
describe("ids of resources", () => {
  test.each([["validID"], ["a"], ["web2"], ["myApp"], ["vpcID"]])("%s is one", (id) => {
    expect(ids(id)).toEqual([]);
  });
  test.each([["InvalidID"], ["invalid_id"], ["invalid-id"], ["123id"], [""], ["id with blank"], ["ünicode"]])(
    "%s is none",
    (id) => {
      expect(ids(id)).toEqual([
        `naming convention violation: id ${id} is not a valid KRO resource id: must be lower camelCase`,
      ]);
    },
  );
  test.each([
    ["spec"],
    ["schema"],
    ["each"],
    ["items"],
    ["runtime"],
    ["namespace"],
    ["in"],
    ["true"],
    ["package"],
    ["serviceAccountName"],
  ])("%s is reserved", (id) => {
    expect(ids(id).join()).toContain(`naming convention violation: id ${id} is a reserved keyword in KRO`);
  });
  test("duplicates", () => {
    expect(ids("web", "db", "web").join()).toContain(
      "naming convention violation: found duplicate resource IDs web",
    );
  });
});

describe("iterators", () => {
  test("well formed", () => expect(dimensions("region", "tier")).toEqual([]));
  test("not lower camel case", () => {
    expect(dimensions("Region").join()).toContain(
      'resource "web": forEach iterator name "Region" is not valid: must be lowerCamelCase',
    );
  });
  test("reserved", () => {
    expect(dimensions("item").join()).toContain(
      'resource "web": forEach iterator name "item" is a reserved keyword',
    );
  });
  test("the id of a resource", () => {
    expect(dimensions("other").join()).toContain(
      'resource "web": forEach iterator name "other" conflicts with resource ID',
    );
  });
  test("twice", () => {
    expect(dimensions("a", "a").join()).toContain('resource "web": duplicate forEach iterator name "a"');
  });
  test("too many", () => {
    const names = "abcdefghijk".split("").map((letter) => `n${letter}`);
    expect(dimensions(...names).join()).toContain(
      'resource "web": forEach cannot have more than 10 dimensions, got 11',
    );
    expect(dimensions(...names.slice(1))).toEqual([]);
  });
  test("two in one entry", () => {
    const message = found([configMap("web", {}, { forEach: [{ a: "${[1]}", b: "${[1]}" }] })]).join();
    expect(message).toContain("a forEach dimension has exactly one entry, got 2");
  });
});

describe("the kind", () => {
  const wrong = (schema: object): string[] => {
    const graph = graphOf({});
    return nameProblems({ ...graph, schema: { ...graph.schema, ...schema } }).map(({ path }) => path);
  };
  test.each([
    [{ kind: "shop" }, "spec.schema.kind"],
    [{ kind: "My-Shop" }, "spec.schema.kind"],
    [{ kind: "S".repeat(64) }, "spec.schema.kind"],
    [{ version: "example.com/v1" }, "spec.schema.apiVersion"],
    [{ version: "v1gamma1" }, "spec.schema.apiVersion"],
    [{ group: "example" }, "spec.schema.group"],
    [{ shortNames: ["sh", "SH"] }, "spec.schema.shortNames[1]"],
    [{ categories: ["all", "all"] }, "spec.schema.categories[1]"],
  ])("%j", (schema, path) => {
    expect(wrong(schema)).toContain(path);
  });
  test("in kro's words", () => {
    const graph = graphOf({});
    const [problem] = nameProblems({ ...graph, schema: { ...graph.schema, kind: "shop" } });
    expect(problem?.message).toBe(
      "naming convention violation: kind 'shop' is not a valid KRO kind name: must be UpperCamelCase",
    );
  });
});
