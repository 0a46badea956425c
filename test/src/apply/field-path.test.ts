import { describe, expect, test } from "bun:test";
import { fieldAt, hasField, parseFieldPath, withField } from "../../../src/apply/field-path.ts";

const manifest = {
  metadata: { labels: { "app.kubernetes.io/name": "web" }, finalizers: ["a/b", "c/d"] },
  spec: {
    replicas: 2,
    ports: [{ port: 80 }, { port: 81, protocol: "UDP" }],
    template: { spec: { containers: [{ name: "web", image: "nginx", env: [{ name: "A", value: "1" }] }] } },
  },
};

describe("hasField", () => {
  const rows: [string, boolean][] = [
    [".spec.replicas", true],
    ["spec.replicas", true],
    [".spec.paused", false],
    ['.spec.template.spec.containers[name="web"].image', true],
    ['.spec.template.spec.containers[name="db"].image', false],
    ['.spec.template.spec.containers[name="web"].env[name="A"].value', true],
    ['.spec.template.spec.containers[name="web"].env[name="B"].value', false],
    ['.spec.ports[port=80,protocol="TCP"].port', true],
    ['.spec.ports[port=81,protocol="UDP"].port', true],
    ['.spec.ports[port=81,protocol="TCP"].port', false],
    [".metadata.labels.app.kubernetes.io/name", true],
    [".metadata.labels.app.kubernetes.io/part-of", false],
    ['.metadata.finalizers[="a/b"]', true],
    ['.metadata.finalizers[="x"]', false],
    [".spec.template.spec.containers[0].image", true],
    [".spec.template.spec.containers[1].image", false],
  ];
  test.each(rows)("%s: %p", (path, expected) => {
    expect(hasField(manifest, path)).toBe(expected);
  });
});

test("a path is split into names, keys, values and indexes", () => {
  expect(parseFieldPath('.a[k="x.y",n=1].b[="v"][3]')).toEqual([
    "a",
    { keys: { k: "x.y", n: 1 } },
    "b",
    { value: "v" },
    { index: 3 },
  ]);
});

test("a field is read, replaced and removed in a copy", () => {
  const path = '.spec.template.spec.containers[name="web"].env[name="A"].value';
  expect(fieldAt(manifest, path)).toBe("1");
  expect(fieldAt(withField(manifest, path, "2"), path)).toBe("2");
  expect(hasField(withField(manifest, path, undefined), path)).toBe(false);
  expect(withField(manifest, '.metadata.finalizers[="a/b"]', undefined).metadata.finalizers).toEqual(["c/d"]);
  expect(fieldAt(manifest, path)).toBe("1");
});
