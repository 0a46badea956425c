import { describe, expect, test } from "bun:test";
import {
  fieldAt,
  hasField,
  isFieldPath,
  parseFieldPath,
  readablePath,
  withoutField,
} from "../../../src/apply/field-path.ts";

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

test("a field is read, and removed in a copy", () => {
  const path = '.spec.template.spec.containers[name="web"].env[name="A"].value';
  expect(fieldAt(manifest, path)).toBe("1");
  expect(hasField(withoutField(manifest, path), path)).toBe(false);
  expect(withoutField(manifest, '.metadata.finalizers[="a/b"]').metadata.finalizers).toEqual(["c/d"]);
  expect(withoutField(manifest, "metadata.finalizers[*]").metadata.finalizers).toEqual([]);
  expect(withoutField(manifest, "metadata.labels.app.*").metadata.labels).toEqual({} as never);
  expect(fieldAt(manifest, path)).toBe("1");
});

describe("a path of the server, written for people", () => {
  const rows: [string, string][] = [
    [".spec.replicas", "spec.replicas"],
    [".metadata.labels.app.kubernetes.io/name", 'metadata.labels["app.kubernetes.io/name"]'],
    [
      '.spec.template.spec.containers[name="web"].env[name="A"].value',
      'spec.template.spec.containers[name="web"].env[name="A"].value',
    ],
    ['.spec.ports[port=80,protocol="TCP"].port', 'spec.ports[port=80,protocol="TCP"].port'],
    ['.metadata.finalizers[="a/b"]', 'metadata.finalizers[="a/b"]'],
    [".spec.other.thing", "spec.other.thing"],
  ];
  test.each(rows)("%s", (path, expected) => {
    const text = readablePath(path, manifest);
    expect(text).toBe(expected);
    expect(isFieldPath(text)).toBe(true);
    expect(hasField(manifest, text)).toBe(hasField(manifest, path));
  });
});
