/** Values that a manifest cannot hold, and such that look as if it could. */

import alchemy from "alchemy";
import { type Input, kinds, named } from "../input.ts";
import { spoilt } from "../shapes.ts";

const cyclic: Record<string, unknown> = { A: "1" };
cyclic["self"] = cyclic;

let deep: unknown = "end";
for (let level = 0; level < 20_000; level += 1) deep = [deep];

class Point {
  readonly x = 1;
}

const big = "x".repeat(2 * 1024 * 1024);

/** Values that no JSON holds, in the data of a ConfigMap. */
const unwritable: readonly (readonly [string, unknown])[] = [
  ["function", () => "1"],
  ["async function", async () => "1"],
  ["class", Point],
  ["instance of a class", new Point()],
  ["symbol", Symbol("a")],
  ["big integer", 1n],
  ["not a number", Number.NaN],
  ["infinity", Number.POSITIVE_INFINITY],
  ["invalid date", new Date(Number.NaN)],
  ["map", new Map([["a", "1"]])],
  ["set", new Set(["a"])],
  ["weak map", new WeakMap()],
  ["regular expression", /a/],
  ["URL", new URL("https://example.com")],
  ["error", new Error("a")],
  ["promise", Promise.resolve("1")],
  ["array of floats", new Float64Array([1])],
  ["array buffer", new ArrayBuffer(8)],
  ["object that contains itself", cyclic],
  ["lists in lists in lists, 20,000 deep", deep],
  ["secret of an object", alchemy.secret({ a: "1" } as unknown as string)],
];

/** Values that JSON holds, where the server expects a string. */
const notText: readonly (readonly [string, unknown])[] = [
  ["number", 1],
  ["boolean, which YAML makes of `yes`", true],
  ["list", ["1"]],
  ["object", { a: "1" }],
  ["look-alike of a secret", { type: "secret", name: "a" }],
];

export const values: Input[] = [
  ...unwritable.map(([what, value]): Input => ({
    what: `ConfigMap data: ${what}`,
    code: "usage",
    deploy: spoiltValue(value),
  })),
  ...notText.map(([what, value]): Input => ({
    what: `ConfigMap data: ${what}`,
    code: "invalid",
    deploy: spoiltValue(value),
  })),
  { what: "ConfigMap data: 2 MiB", code: "invalid", deploy: spoilt("ConfigMap", { "data.MODE": big }) },
  {
    what: "ConfigMap binaryData: not base64",
    code: "invalid",
    deploy: spoilt("ConfigMap", { binaryData: { A: "%%%" } }),
  },
  {
    what: "ConfigMap: one key in data and in binaryData",
    code: "invalid",
    deploy: spoilt("ConfigMap", { binaryData: { MODE: "AAAA" } }),
  },
  {
    what: "ConfigMap data: key with a slash",
    code: "invalid",
    deploy: spoilt("ConfigMap", { data: { "a/b": "1" } }),
  },
  {
    what: "ConfigMap data: key of 254 letters",
    code: "invalid",
    deploy: spoilt("ConfigMap", { data: { ["a".repeat(254)]: "1" } }),
  },
  {
    what: "ConfigMap data: key that steers a terminal",
    code: "invalid",
    deploy: spoilt("ConfigMap", { data: { "\u001B[31mred": "1" } }),
  },
  {
    what: "ConfigMap: immutable as text",
    code: "invalid",
    deploy: spoilt("ConfigMap", { immutable: "true" }),
  },
  {
    what: "Secret data: not base64",
    code: "usage",
    deploy: spoilt("Secret", { data: { KEY: "not base64" } }),
  },
  { what: "Secret data: number", code: "usage", deploy: spoilt("Secret", { data: { KEY: 7 } }) },
  { what: "Secret stringData: number", code: "usage", deploy: spoilt("Secret", { "stringData.KEY": 7 }) },
  {
    what: "Secret stringData: boolean, which YAML makes of `no`",
    code: "usage",
    deploy: spoilt("Secret", { "stringData.KEY": false }),
  },
  {
    what: "Secret stringData: object",
    code: "usage",
    deploy: spoilt("Secret", { "stringData.KEY": { a: "s3cr3t" } }),
  },
  {
    what: "Secret: key with a space",
    code: "invalid",
    deploy: spoilt("Secret", { stringData: { "a b": "s3cr3t" } }),
  },
  { what: "Secret: 2 MiB", code: "invalid", deploy: spoilt("Secret", { "stringData.KEY": big }) },
  {
    what: "Secret for TLS without a certificate",
    code: "invalid",
    deploy: spoilt("Secret", { type: "kubernetes.io/tls" }),
  },
  {
    what: "Secret for a registry whose JSON is none",
    code: "invalid",
    deploy: spoilt("Secret", {
      type: "kubernetes.io/dockerconfigjson",
      stringData: { ".dockerconfigjson": "{s3cr3t" },
    }),
  },
  {
    what: "Secret for SSH without a key",
    code: "invalid",
    deploy: spoilt("Secret", { type: "kubernetes.io/ssh-auth" }),
  },
  {
    what: "secret value where the server expects a number",
    code: "invalid",
    deploy: spoilt("Deployment", { "spec.replicas": alchemy.secret("s3cr3t") }),
  },
  {
    what: "props that are no object",
    code: "usage",
    deploy: () => kinds.ConfigMap("web", "data"),
  },
  { what: "no props", code: "invalid", deploy: () => kinds.Deployment("web", undefined) },
];

// Not copied, as most of these cannot be.
function spoiltValue(value: unknown): Input["deploy"] {
  return (place) => kinds.ConfigMap("web", { metadata: named(place), data: { A: value }, wait: "applied" });
}
