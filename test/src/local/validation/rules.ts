/** Schemas with `x-kubernetes-validations`, with values that fulfil and break them. */

import type { Json } from "../../../../src/model/json.ts";
import type { Schema, ValidationRule } from "../../../../src/local/validation/index.ts";
import type { FieldRows } from "./field-rows.ts";

const TEXT: Schema = { type: "string", maxLength: 100 };
const NUMBER: Schema = { type: "integer" };

function ruled(schema: Schema, ...rules: ValidationRule[]): Schema {
  return { ...schema, "x-kubernetes-validations": rules };
}

function object(properties: Record<string, Schema>, ...rules: ValidationRule[]): Schema {
  return ruled({ type: "object", properties }, ...rules);
}

/** A rule of a text, with one that fulfils it and one that breaks it. */
function text(rule: string, ...values: Json[]): FieldRows {
  return { schema: ruled(TEXT, { rule }), values };
}

const LIST: Schema = { type: "array", maxItems: 10, items: NUMBER };
const TEXTS: Schema = { type: "array", maxItems: 10, items: TEXT };

/** Rules, by field. */
export const RULES: Readonly<Record<string, FieldRows>> = {
  ruleOfText: text("self.startsWith('a')", "ab", "b"),
  ruleOfNumber: { schema: ruled(NUMBER, { rule: "self > 3" }), values: [4, 3, "x"] },
  ruleWithMessage: {
    schema: ruled(NUMBER, { rule: "self > 3", message: "must be more than three" }),
    values: [3],
  },
  ruleWithExpression: {
    schema: ruled(NUMBER, {
      rule: "self > 3",
      message: "unused",
      messageExpression: "self == 3 ? 'was three' : 'was less'",
    }),
    values: [3],
  },
  brokenExpression: {
    schema: ruled(NUMBER, {
      rule: "self > 3",
      message: "fallback",
      messageExpression: "['x', 'y'][self - 3]",
    }),
    values: [3, 2],
  },
  emptyExpression: { schema: ruled(NUMBER, { rule: "self > 3", messageExpression: "''" }), values: [3] },
  ruleOfObject: {
    schema: object({ a: NUMBER, b: NUMBER }, { rule: "self.a < self.b" }),
    values: [{ a: 1, b: 2 }, { a: 2, b: 1 }, { a: 1 }],
  },
  ruleWithReason: {
    schema: object(
      { a: NUMBER },
      { rule: "has(self.a)", reason: "FieldValueRequired", fieldPath: ".a", message: "a is needed" },
    ),
    values: [{}, { a: 1 }],
  },
  ruleForbids: {
    schema: object({ a: NUMBER }, { rule: "!has(self.a)", reason: "FieldValueForbidden", fieldPath: ".a" }),
    values: [{ a: 1 }],
  },
  ruleDuplicates: {
    schema: ruled(TEXT, { rule: "self != 'a'", reason: "FieldValueDuplicate" }),
    values: ["a"],
  },
  ruleWithPath: {
    schema: object(
      { m: { type: "object", additionalProperties: NUMBER, maxProperties: 5 } },
      { rule: "self.m.all(k, self.m[k] > 0)", fieldPath: ".m['a.b']" },
    ),
    values: [{ m: { "a.b": 0 } }],
  },
  severalRules: {
    schema: ruled(NUMBER, { rule: "self > 3" }, { rule: "self % 2 == 0", message: "must be even" }),
    values: [1, 5, 6],
  },
  ruleOfItems: { schema: { ...LIST, items: ruled(NUMBER, { rule: "self != 2" }) }, values: [[1, 2, 3, 2]] },
  ruleOfValues: {
    schema: { type: "object", maxProperties: 9, additionalProperties: ruled(NUMBER, { rule: "self > 0" }) },
    values: [{ a: 0, b: 1, "c.d": -1 }],
  },
  ruleOfList: {
    schema: ruled(LIST, { rule: "self.all(x, x > 0)" }, { rule: "self.size() < 3", message: "too many" }),
    values: [[1], [0], [1, 2, 3]],
  },
  isSorted: {
    schema: ruled(LIST, { rule: "self.isSorted()" }),
    values: [
      [1, 2],
      [2, 1],
    ],
  },
  sum: {
    schema: ruled(LIST, { rule: "self.sum() <= 3 && self.min() > 0 && self.max() < 3" }),
    values: [
      [1, 2],
      [2, 2],
    ],
  },
  indexOf: {
    schema: ruled(LIST, { rule: "self.indexOf(2) == 1 && self.lastIndexOf(2) == 2" }),
    values: [[1, 2, 2], [2]],
  },
  sets: { schema: ruled(TEXTS, { rule: "sets.contains(['a', 'b'], self)" }), values: [["a"], ["c"]] },
  setsIntersect: {
    schema: ruled(TEXTS, { rule: "!sets.intersects(self, ['x']) && sets.equivalent(self, ['a', 'b'])" }),
    values: [["b", "a"], ["x"]],
  },
  url: text(
    "url(self).getHostname() == 'example.com'",
    "https://example.com/a",
    "https://example.org",
    "not a url",
  ),
  ip: text("isIP(self) && ip(self).family() == 4", "10.0.0.1", "::1", "x"),
  cidr: text("cidr('10.0.0.0/8').containsIP(self)", "10.1.1.1", "11.0.0.1", "x"),
  quantity: text("quantity(self).isLessThan(quantity('1Gi'))", "500Mi", "2Gi", "x"),
  format: text("!format.dns1123Label().validate(self).hasValue()", "abc", "A_B"),
  formatMessage: {
    schema: ruled(TEXT, {
      rule: "!format.named('dns1123Label').value().validate(self).hasValue()",
      messageExpression: "format.dns1123Label().validate(self).hasValue() ? 'no label' : 'label'",
    }),
    values: ["abc", "A_B"],
  },
  semver: text("semver(self).compareTo(semver('1.2.3')) >= 0", "1.2.3", "1.0.0", "x"),
  matches: text("self.matches('^[a-z]+$')", "abc", "ABC"),
  stringFunctions: text(
    "self.lowerAscii().split('-').size() == 2 && self.replace('-', '').size() > 2",
    "Ab-cd",
    "ab",
  ),
  find: text("self.find('[0-9]+') == '12'", "a12", "a13"),
  charAt: text("self.charAt(0) == 'a' && self.substring(1) == 'bc'", "abc", "xbc"),
  divisionByZero: { schema: ruled(NUMBER, { rule: "10 / self > 1" }), values: [0, 5] },
  missingKey: { schema: object({ a: NUMBER }, { rule: "self.a > 0", message: "needs a" }), values: [{}] },
  outOfBounds: { schema: ruled(LIST, { rule: "self[0] > 0" }), values: [[]] },
  overflow: { schema: ruled(NUMBER, { rule: "self * 9223372036854775807 > 0" }), values: [2] },
  dynamic: {
    schema: ruled(
      { "x-kubernetes-int-or-string": true },
      { rule: "type(self) == int ? self > 0 : self.endsWith('%')" },
    ),
    values: [1, 0, "5%", "5"],
  },
  dynamicMismatch: {
    schema: ruled({ "x-kubernetes-int-or-string": true }, { rule: "self > 5" }),
    values: [6, "a"],
  },
  optional: {
    schema: object({ a: TEXT }, { rule: "self.?a.orValue('x') == 'x'" }),
    values: [{}, { a: "x" }, { a: "y" }],
  },
  twoVariables: { schema: ruled(LIST, { rule: "self.all(i, x, i < x)" }), values: [[1, 2], [0]] },
  bytes: {
    schema: ruled({ type: "string", format: "byte" }, { rule: "self == b'hello'" }),
    values: ["aGVsbG8=", "aGVsbA=="],
  },
  time: {
    schema: ruled(
      { type: "string", format: "date-time" },
      { rule: "self > timestamp('2020-01-01T00:00:00Z')" },
    ),
    values: ["2021-01-01T00:00:00Z", "2019-01-01T00:00:00Z", "x"],
  },
  length: {
    schema: ruled({ type: "string", format: "duration" }, { rule: "self <= duration('1h')" }),
    values: ["30m", "2h"],
  },
  escaped: {
    schema: object(
      { "a-b": NUMBER, namespace: NUMBER, "c.d": NUMBER },
      { rule: "self.a__dash__b + self.__namespace__ + self.c__dot__d > 5" },
    ),
    values: [
      { "a-b": 1, namespace: 2, "c.d": 3 },
      { "a-b": 1, namespace: 2, "c.d": 0 },
    ],
  },
  embeddedRule: {
    schema: {
      ...object(
        { spec: object({ a: NUMBER }) },
        { rule: "self.metadata.name.startsWith('a') && self.kind == 'Foo'" },
      ),
      "x-kubernetes-embedded-resource": true,
    },
    values: [
      { apiVersion: "v1", kind: "Foo", metadata: { name: "ab" } },
      { apiVersion: "v1", kind: "Bar", metadata: { name: "ab" } },
    ],
  },
  nullableRule: {
    schema: object({ a: ruled({ type: "string", nullable: true }, { rule: "self == 'x'" }) }),
    values: [{ a: null }, { a: "y" }],
  },
  immutable: {
    schema: ruled(TEXT, { rule: "self == oldSelf", message: "is immutable" }),
    values: ["a"],
    updates: [
      ["a", "a"],
      ["a", "b"],
    ],
  },
  onlyGrows: {
    schema: object({ n: NUMBER }, { rule: "self.n >= oldSelf.n" }),
    values: [],
    updates: [
      [{ n: 1 }, { n: 2 }],
      [{ n: 2 }, { n: 1 }],
      [{}, { n: 1 }],
    ],
  },
  optionalOld: {
    schema: ruled(NUMBER, {
      rule: "oldSelf.hasValue() ? self >= oldSelf.value() : self == 1",
      optionalOldSelf: true,
    }),
    values: [1, 2],
    updates: [
      [1, 3],
      [1, 0],
    ],
  },
  keyedTransition: {
    schema: {
      type: "array",
      maxItems: 10,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: {
        ...object({ name: TEXT, size: NUMBER }, { rule: "self.size >= oldSelf.size" }),
        required: ["name"],
      },
    },
    values: [[{ name: "a", size: 1 }]],
    updates: [
      [
        [{ name: "a", size: 5 }],
        [
          { name: "b", size: 1 },
          { name: "a", size: 4 },
        ],
      ],
      [[{ name: "a", size: 5 }], [{ name: "b", size: 1 }]],
    ],
  },
  ratchetedRule: {
    schema: ruled(NUMBER, { rule: "self > 3" }),
    values: [],
    ratchets: [
      [1, 1],
      [1, 2],
      [1, 4],
    ],
  },
  ratchetedBelow: {
    schema: object({ a: ruled(NUMBER, { rule: "self > 3" }), b: NUMBER }, { rule: "self.b < 10" }),
    values: [],
    ratchets: [
      [
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ],
      [
        { a: 1, b: 20 },
        { a: 4, b: 20 },
      ],
    ],
  },
  ratchetedItems: {
    schema: { ...LIST, items: ruled(NUMBER, { rule: "self > 3" }) },
    values: [],
    ratchets: [
      [
        [1, 5],
        [1, 5],
      ],
      [
        [1, 5],
        [1, 6],
      ],
    ],
  },
  blocked: {
    schema: object({ a: NUMBER, b: NUMBER }, { rule: "self.a < self.b" }),
    values: [{ a: "x", b: 1 }],
  },
  allOfRules: {
    schema: {
      ...object({ a: NUMBER }),
      allOf: [{ properties: { a: { maximum: 5 } } }],
      "x-kubernetes-validations": [{ rule: "self.a > 1" }],
    },
    values: [{ a: 0 }, { a: 7 }],
  },
};
