import { describe, expect, test } from "bun:test";
import { hasCode } from "../../../src/errors.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import {
  fromConfigMap,
  identityOf,
  type Inventory,
  inventoryName,
  type InventoryObject,
  toConfigMap,
  united,
} from "../../../src/run/inventory.ts";

const ref = { group: "kro.run", kind: "WebApp", namespace: "shop", name: "eu" };

function object(name: string, more: Partial<InventoryObject> = {}): InventoryObject {
  return { node: "web", wave: 1, apiVersion: "v1", kind: "ConfigMap", namespace: "shop", name, ...more };
}

function inventory(objects: InventoryObject[]): Inventory {
  return {
    owner: "0b1e",
    graph: "webapp",
    apiVersion: "kro.run/v1alpha1",
    kind: "WebApp",
    name: "eu",
    namespace: "shop",
    spec: { a: 1 },
    objects,
  };
}

function live(manifest: Manifest): LiveObject {
  return { ...manifest, metadata: { ...manifest.metadata, uid: "u", resourceVersion: "1" } };
}

function bytesOf(manifest: Manifest): number {
  return Buffer.byteLength(JSON.stringify([manifest["data"], manifest["binaryData"]]));
}

describe("a ConfigMap", () => {
  test("gives back what was written", () => {
    const written = inventory([object("a", { uid: "1" }), object("b")]);
    expect(fromConfigMap(live(toConfigMap(written, ref)), ref)).toEqual(written);
  });

  test("holds many objects compressed, below the limit of the API server", () => {
    const many = Array.from({ length: 20_000 }, (_, index) =>
      object(`name-${index}`, { uid: crypto.randomUUID() }),
    );
    const written = inventory(many);
    const manifest = toConfigMap(written, ref);
    expect(bytesOf(manifest)).toBeLessThan(1_048_576);
    expect(fromConfigMap(live(manifest), ref)).toEqual(written);
  });

  test("is plain as long as it is small", () => {
    const { data } = toConfigMap(inventory([object("a")]), ref) as { data?: Record<string, string> };
    expect(JSON.parse(data?.["objects"] ?? "")).toEqual([object("a")]);
  });

  const foreign: [string, (manifest: Manifest) => Manifest][] = [
    ["without data", ({ data: _data, ...rest }) => rest],
    ["with other data", (manifest) => ({ ...manifest, data: { a: "1" } })],
    [
      "with half of the data",
      (manifest) => ({ ...manifest, data: { ...(manifest["data"] as object), objects: "" } }),
    ],
    [
      "of another owner",
      (manifest) => ({
        ...manifest,
        metadata: { ...manifest.metadata, annotations: { "alchemy.run/owner": "x" } },
      }),
    ],
  ];
  test.each(foreign)("%s is not ours", (_name, change) => {
    const error = thrown(() => fromConfigMap(live(change(toConfigMap(inventory([]), ref))), ref));
    expect(hasCode(error, "not-owned")).toBe(true);
  });

  test.each<[string, Partial<typeof ref>]>([
    ["another group", { group: "example.com" }],
    ["another kind", { kind: "Shop" }],
    ["another instance", { name: "us" }],
  ])("of %s is not the one asked for", (_name, other) => {
    const manifest = toConfigMap(inventory([]), ref);
    expect(
      hasCode(
        thrown(() => fromConfigMap(live(manifest), { ...ref, ...other })),
        "not-owned",
      ),
    ).toBe(true);
  });
});

test.each<[string, Parameters<typeof inventoryName>[0], RegExp]>([
  ["is readable", ref, /^eu\.webapp\.kro\.run$/],
  ["is shortened", { ...ref, name: "a".repeat(253) }, /^a+-[0-9a-f]{8}$/],
])("a name %s", (_name, of, pattern) => {
  const name = inventoryName(of);
  expect(name).toMatch(pattern);
  expect(name.length).toBeLessThanOrEqual(253);
});

test("version is only an encoding", () => {
  expect(identityOf(object("a", { apiVersion: "apps/v1beta1" }))).toBe(
    identityOf(object("a", { apiVersion: "apps/v1" })),
  );
});

test("united lists keep uids, take the newer wave, and do not depend on the order", () => {
  const known = [object("a", { uid: "1", wave: 2 }), object("old", { uid: "2", wave: 3 })];
  const wanted = [object("b"), object("a")];
  const both = [object("a", { uid: "1" }), object("b"), object("old", { uid: "2", wave: 3 })];
  expect(united(wanted, known)).toEqual(both);
  expect(united(wanted.toReversed(), known.toReversed())).toEqual(both);
});

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
