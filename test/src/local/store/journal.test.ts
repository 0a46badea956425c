import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasCode } from "../../../../src/errors.ts";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import { sqliteJournal } from "../../../../src/local/store/sqlite-journal.ts";
import type { Batch, Journal } from "../../../../src/local/store/journal.ts";
import { RESOURCE, sample } from "./sample.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "store-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const fileOf = (name: string): string => join(directory, `${name}.db`);

describe("journal in SQLite", () => {
  test("everything is there again after a restart", async () => {
    const file = fileOf("restart");
    const first = memoryStore(await sqliteJournal(file));
    first.put(RESOURCE, sample("x", "a", ["o"]));
    first.put(RESOURCE, sample("y"));
    const changed = first.put(RESOURCE, { ...sample("x", "a", ["o"]), data: { more: "1" } });
    first.remove(RESOURCE, sample("y"));
    first.values.set("identity", "i");
    first.close();

    const second = memoryStore(await sqliteJournal(file));
    expect(second.list(RESOURCE)).toEqual([changed]);
    expect(second.revision).toBe(first.revision);
    expect(second.ownedBy("o")).toHaveLength(1);
    expect(second.values.get("identity")).toBe("i");
    expect(second.since(RESOURCE, second.revision - 1)).toBeUndefined();
    expect(second.since(RESOURCE, second.revision)).toEqual([]);
    second.put(RESOURCE, sample("z"));
    expect(second.revision).toBe(first.revision + 1);
    second.close();
  });

  test("reset forgets objects and other tables, not values and revision", async () => {
    const file = fileOf("reset");
    const journal = await sqliteJournal(file);
    const first = memoryStore(journal);
    journal.database.execute("CREATE TABLE s3 (id INTEGER); INSERT INTO s3 VALUES (1)");
    first.put(RESOURCE, sample("x"));
    first.values.set("identity", "i");
    first.close();
    const emptied = await sqliteJournal(file, { reset: true });
    const second = memoryStore(emptied);
    expect([second.count(RESOURCE), second.revision, second.values.get("identity")]).toEqual([
      0,
      first.revision,
      "i",
    ]);
    expect(emptied.database.prepare("SELECT * FROM s3").all()).toEqual([]);
    second.close();
  });

  test.each([
    ["no database", "this is not a database, whatever else it may be".repeat(100)],
    ["half a database", undefined],
  ])("%s: says what to do, and reset does it", async (name, content) => {
    const file = fileOf(name.replaceAll(" ", "-"));
    if (content === undefined) {
      const store = memoryStore(await sqliteJournal(file));
      for (let index = 0; index < 500; index += 1) store.put(RESOURCE, sample(`x${index}`));
      store.close();
      const bytes = new Uint8Array(await Bun.file(file).arrayBuffer());
      writeFileSync(file, bytes.slice(0, bytes.length / 2).fill(7, 5_000));
    } else writeFileSync(file, content);
    const opened = sqliteJournal(file).then((journal) => {
      try {
        return journal.load();
      } finally {
        journal.close();
      }
    });
    const error: unknown = await opened.catch((reason: unknown) => reason);
    expect(hasCode(error, "no-cluster")).toBe(true);
    expect(String(error)).toContain(file);
    expect(String(error)).toContain("--reset");
    const store = memoryStore(await sqliteJournal(file, { reset: true }));
    expect(store.count(RESOURCE)).toBe(0);
    store.close();
  });

  test("two at a time: the second says that it is in use, and reset leaves it alone", async () => {
    const file = fileOf("busy");
    const store = memoryStore(await sqliteJournal(file));
    store.put(RESOURCE, sample("x"));
    await store.committed();
    for (const options of [{}, { reset: true }]) {
      const error: unknown = await sqliteJournal(file, options).catch((reason: unknown) => reason);
      expect(hasCode(error, "in-use")).toBe(true);
    }
    store.close();
    const again = memoryStore(await sqliteJournal(file));
    expect(again.count(RESOURCE)).toBe(1);
    again.close();
  });
});

