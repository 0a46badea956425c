/** Writes to a store until it is killed, and says what was acknowledged: `<revision> <name> <round>` per line. */

import { memoryStore } from "../../../../src/local/store/memory.ts";
import { sqliteJournal } from "../../../../src/local/store/sqlite-journal.ts";
import { RESOURCE, sample } from "./sample.ts";

const store = memoryStore(await sqliteJournal(process.argv[2] ?? ""));
const start = store.revision;
for (let round = 0; ; round += 1) {
  const lines: string[] = [];
  for (let index = 0; index < 8; index += 1) {
    const name = `x${(round * 8 + index) % 200}`;
    const kept = store.put(RESOURCE, {
      ...sample(name),
      data: { round: String(start + round), filler: "f".repeat(500) },
    });
    lines.push(`${kept.metadata.resourceVersion} ${name} ${start + round}`);
  }
  store.put(RESOURCE, sample(`later${round % 50}`), true);
  await store.committed();
  // The last line has the revision that was told last, of a write that may be lost.
  process.stdout.write(`${lines.join("\n")}\n${store.revision}\n`);
}
