import { expect, test } from "bun:test";
import type { JsonObject } from "../../../src/model/json.ts";
import type { LiveObject } from "../../../src/model/object.ts";
import { formerManifest } from "../../../src/run/former.ts";

function live(fields: JsonObject, content: JsonObject): LiveObject {
  const { metadata = {}, ...rest } = content;
  const managedFields = [{ manager: "alchemy-1", operation: "Apply" as const, fieldsV1: fields }];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "web",
      namespace: "shop",
      uid: "u",
      resourceVersion: "1",
      managedFields,
      ...(metadata as object),
    },
    ...rest,
  };
}

const identity = { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "shop" } };

const port80 = { port: 80, protocol: "TCP" };
const rows: [string, JsonObject, JsonObject, JsonObject][] = [
  [
    "a value",
    { "f:spec": { "f:type": {} } },
    { spec: { type: "ClusterIP", clusterIP: "10.0.0.1" } },
    { spec: { type: "ClusterIP" } },
  ],
  [
    "a map with keys of others",
    { "f:data": { "f:a": {} } },
    { data: { a: "1", b: "2" } },
    { data: { a: "1" } },
  ],
  [
    "labels",
    { "f:metadata": { "f:labels": { "f:a": {} } } },
    { metadata: { labels: { a: "1", b: "2" } } },
    { metadata: { ...identity.metadata, labels: { a: "1" } } },
  ],
  ["an atomic list", { "f:args": {} }, { args: ["a", "b"] }, { args: ["a", "b"] }],
  ["an empty map", { "f:emptyDir": {} }, { emptyDir: {} }, { emptyDir: {} }],
  ["a map as such", { "f:data": { ".": {} } }, { data: { b: "2" } }, { data: {} }],
  ["a list as such", { "f:ports": { ".": {} } }, { ports: [port80] }, { ports: [] }],
  [
    "an element by its keys, beside those of others",
    { "f:ports": { 'k:{"port":80,"protocol":"TCP"}': { ".": {}, "f:port": {}, "f:name": {} } } },
    {
      ports: [
        { port: 443, protocol: "TCP" },
        { ...port80, name: "http", nodePort: 30_000 },
      ],
    },
    { ports: [{ ...port80, name: "http" }] },
  ],
  [
    "elements of a set",
    { "f:finalizers": { 'v:"a/b"': {} } },
    { finalizers: ["a/b", "c/d"] },
    { finalizers: ["a/b"] },
  ],
  ["what is gone", { "f:data": { "f:a": {}, "f:b": {} } }, { data: { a: "1" } }, { data: { a: "1" } }],
];

test.each(rows)("%s", (_name, fields, content, expected) => {
  expect(formerManifest(live(fields, content), "alchemy-1") as unknown).toEqual({ ...identity, ...expected });
});

test("an object of which nothing is ours was nothing", () => {
  expect(
    formerManifest(live({ "f:data": { "f:a": {} } }, { data: { a: "1" } }), "alchemy-2"),
  ).toBeUndefined();
});