/** Writes to memory, and fails when told to. */
function recording(): { journal: Journal; batches: Batch[]; fail: (error: Error | undefined) => void } {
  const batches: Batch[] = [];
  let failure: Error | undefined;
  return {
    batches,
    fail: (error) => {
      failure = error;
    },
    journal: {
      load: () => ({ revision: 1, rows: [], values: new Map() }),
      write(batch) {
        if (failure !== undefined) throw failure;
        batches.push(batch);
      },
      close: () => undefined,
    },
  };
}

describe("group commit", () => {
  test("what is written together is one transaction, each object in it once", async () => {
    const { journal, batches } = recording();
    const store = memoryStore(journal);
    for (let index = 0; index < 16; index += 1) store.put(RESOURCE, sample(`x${index % 4}`));
    store.remove(RESOURCE, sample("x0"));
    const done = Array.from({ length: 16 }, () => store.committed());
    await Promise.all(done);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.put.map(({ object }) => object.metadata.name)).toEqual(["x1", "x2", "x3"]);
    expect(batches[0]?.removed).toHaveLength(1);
    expect(batches[0]?.revision).toBeGreaterThanOrEqual(store.revision);
  });

  test("what may be later waits, is told at once, and is written once with its last state", async () => {
    const { journal, batches } = recording();
    const store = memoryStore(journal);
    const heard: string[] = [];
    store.listen("committed", ({ object }) => void heard.push(object.metadata.name));
    store.put(RESOURCE, sample("client"));
    await store.committed();
    for (let index = 0; index < 5; index += 1) store.put(RESOURCE, sample("controller"), true);
    await store.committed();
    expect(heard).toHaveLength(6);
    expect(batches.map(({ put }) => put.length)).toEqual([1]);
    await Bun.sleep(400);
    await store.committed();
    expect(batches.map(({ put }) => put.map(({ object }) => object.metadata.name))).toEqual([
      ["client"],
      ["controller"],
    ]);
    const [first] = batches[1]?.put ?? [];
    expect(first?.object.metadata.resourceVersion).toBe(String(store.revision));
  });

  test("owners are on disk before what they own", async () => {
    const { journal, batches } = recording();
    const store = memoryStore(journal);
    store.put(RESOURCE, sample("owner"), true);
    store.put(RESOURCE, sample("middle", "a", ["a-owner"]), true);
    store.put(RESOURCE, sample("other"), true);
    store.put(RESOURCE, sample("child", "a", ["a-middle"]));
    await store.committed();
    expect(batches[0]?.put.map(({ object }) => object.metadata.name).sort()).toEqual([
      "child",
      "middle",
      "owner",
    ]);
    store.close();
  });

  test("no revision that was told is given again after a crash", async () => {
    const { journal, batches } = recording();
    const store = memoryStore(journal);
    let told = 0;
    store.listen("committed", ({ revision }) => {
      told = revision;
      expect(Math.max(...batches.map((batch) => batch.revision ?? 0))).toBeGreaterThanOrEqual(revision);
    });
    for (let index = 0; index < 12_000; index += 1) {
      store.put(RESOURCE, sample("x"), true);
      if (index % 100 === 0) await store.committed();
    }
    await store.committed();
    expect(told).toBe(store.revision);
    store.close();
    expect(batches.at(-1)?.revision).toBe(store.revision);
  });

  test("a failure reaches who waits; the next commit has everything", async () => {
    const { journal, batches, fail } = recording();
    const store = memoryStore(journal);
    const heard: string[] = [];
    store.listen("committed", ({ object }) => void heard.push(object.metadata.name));
    fail(new Error("disk full"));
    store.put(RESOURCE, sample("x"));
    expect(store.committed()).rejects.toThrow("disk full");
    await Bun.sleep(5);
    fail(undefined);
    store.put(RESOURCE, sample("y"));
    await store.committed();
    expect(batches[0]?.put.map(({ object }) => object.metadata.name)).toEqual(["x", "y"]);
    expect(heard).toEqual(["x", "y"]);
  });
});
