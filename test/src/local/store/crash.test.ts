import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryStore } from "../../../../src/local/store/memory.ts";
import { sqliteJournal } from "../../../../src/local/store/sqlite-journal.ts";
import { RESOURCE } from "./sample.ts";

/** Starts the writer and kills it in the middle. @returns what it acknowledged: the last round of each object, and a revision */
async function killedAfter(
  file: string,
  delay: number,
): Promise<{ rounds: Map<string, number>; revision: number }> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "crash-writer.ts"), file], {
    stdout: "pipe",
  });
  const reading = child.stdout.text();
  await Bun.sleep(delay);
  child.kill("SIGKILL");
  await child.exited;
  const rounds = new Map<string, number>();
  let revision = 0;
  const lines = (await reading).split("\n").slice(0, -1);
  for (const line of lines) {
    const [at = "", name = "", round = ""] = line.split(" ");
    if (name !== "") rounds.set(name, Number(round));
    revision = Number(at);
  }
  return { rounds, revision };
}

test("a process killed in the middle of writing loses nothing that it acknowledged", async () => {
  const directory = mkdtempSync(join(tmpdir(), "crash-"));
  const file = join(directory, "store.db");
  let last = 0;
  let acknowledged = 0;
  for (const delay of [250, 310, 270, 330]) {
    const { rounds, revision } = await killedAfter(file, delay);
    acknowledged += rounds.size;
    const store = memoryStore(await sqliteJournal(file));
    expect(store.revision).toBeGreaterThanOrEqual(Math.max(last, revision));
    for (const [name, round] of rounds) {
      const found = store.get(RESOURCE, "a", name);
      expect(Number((found?.["data"] as { round: string } | undefined)?.round)).toBeGreaterThanOrEqual(round);
    }
    for (const { metadata } of store.list(RESOURCE))
      expect(Number(metadata.resourceVersion)).toBeLessThanOrEqual(store.revision);
    last = store.revision;
    store.close();
  }
  expect(acknowledged).toBeGreaterThan(0);
  rmSync(directory, { recursive: true });
}, 20_000);
