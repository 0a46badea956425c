import { describe, expect, test } from "bun:test";
import {
  droppedFields,
  fieldsNear,
  holdsField,
  pathsOf,
  withoutFields,
} from "../../../src/apply/field-set.ts";
import type { JsonObject } from "../../../src/model/json.ts";

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
      ['.spec.template.spec.containers[name="side"].image'],
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
        ".metadata.labels",
        '.metadata.finalizers[="a/b"]',
        ".spec.replicas",
        '.spec.template.spec.containers[name="main"].image',
      ],
    ],
  ];
  test.each(rows)("%s", (_what, manifest, paths) => {
    const found = pathsOf(droppedFields(owned, manifest)).map((path) =>
      path.replace(/\.labels\..*/, ".labels"),
    );
    expect(found).toEqual(paths.map((path) => path.replace(/\.labels\..*/, ".labels")));
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
    expect(fieldsNear(owned, path)).toEqual(part);
  });
});

test("holdsField tells of a field or what is below it, never of its neighbours", () => {
  expect(holdsField(owned, "spec.replicas")).toBe(true);
  expect(holdsField(owned, "spec.template")).toBe(true);
  expect(holdsField(owned, "spec.paused")).toBe(false);
  expect(holdsField({}, "spec.replicas")).toBe(false);
});

test("withoutFields takes leaves and whole branches, and what is empty then", () => {
  const rest = withoutFields(owned, { ...IMAGES, "f:metadata": { "f:labels": {} } });
  expect(pathsOf(rest)).toEqual([
    '.metadata.finalizers[="a/b"]',
    ".spec.replicas",
    '.spec.template.spec.containers[name="main"].name',
    '.spec.template.spec.containers[name="side"]',
  ]);
  expect(withoutFields(owned, owned)).toEqual({});
});
