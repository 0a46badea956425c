import { describe, expect, test } from "bun:test";
import { formatFieldPath, parseCausePath, parseFieldPath } from "../../../src/apply/field-path.ts";
import {
  droppedFields,
  fieldsNear,
  holdsField,
  leafPaths,
  withoutFields,
} from "../../../src/apply/field-set.ts";
import type { JsonObject } from "../../../src/model/json.ts";

const pathsOf = (fields: JsonObject): string[] => leafPaths(fields).map(formatFieldPath);
const MAIN = 'k:{"name":"main"}';
const SIDE = 'k:{"name":"side"}';
const inPod = (containers: JsonObject): JsonObject => ({
  "f:spec": { "f:template": { "f:spec": { "f:containers": containers } } },
});
const owned: JsonObject = {
  "f:metadata": { "f:labels": { "f:app.kubernetes.io/part-of": {} }, "f:finalizers": { 'v:"a/b"': {} } },
  "f:spec": {
    "f:replicas": {},
    ...(inPod({ [MAIN]: { ".": {}, "f:image": {}, "f:name": {} }, [SIDE]: { ".": {}, "f:image": {} } })[
      "f:spec"
    ] as JsonObject),
  },
};
const IMAGES = inPod({ [MAIN]: { "f:image": {} }, [SIDE]: { "f:image": {} } });

describe("droppedFields", () => {
  const rows: [string, unknown, string[]][] = [
    ["nothing is set any more", {}, pathsOf(owned)],
    [
      "a container is left out",
      {
        metadata: { labels: { "app.kubernetes.io/part-of": "" }, finalizers: ["a/b"] },
        spec: {
          replicas: 0,
          template: { spec: { containers: [{ name: "main", image: "x" }] } },
        },
      },
      ['spec.template.spec.containers[name="side"].image'],
    ],
    [
      "single fields are left out",
      {
        metadata: { finalizers: ["c/d"] },
        spec: {
          template: { spec: { containers: [{ name: "main" }, { name: "side", image: "x" }] } },
        },
      },
      [
        "metadata.labels",
        'metadata.finalizers[="a/b"]',
        "spec.replicas",
        'spec.template.spec.containers[name="main"].image',
      ],
    ],
  ];
  test.each(rows)("%s", (_what, manifest, paths) => {
    const found = pathsOf(droppedFields(owned, manifest)).map((path) =>
      path.replace(/\.labels.*/, ".labels"),
    );
    expect(found).toEqual(paths.map((path) => path.replace(/\.labels.*/, ".labels")));
  });
});

describe("fieldsNear", () => {
  const rows: [string, JsonObject][] = [
    ["spec.template.spec.containers[0].image", IMAGES],
    ["spec.replicas", { "f:spec": { "f:replicas": {} } }],
    [
      "metadata.labels.app.kubernetes.io/part-of",
      { "f:metadata": { "f:labels": { "f:app.kubernetes.io/part-of": {} } } },
    ],
    ["metadata.labels.other", { "f:metadata": { "f:labels": { "f:app.kubernetes.io/part-of": {} } } }],
    ['spec.template.spec.containers[name="main"].image', inPod({ [MAIN]: { "f:image": {} } })],
    ["status", owned],
  ];
  test.each(rows)("%s", (path, part) => {
    expect(fieldsNear(owned, parseCausePath(path))).toEqual(part);
  });
});

describe("holdsField", () => {
  const atomic: JsonObject = { "f:spec": { "f:args": {}, "f:ports": { ".": {} } } };
  const rows: [string, JsonObject, string, boolean][] = [
    ["a field", owned, "spec.replicas", true],
    ["what is above a field", owned, "spec.template", true],
    ["a neighbour", owned, "spec.paused", false],
    ["nothing", {}, "spec.replicas", false],
    ["a name with dots, bare", owned, "metadata.labels.app.kubernetes.io/part-of", true],
    ["an element by key", owned, 'spec.template.spec.containers[name="side"].image', true],
    ["an element that is not there", owned, 'spec.template.spec.containers[name="other"]', false],
    ["an element by index: nobody knows which", owned, "spec.template.spec.containers[0].image", false],
    ["any element", owned, "spec.template.spec.containers[*].name", true],
    ["an element of an atomic list", atomic, "spec.args[1]", true],
    ["an element of a list of which only the list is owned", atomic, "spec.ports[0].name", false],
  ];
  test.each(rows)("%s", (_what, fields, path, expected) => {
    expect(holdsField(fields, parseFieldPath(path))).toBe(expected);
  });
});

test("withoutFields takes leaves and whole branches, and what is empty then", () => {
  const rest = withoutFields(owned, { ...IMAGES, "f:metadata": { "f:labels": {} } });
  expect(pathsOf(rest)).toEqual([
    'metadata.finalizers[="a/b"]',
    "spec.replicas",
    'spec.template.spec.containers[name="main"].name',
    'spec.template.spec.containers[name="side"]',
  ]);
  expect(withoutFields(owned, owned)).toEqual({});
  const labels = { "f:metadata": { "f:labels": { "f:a": {}, "f:b": {} } } };
  expect(withoutFields(labels, { "f:metadata": { "f:labels": { "f:a": {} } } })).toEqual({
    "f:metadata": { "f:labels": { "f:b": {} } },
  });
});
