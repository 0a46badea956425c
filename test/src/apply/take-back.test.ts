import { describe, expect, test } from "bun:test";
import { withTakenElements } from "../../../src/apply/take-back.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { LiveObject, ManagedFieldsEntry, Manifest } from "../../../src/model/object.ts";

const entry = (manager: string, operation: string, fieldsV1: JsonObject): ManagedFieldsEntry =>
  ({ manager, operation, fieldsV1 }) as ManagedFieldsEntry;

const live = (spec: JsonObject, managedFields: ManagedFieldsEntry[]): LiveObject =>
  ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", managedFields },
    spec,
  }) as unknown as LiveObject;

const applied = (spec: JsonObject): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec,
});

const port80 = { name: "http", port: 80 };
const port81 = { name: "http", port: 81, protocol: "TCP" };
const element = (port: number): string => `k:${JSON.stringify({ port, protocol: "TCP" })}`;
const ours = entry("ours", "Apply", { "f:spec": { "f:type": {} } });
const theirs = entry("theirs", "Update", {
  "f:metadata": { "f:labels": { "f:theirs": {} } },
  "f:spec": { "f:ports": { [element(81)]: { "f:port": {} } } },
});

describe("withTakenElements", () => {
  test("takes what stands where an element of ours is missing, and leaves the rest to its manager", () => {
    const entries = withTakenElements(
      live({ ports: [port81] }, [ours, theirs]),
      applied({ ports: [port80] }),
      "ours",
    );
    expect(entries).toEqual([
      entry("ours", "Apply", { "f:spec": { "f:type": {}, "f:ports": { [element(81)]: { "f:port": {} } } } }),
      entry("theirs", "Update", { "f:metadata": { "f:labels": { "f:theirs": {} } } }),
    ]);
  });

  test("drops an entry of which nothing is left", () => {
    const only = entry("theirs", "Update", { "f:spec": { "f:ports": { [element(81)]: {} } } });
    const entries = withTakenElements(
      live({ ports: [port81] }, [only, ours]),
      applied({ ports: [port80] }),
      "ours",
    );
    expect(entries?.map(({ manager }) => manager)).toEqual(["ours"]);
  });

  const untouched: [string, JsonObject, JsonObject, ManagedFieldsEntry[]][] = [
    [
      "nothing of ours is missing",
      { ports: [{ ...port80, protocol: "TCP" }, port81] },
      { ports: [port80] },
      [ours, theirs],
    ],
    ["we applied no such list", { ports: [port81] }, { type: "ClusterIP" }, [ours, theirs]],
    [
      "it was another's apply",
      { ports: [port81] },
      { ports: [port80] },
      [ours, { ...theirs, operation: "Apply" }],
    ],
    [
      "it is a subresource",
      { ports: [port81] },
      { ports: [port80] },
      [ours, { ...theirs, subresource: "status" }],
    ],
    ["nothing was ever ours", { ports: [port81] }, { ports: [port80] }, [theirs]],
  ];
  test.each(untouched)("takes nothing when %s", (_name, spec, manifest, entries) => {
    expect(withTakenElements(live(spec, entries), applied(manifest), "ours")).toBeUndefined();
  });

  test("follows elements of other lists down to theirs", () => {
    const container = (...names: string[]): JsonObject => ({
      name: "main",
      env: names.map((name) => ({ name })),
    });
    const path = (inner: JsonObject): JsonObject => ({
      "f:spec": { "f:containers": { 'k:{"name":"main"}': inner } },
    });
    const env = { "f:env": { 'k:{"name":"B"}': {} } };
    const object = live({ containers: [container("B")] }, [
      ours,
      entry("theirs", "Update", path({ "f:image": {}, ...env })),
    ]);
    expect(withTakenElements(object, applied({ containers: [container("A")] }), "ours")).toEqual([
      entry("ours", "Apply", { "f:spec": { "f:type": {}, "f:containers": { 'k:{"name":"main"}': env } } }),
      entry("theirs", "Update", path({ "f:image": {} })),
    ]);
  });
});
