import { describe, expect, test } from "bun:test";
import { analyse } from "../../../src/graph/analysis.ts";
import { parseGraph } from "../../../src/graph/document.ts";
import { type InstanceRequest, instanceOf } from "../../../src/graph/instance.ts";
import { partsInChanges } from "../../../src/graph/rules.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { kindSchemas } from "../../../src/model/kind-schemas.ts";
import { graphOf, WEB_APP } from "./graphs.ts";

const schemas = await kindSchemas();
const webApp = analyse(parseGraph(WEB_APP), schemas);

describe("instanceOf", () => {
  const make = (request: Partial<InstanceRequest>): object =>
    instanceOf(webApp, { name: "eu", namespace: "shop", spec: { name: "eu" }, ...request });

  test("fills in the defaults", () => {
    expect(make({ uid: "u", labels: { a: "b" } })).toEqual({
      apiVersion: "example.com/v1alpha1",
      kind: "WebApp",
      metadata: { name: "eu", namespace: "shop", uid: "u", labels: { a: "b" } },
      spec: {
        name: "eu",
        image: "nginx",
        port: 8080,
        replicas: 1,
        service: { enabled: true },
        ingress: { enabled: false },
      },
    });
  });

  test("leaves what it was given alone", () => {
    const spec = { name: "eu", ingress: {} };
    make({ spec });
    expect(spec).toEqual({ name: "eu", ingress: {} });
  });

  test("says all that is wrong", () => {
    const spec = { port: "80", replicas: 1.5, imgae: "a", ingress: { enabled: "yes" } };
    expect(() => make({ name: "EU", spec })).toThrow(
      'WebApp shop/EU: 6 problems:\n- metadata.name: "EU" is not a DNS name: use lower case, digits, "-" and "."\n' +
        "- spec.name: is required\n- spec.port: must be of type integer, not string\n" +
        "- spec.replicas: must be of type integer, not number\n" +
        '- spec.imgae: unknown field; did you mean "image"?\n' +
        "- spec.ingress.enabled: must be of type boolean, not string.",
    );
  });

  test.each([
    [{ spec: { name: "a", port: 0 } }, "spec.port: must be greater than or equal to 1"],
    [{ spec: "a" }, "spec: must be of type object, not string"],
    [{ namespace: "" }, "metadata.namespace: is required: WebApp is namespaced"],
  ])("refuses %j", (request, message) => {
    expect(() => make(request)).toThrow(message);
  });

  describe("rules in CEL", () => {
    const analysed = analyse(
      graphOf({
        types: { Part: { name: "string | immutable=true", size: "integer" } },
        spec: {
          low: 'integer | default=4 validation="self > 3"',
          grows: 'integer | validation="self >= oldSelf"',
          fixed: "string | immutable=true",
          usual: "string | default=a immutable=true",
          part: "Part",
          parts: "map[string]Part",
        },
      }),
      schemas,
    );
    const rows: [string, JsonObject, JsonObject | undefined, string | undefined][] = [
      ["a value", { low: 3 }, undefined, "spec.low: validation failed"],
      ["a new value", { fixed: "x", grows: 1 }, undefined, undefined],
      ["no change", { fixed: "x" }, { fixed: "x" }, undefined],
      ["a change", { fixed: "y" }, { fixed: "x" }, "spec.fixed: field is immutable"],
      ["a value that was not there", { fixed: "y" }, {}, undefined],
      ["a value that is not there any more", {}, { fixed: "x" }, undefined],
      ["a change of a default", { usual: "b" }, {}, "spec.usual: field is immutable"],
      ["a change that is allowed", { grows: 2 }, { grows: 1 }, undefined],
      ["a change that is not", { grows: 1 }, { grows: 2 }, "spec.grows: validation failed"],
      [
        "a change within",
        { part: { name: "b" } },
        { part: { name: "a" } },
        "spec.part.name: field is immutable",
      ],
      ["a change beside it", { part: { size: 2 } }, { part: { name: "a", size: 1 } }, undefined],
      [
        "an entry",
        { parts: { a: { name: "b" } } },
        { parts: { a: { name: "a" } } },
        "spec.parts.a.name: field is immutable",
      ],
      ["a new entry", { parts: { b: { name: "b" } } }, { parts: { a: { name: "a" } } }, undefined],
    ];
    test.each(rows)("%s", (_, spec, before, message) => {
      const make = (): object => instanceOf(analysed, { name: "a", namespace: "b", spec, before });
      if (message === undefined) expect(make()).toMatchObject({ spec });
      else expect(make).toThrow(message);
    });

    test("what rules about changes will want to see again", () => {
      const spec = { low: 4, grows: 1, part: { size: 1 }, parts: { a: { name: "a", size: 1 } } };
      expect(partsInChanges(spec, analysed.instanceSchema)).toEqual({
        grows: 1,
        parts: { a: { name: "a" } },
      });
      expect(partsInChanges({ low: 4 }, analysed.instanceSchema)).toBeUndefined();
    });
  });

  const kubernetes: [string, string, string][] = [
    ["type(self) == string", "a", ""],
    ["sets.contains(['a','b'], [self])", "a", "c"],
    ["!format.dns1123Label().validate(self).hasValue()", "a", "A"],
  ];
  test.each(kubernetes)("rules have the functions that Kubernetes has: %s", (rule, right, wrong) => {
    const analysed = analyse(graphOf({ spec: { a: `string | validation="${rule}"` } }), schemas);
    const of = (a: string): object => instanceOf(analysed, { name: "a", namespace: "b", spec: { a } });
    expect(of(right)).toMatchObject({ spec: { a: right } });
    if (wrong !== "") expect(() => of(wrong)).toThrow("spec.a: validation failed");
  });

  test.each(["(?i)^abc$", "^[[:alpha:]]+$", String.raw`\A[a-z]+\z`])(
    "patterns are those of RE2: %s",
    (pattern) => {
      const marker = JSON.stringify(pattern).slice(1, -1);
      const analysed = analyse(graphOf({ spec: { a: `string | pattern="${marker}"` } }), schemas);
      const of = (a: string): object => instanceOf(analysed, { name: "a", namespace: "b", spec: { a } });
      expect(of("abc")).toMatchObject({ spec: { a: "abc" } });
      expect(() => of("!!!")).toThrow("spec.a: must match the pattern");
    },
  );

  test("a rule that is none", () => {
    const graph = graphOf({ spec: { a: 'string | validation="self.size() > many"' } });
    expect(() => analyse(graph, schemas)).toThrow(
      "invalid validation rule \"self.size() > many\": undeclared reference to 'many'",
    );
  });

  test("a kind of the whole cluster has no namespace", () => {
    const analysed = analyse(graphOf({ scope: "Cluster" }), schemas);
    expect(() => instanceOf(analysed, { name: "a", namespace: "b", spec: {} })).toThrow("must not be set");
    expect(instanceOf(analysed, { name: "a", spec: {} }).metadata).toEqual({ name: "a" });
  });
});
