import { describe, expect, test } from "bun:test";
import alchemy from "alchemy";
import {
  type Identity,
  partsOf,
  type Revision,
  splitManifest,
  type SplitManifest,
} from "../../../providers/kubernetes/manifest.ts";
import type { AnyProps } from "../../support/any-props.ts";
import { isAlchemySecret, type SecretValues, withSecretValues } from "../../../providers/secrets.ts";

function split(identity: Identity, props: AnyProps, revisions: readonly Revision[] = []): SplitManifest {
  return splitManifest(identity, partsOf(props), revisions);
}

const secret = { apiVersion: "v1", kind: "Secret", name: "web", namespace: "shop" };
const deployment = { apiVersion: "apps/v1", kind: "Deployment", name: "web", namespace: "shop" };
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const entries = (values: SecretValues): [string, unknown][] =>
  [...values].toSorted(([a], [b]) => (a < b ? -1 : 1));

test("options stay out of the manifest, name and namespace are the resolved ones", () => {
  const props: AnyProps = {
    metadata: { namespace: { kind: "Namespace", name: "other" }, labels: { a: "b" } },
    wait: "applied",
    timeout: 1,
    drift: "off",
    data: { A: "1" },
  };
  const { manifest, values } = split({ ...secret, kind: "ConfigMap" }, props);
  expect(manifest).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "web", namespace: "shop", labels: { a: "b" } },
    data: { A: "1" },
  });
  expect(values.size).toBe(0);
});

test("values of a Secret leave the manifest, wrapped or not, as data", () => {
  const { manifest, values } = split(secret, {
    stringData: { PLAIN: "p", WRAPPED: alchemy.secret("w"), "with/slash~": "s" },
    data: { RAW: base64("r"), RAW2: alchemy.secret(base64("r2")) },
  });
  expect(manifest).toEqual({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "web", namespace: "shop" },
    data: { RAW: null, RAW2: null, PLAIN: null, WRAPPED: null, "with/slash~": null },
  });
  expect(entries(values)).toEqual([
    ["/data/PLAIN", base64("p")],
    ["/data/RAW", base64("r")],
    ["/data/RAW2", base64("r2")],
    ["/data/WRAPPED", base64("w")],
    ["/data/with~1slash~0", base64("s")],
  ]);
  expect(withSecretValues(manifest, [...values.keys()], values, "Secret")["data"]).toEqual({
    RAW: base64("r"),
    RAW2: base64("r2"),
    PLAIN: base64("p"),
    WRAPPED: base64("w"),
    "with/slash~": base64("s"),
  });
});

test("an alchemy.secret leaves any manifest, a look-alike stays", () => {
  const { manifest, values } = split(deployment, {
    spec: {
      template: {
        spec: { containers: [{ name: "web", env: [{ name: "K", value: alchemy.secret("canary") }] }] },
      },
      replicas: alchemy.secret(7),
      look: { type: "secret", unencrypted: "u" },
    },
  });
  expect(JSON.stringify(manifest)).not.toContain("canary");
  expect(entries(values)).toEqual([
    ["/spec/replicas", 7],
    ["/spec/template/spec/containers/0/env/0/value", "canary"],
  ]);
  expect(manifest["spec"]).toMatchObject({ look: { type: "secret", unencrypted: "u" } });
});

test("a placeholder without its value is never sent", () => {
  const { manifest, values } = split(secret, { stringData: { A: "a" } });
  expect(() => withSecretValues(manifest, [...values.keys()], new Map(), "Secret shop/web")).toThrow(
    /Secret shop\/web: the secret value at \/data\/A/,
  );
});

test("a secret is told from a look-alike by its prototype", () => {
  expect(isAlchemySecret(alchemy.secret("a"))).toBe(true);
  for (const value of [{ type: "secret" }, { type: "secret", unencrypted: "a" }, null, "a", [], new Date()])
    expect(isAlchemySecret(value)).toBe(false);
});

describe("what JSON cannot hold is refused with its place", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const rows: [unknown, RegExp][] = [
    [() => 1, /spec\.a is a function/],
    [Symbol("s"), /spec\.a is a symbol/],
    [10n, /spec\.a is a bigint/],
    [Number.NaN, /spec\.a is NaN/],
    [new Map(), /spec\.a is a Map/],
    [Promise.resolve(1), /spec\.a is a promise/],
    [cyclic, /spec\.a\.self contains itself/],
  ];
  test.each(rows)("%p", (value, expected) => {
    expect(() => split(deployment, { spec: { a: value } })).toThrow(expected);
  });
  test("a secret that is an object", () => {
    expect(() => split(deployment, { spec: { a: alchemy.secret({}) } })).toThrow(
      /spec\.a is a secret that is not a string/,
    );
  });
});

test("what JSON would write by itself is written", () => {
  const { manifest } = split(deployment, {
    spec: { at: new Date(0), bytes: new Uint8Array([104, 105]), gone: undefined, list: [undefined] },
  });
  expect(manifest["spec"]).toEqual({ at: "1970-01-01T00:00:00.000Z", bytes: "aGk=", list: [null] });
});

describe("rollOnChange", () => {
  const source = { apiVersion: "v1", kind: "ConfigMap", name: "cfg", uid: "u", revision: 3 };
  const marked = { metadata: { annotations: { "alchemy.run/roll-on-change": "ConfigMap/cfg=3" } } };

  test("mark the pod template", () => {
    const template = { metadata: { annotations: { a: "b" } } };
    const { manifest } = split(deployment, { spec: { template } }, [source]);
    expect(manifest["spec"]).toMatchObject({ template: marked });
    expect(manifest["spec"]).toMatchObject({ template });
  });
  test("mark the template of a CronJob's Jobs", () => {
    const identity = { ...deployment, apiVersion: "batch/v1", kind: "CronJob" };
    const { manifest } = split(identity, { spec: { jobTemplate: { spec: { template: {} } } } }, [source]);
    expect(manifest["spec"]).toMatchObject({ jobTemplate: { spec: { template: marked } } });
  });
  test("are refused where there is no pod template", () => {
    expect(() => split({ ...secret, kind: "ConfigMap" }, {}, [source])).toThrow(/needs a pod template/);
  });
});
