import { describe, expect, test } from "bun:test";
import { analyse } from "../../../src/graph/analysis.ts";
import { parseGraph } from "../../../src/graph/document.ts";
import { type InstanceRequest, instanceOf } from "../../../src/graph/instance.ts";
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

  test("judges rules in CEL, and skips those of changes", () => {
    const analysed = analyse(
      graphOf({ spec: { low: 'integer | validation="self > 3"', fixed: "string | immutable=true" } }),
      schemas,
    );
    const of = (low: number): object =>
      instanceOf(analysed, { name: "a", namespace: "b", spec: { low, fixed: "x" } });
    expect(() => of(3)).toThrow("spec.low: validation failed");
    expect(of(4)).toMatchObject({ spec: { low: 4 } });
  });

  test("a kind of the whole cluster has no namespace", () => {
    const analysed = analyse(graphOf({ scope: "Cluster" }), schemas);
    expect(() => instanceOf(analysed, { name: "a", namespace: "b", spec: {} })).toThrow("must not be set");
    expect(instanceOf(analysed, { name: "a", spec: {} }).metadata).toEqual({ name: "a" });
  });
});
