/** What every store of the S3 server keeps to. */

import { expect, test } from "bun:test";
import type { S3Store } from "../../../../src/local/s3/store.ts";

/** Tests a kind of store. @param open an empty one */
export function testStore(kind: string, open: () => S3Store): void {
  const keys = (store: S3Store, prefix: string, page = {}): string[] =>
    store.list(prefix, page).map(([key]) => key);

  test(`${kind}: records are kept, replaced and removed`, () => {
    const store = open();
    expect(store.get("a")).toBeUndefined();
    store.put("a", { n: 1 });
    store.put("a", { n: 2 });
    expect(store.get("a")).toEqual({ n: 2 });
    expect(keys(store, "")).toEqual(["a"]);
    store.delete("a");
    store.delete("a");
    expect(keys(store, "")).toEqual([]);
  });

  test(`${kind}: records are not shared`, () => {
    const store = open();
    const record = { list: [1] };
    store.put("a", record);
    record.list.push(2);
    (store.get("a") as { list: number[] }).list.push(3);
    expect(store.get("a")).toEqual({ list: [1] });
  });

  test(`${kind}: keys are listed in the order of their bytes`, () => {
    const store = open();
    const sorted = ["", "A", "a", "a/", "a/b", "a0", "z%", "z_", "ü", "\uE000", "\uFFFD", "😀", "😀a"].map(
      (key) => `x/${key}`,
    );
    for (const key of sorted.toReversed()) store.put(key, {});
    store.put("w", {});
    store.put("y", {});
    expect(keys(store, "x/")).toEqual(sorted);
    expect(keys(store, "x/a")).toEqual(["x/a", "x/a/", "x/a/b", "x/a0"]);
    expect(keys(store, "x/", { after: "x/a", limit: 2 })).toEqual(["x/a/", "x/a/b"]);
    expect(keys(store, "x/", { after: "x/a!" })[0]).toBe("x/a/");
    expect(keys(store, "x/", { after: "x/\u{10FFFF}" })).toEqual([]);
    expect(keys(store, "x/z%")).toEqual(["x/z%"]);
    expect(keys(store, "x/z_")).toEqual(["x/z_"]);
  });

  test(`${kind}: bytes`, () => {
    const store = open();
    store.putBlob("b", new Uint8Array([0, 255, 10]));
    store.putBlob("empty", new Uint8Array());
    expect([...(store.getBlob("b") ?? [])]).toEqual([0, 255, 10]);
    expect(store.getBlob("empty")).toHaveLength(0);
    store.deleteBlob("b");
    store.deleteBlob("b");
    expect(store.getBlob("b")).toBeUndefined();
  });

  test(`${kind}: a transaction that fails leaves nothing`, () => {
    const store = open();
    store.put("a", { n: 1 });
    store.putBlob("b", new Uint8Array([1]));
    const failing = (): void =>
      store.transaction(() => {
        store.put("a", { n: 2 });
        store.put("c", {});
        store.deleteBlob("b");
        store.delete("a");
        throw new Error("broken off");
      });
    expect(failing).toThrow("broken off");
    expect(store.get("a")).toEqual({ n: 1 });
    expect(keys(store, "")).toEqual(["a"]);
    expect(store.getBlob("b")).toHaveLength(1);
    expect(store.transaction(() => 7)).toBe(7);
  });
}
