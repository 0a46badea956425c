import { expect, test } from "bun:test";
import { kindRegistry } from "../../../src/local/kind-registry.ts";
import type { ServedKind } from "../../../src/local/kinds/served-kind.ts";

function served(group: string, version: string, plural: string, rest: Partial<ServedKind> = {}): ServedKind {
  return {
    group,
    version,
    kind: plural.toUpperCase(),
    plural,
    namespaced: true,
    resource: `${group}/${plural}`,
    singular: plural,
    shortNames: [],
    categories: [],
    storageVersion: "v1",
    schema: {},
    subresources: new Set(),
    rules: {},
    ...rest,
  };
}

const names = (kinds: readonly ServedKind[]): string[] =>
  kinds.map(({ group, version, plural }) => `${group}/${version}/${plural}`);

test("kinds are found by path, by manifest and by what they are kept as", () => {
  const [old, current] = [served("a", "v1beta1", "things"), served("a", "v1", "things")];
  // Kept as a kind of another group.
  const elsewhere = served("b", "v1", "things", { resource: "a/things" });
  const kinds = kindRegistry([old, current, elsewhere]);
  expect(kinds.byPath("a", "v1beta1", "things")).toBe(old);
  expect(kinds.byKind("a/v1", "THINGS")).toBe(current);
  expect(kinds.byKind("b/v1", "THINGS")).toBe(elsewhere);
  expect(kinds.byResource("a/things")).toBe(current);
  expect(kinds.byPath("a", "v2", "things")).toBeUndefined();
});

test("kinds come and go; versions of a group stay together", () => {
  const kinds = kindRegistry([served("", "v1", "pods"), served("a", "v1", "x"), served("b", "v1", "y")]);
  kinds.add([served("a", "v1", "z"), served("a", "v2", "z")]);
  expect(names(kinds.all())).toEqual(["/v1/pods", "a/v1/x", "a/v1/z", "a/v2/z", "b/v1/y"]);
  kinds.add([served("a", "v1", "z")]);
  expect(kinds.byPath("a", "v2", "z")).toBeUndefined();
  kinds.remove("a/z");
  kinds.remove("a/nothing");
  expect(names(kinds.all())).toEqual(["/v1/pods", "a/v1/x", "b/v1/y"]);
});
