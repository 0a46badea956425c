import { describe, expect, test } from "bun:test";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import type { Change } from "../../../../src/local/store/store.ts";
import { RESOURCE, sample } from "./sample.ts";

const names = (objects: { metadata: { name: string; namespace?: string } }[]): string[] =>
  objects.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);

describe("store", () => {
  test("put sets a new revision each time and leaves what it was given alone", () => {
    const store = memoryStore();
    const given = sample("x");
    const first = store.put(RESOURCE, given);
    const second = store.put(RESOURCE, first);
    expect(store.revision).toBe(3);
    expect([first, second].map(({ metadata }) => metadata.resourceVersion)).toEqual(["2", "3"]);
    expect(given.metadata.resourceVersion).toBe("");
    expect(store.get(RESOURCE, "a", "x")).toBe(second);
  });

  test("lists are ordered as etcd orders its keys, whatever came and went in which order", () => {
    const store = memoryStore();
    for (const [namespace, name] of [
      ["b", "z"],
      ["a", "c"],
      ["a", "a"],
      ["a-b", "x"],
      ["a", "b"],
      ["b", "a"],
    ])
      store.put(RESOURCE, sample(name ?? "", namespace));
    store.remove(RESOURCE, sample("b", "a"));
    store.put(RESOURCE, sample("a0", "a"));
    expect(names(store.list(RESOURCE))).toEqual(["a-b/x", "a/a", "a/a0", "a/c", "b/a", "b/z"]);
    expect(names(store.list(RESOURCE, "a"))).toEqual(["a/a", "a/a0", "a/c"]);
    expect([store.count(RESOURCE), store.count(RESOURCE, "a"), store.count(RESOURCE, "none")]).toEqual([
      6, 3, 0,
    ]);
    expect(store.list("/secrets")).toEqual([]);
  });

  test("a name may come back after it went", () => {
    const store = memoryStore();
    store.put(RESOURCE, sample("x"));
    store.remove(RESOURCE, sample("x"));
    expect(store.get(RESOURCE, "a", "x")).toBeUndefined();
    store.put(RESOURCE, sample("x"));
    expect(names(store.list(RESOURCE))).toEqual(["a/x"]);
  });

  test("removing what is not there is a mistake of the caller", () => {
    expect(() => memoryStore().remove(RESOURCE, sample("x"))).toThrow("/configmaps a/x is not in the store");
  });

  test("objects are found by UID and by owner, also after owners changed", () => {
    const store = memoryStore();
    const kept = store.put(RESOURCE, sample("x", "a", ["o1", "o2"]));
    store.put(RESOURCE, sample("y", "a", ["o1"]));
    expect(store.byUid("a-x")).toEqual({ resource: RESOURCE, object: kept });
    expect(names(store.ownedBy("o1").map(({ object }) => object))).toEqual(["a/x", "a/y"]);
    store.put(RESOURCE, sample("x", "a", ["o3"]));
    expect(names(store.ownedBy("o1").map(({ object }) => object))).toEqual(["a/y"]);
    expect(store.ownedBy("o2")).toEqual([]);
    expect(store.ownedBy("o3")).toHaveLength(1);
    store.remove(RESOURCE, sample("x"));
    expect([store.byUid("a-x"), store.ownedBy("o3")]).toEqual([undefined, []]);
  });

  test("says what a namespace has", () => {
    const store = memoryStore();
    store.put(RESOURCE, sample("x"));
    store.put("apps/deployments", sample("y"));
    store.put("/secrets", sample("z", "b"));
    expect(store.resourcesIn("a")).toEqual([RESOURCE, "apps/deployments"]);
  });

  test("since: all that happened to a resource, and undefined when it is forgotten", () => {
    const store = memoryStore();
    store.put(RESOURCE, sample("x"));
    const start = store.revision;
    store.put(RESOURCE, sample("x"));
    store.put("/secrets", sample("s"));
    store.remove(RESOURCE, sample("x"));
    const changes = store.since(RESOURCE, start) ?? [];
    expect(changes.map(({ type, revision }) => [type, revision])).toEqual([
      ["MODIFIED", start + 1],
      ["DELETED", start + 3],
    ]);
    expect(changes[1]?.object.metadata.resourceVersion).toBe(String(start + 3));
    expect(store.since(RESOURCE, store.revision)).toEqual([]);
    expect(store.since(RESOURCE, 0)).toBeUndefined();
    for (let index = 0; index < 10_000; index += 1) store.put("/secrets", sample("s"));
    expect(store.since(RESOURCE, start)).toHaveLength(2);
    expect(store.since("/secrets", start)).toBeUndefined();
    const recent = store.revision - 3_000;
    expect(store.since("/secrets", recent)).toHaveLength(3_000);
  });

  test("listeners hear at once, and again when it is committed, in order", async () => {
    const store = memoryStore();
    const heard: string[] = [];
    const tell = (moment: string) => (change: Change) => void heard.push(`${moment} ${change.type}`);
    const stop = store.listen("written", tell("written"));
    store.listen("committed", tell("committed"));
    store.put(RESOURCE, sample("x"));
    store.put(RESOURCE, sample("x"));
    expect(heard).toEqual(["written ADDED", "written MODIFIED"]);
    await store.committed();
    expect(heard.slice(2)).toEqual(["committed ADDED", "committed MODIFIED"]);
    stop();
    store.remove(RESOURCE, sample("x"));
    await store.committed();
    expect(heard.slice(4)).toEqual(["committed DELETED"]);
  });

  test("values are kept", () => {
    const { values } = memoryStore();
    values.set("a", "1");
    expect([values.get("a"), values.get("b")]).toEqual(["1", undefined]);
  });

  test("ten thousand objects are read and written about as fast as a thousand", () => {
    const perObject = (count: number): number => {
      const store = memoryStore();
      for (let index = 0; index < count; index += 1) store.put(RESOURCE, sample(`o${index}`));
      store.list(RESOURCE, "a");
      const start = performance.now();
      for (let round = 0; round < 20_000; round += 1) {
        const found = store.get(RESOURCE, "a", `o${(round * 7919) % count}`);
        if (found !== undefined) store.put(RESOURCE, found);
      }
      return performance.now() - start;
    };
    perObject(1_000);
    // Generous: a scan would be ten times as slow.
    expect(perObject(10_000)).toBeLessThan(4 * perObject(1_000));
  });
});
