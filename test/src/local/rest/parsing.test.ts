import { describe, expect, test } from "bun:test";
import { parseLabelSelector } from "../../../../src/local/objects/label-query.ts";
import { acceptOf } from "../../../../src/local/rest/accept.ts";
import { scanJson } from "../../../../src/local/rest/json-scan.ts";
import { locationOf } from "../../../../src/local/rest/url.ts";
import { parseYaml } from "../../../../src/local/rest/yaml.ts";
import { StatusError } from "../../../../src/local/status.ts";

function refusal(task: () => unknown): string {
  try {
    task();
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return "none";
}

describe("JSON is scanned as Go reads it", () => {
  test.each([
    ["", "unexpected end of JSON input"],
    ["{", "unexpected end of JSON input"],
    ["{}", undefined],
    ['[1,2.5e-3,-0,true,false,null,"a"]', undefined],
    ["nope", "invalid character 'o' in literal null (expecting 'u')"],
    ["x", "invalid character 'x' looking for beginning of value"],
    ["{a}", "invalid character 'a' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ["[1 2]", "invalid character '2' after array element"],
    ["{} x", "invalid character 'x' after top-level value"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
    ["'a'", String.raw`invalid character '\'' looking for beginning of value`],
    ["[".repeat(10_001), "invalid character '[' exceeded max depth"],
  ])("%p: %p", (text, error) => {
    expect(scanJson(text).error).toBe(error as string);
  });

  test("fields that stand twice are named by their paths", () => {
    const text = '{"a":1,"b":{"c":[{"d":1,"d":2},{"d":1}],"c":3},"a":2,"e.f":{"g":1,"g":1}}';
    expect(scanJson(text).duplicates).toEqual(["b.c[0].d", "b.c", "a", "e.f.g"]);
  });
});

describe("a label selector", () => {
  test.each([
    ["", []],
    ["a", [{ key: "a", operator: "Exists", values: [] }]],
    ["!a", [{ key: "a", operator: "DoesNotExist", values: [] }]],
    [
      "a=b, c==d ,e!=f",
      [
        { key: "a", operator: "In", values: ["b"] },
        { key: "c", operator: "In", values: ["d"] },
        { key: "e", operator: "NotIn", values: ["f"] },
      ],
    ],
    [
      "a in (y, x),b notin(z)",
      [
        { key: "a", operator: "In", values: ["x", "y"] },
        { key: "b", operator: "NotIn", values: ["z"] },
      ],
    ],
    ["a=", [{ key: "a", operator: "In", values: [""] }]],
    ["a in (b,)", [{ key: "a", operator: "In", values: ["", "b"] }]],
    ["in in (in)", [{ key: "in", operator: "In", values: ["in"] }]],
    [
      "a>1,b<2",
      [
        { key: "a", operator: "Gt", values: ["1"] },
        { key: "b", operator: "Lt", values: ["2"] },
      ],
    ],
  ])("%p", (text, found) => {
    expect(parseLabelSelector(text)).toEqual(found as ReturnType<typeof parseLabelSelector>);
  });

  test.each([
    ["a=b=c", "found '=', expected: ',' or 'end of string'"],
    [",a", "found ',', expected: !, identifier, or 'end of string'"],
    ["a=b,", "found '', expected: identifier after ','"],
    ["a in b", "unable to parse requirement: found 'b' expected: '('"],
    [
      "a>b",
      "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
  ])("%p is refused", (text, message) => {
    expect(refusal(() => parseLabelSelector(text))).toBe(message);
  });
});

describe("what is accepted", () => {
  test.each([
    [null, "object json"],
    ["*/*", "object json"],
    ["application/vnd.kubernetes.protobuf,application/json", "object json"],
    ["application/json;as=Table;v=v1;g=meta.k8s.io,application/json", "table json"],
    ["application/json;as=Table;v=v1;g=other,application/json", "object json"],
    ["application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", "metadata json"],
    ["application/yaml", "object yaml"],
    ["text/html,application/yaml;q=0.9,*/*;q=0.8", "object yaml"],
  ])("%p is %p", (header, found) => {
    const { form, encoding } = acceptOf(header);
    expect(`${form} ${encoding}`).toBe(found);
  });

  test.each(["text/html", "application/vnd.kubernetes.protobuf", "application/cbor"])(
    "%p is refused",
    (header) => {
      expect(refusal(() => acceptOf(header))).toStartWith("406: Not Acceptable");
    },
  );
});

test.each([
  ["http://h/a/b", ["a", "b"], ""],
  ["http://h/a/b/?x=1", ["a", "b"], "x=1"],
  ["http://h/a%2Fb/%ff#f", ["a/b", "%ff"], ""],
  ["http://h/?x=1&y=a%20b", [], "x=1&y=a+b"],
  ["http://h", [], ""],
])("%s is taken apart", (url, steps, query) => {
  const location = locationOf(url);
  expect([location.steps, String(location.query)]).toEqual([steps, query]);
});

test.each(["http://h/%zz", "http://h/a/%"])("%s is refused", (url) => {
  expect(refusal(() => locationOf(url))).toStartWith("invalid URL escape");
});

test("YAML is of version 1.1, without times", () => {
  const text = "{a: yes, b: 0755, c: 2026-01-01, d: 1e3, e: ~, f: '1', g: 0x10, h: off}";
  expect(parseYaml(text)).toEqual({
    a: true,
    b: 493,
    c: "2026-01-01",
    d: 1000,
    e: null,
    f: "1",
    g: 16,
    h: false,
  });
  expect(parseYaml("a: &x {b: 1}\nc: {<<: *x, d: 2}")).toEqual({ a: { b: 1 }, c: { b: 1, d: 2 } });
});
