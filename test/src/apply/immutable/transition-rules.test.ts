import { describe, expect, test } from "bun:test";
import { transitionRules } from "../../../../src/apply/immutable/transition-rules.ts";
import type { JsonObject } from "../../../../src/model/json.ts";

const ruled = (rule: string, more: JsonObject = {}): JsonObject => ({
  type: "string",
  "x-kubernetes-validations": [{ rule, ...more }],
});
const object = (properties: Record<string, JsonObject>): JsonObject => ({ type: "object", properties });
const pathsIn = (schema: JsonObject): string[] => transitionRules(schema).map(({ path }) => path.join("."));

describe("which rules compare with the value before", () => {
  const rows: [string, boolean][] = [
    ["self == oldSelf", true],
    ["oldSelf == self", true],
    ["self >= oldSelf", true],
    ["self.a == oldSelf.a && has(self.b)", true],
    ["!has(oldSelf.a) || has(self.a)", true],
    ["oldSelf.hasValue() ? self == oldSelf.value() : true", true],
    ["oldSelf.optMap(o, o == self).orValue(true)", true],
    ["self.all(x, x in oldSelf)", true],
    ["self.all(oldSelf, oldSelf > 1)", false],
    ["self != 'oldSelf'", false],
    ["self.oldSelf == 1", false],
    ["has(self.oldSelf)", false],
    ["size(self) > 1", false],
    ["self == oldSelf &&", true],
  ];
  test.each(rows)("%s: %p", (rule, expected) => {
    expect(transitionRules(ruled(rule))).toEqual(expected ? [{ path: [], rule }] : []);
  });
});

describe("where they hold", () => {
  const same = ruled("self == oldSelf");
  const rows: [string, JsonObject, string[]][] = [
    ["the whole object", { ...object({}), ...same }, [""]],
    ["a field", object({ spec: object({ size: same, other: { type: "string" } }) }), ["spec.size"]],
    [
      "an item of a list",
      object({ ports: { type: "array", items: object({ name: same }) } }),
      ["ports.*.name"],
    ],
    ["a value of a map", object({ limits: { type: "object", additionalProperties: same } }), ["limits.*"]],
    ["a list and its items", object({ l: { ...same, type: "array", items: same } }), ["l", "l.*"]],
    ["a map that takes anything", object({ m: { type: "object", additionalProperties: true } }), []],
    [
      "below itself, by fieldPath",
      object({ spec: ruled("self.a == oldSelf.a", { fieldPath: ".a" }) }),
      ["spec.a"],
    ],
    [
      "below itself, quoted",
      object({ spec: ruled("self == oldSelf", { fieldPath: ".a['b.c']" }) }),
      ["spec.a.b.c"],
    ],
    [
      "one of several rules",
      object({
        s: {
          "x-kubernetes-validations": [
            { rule: "self > 1" },
            { rule: "self == oldSelf", optionalOldSelf: true },
          ],
        },
      }),
      ["s"],
    ],
    ["a field named like a keyword", object({ items: same, properties: same }), ["items", "properties"]],
  ];
  test.each(rows)("%s", (_name, schema, expected) => {
    expect(pathsIn(schema)).toEqual(expected);
  });
});
