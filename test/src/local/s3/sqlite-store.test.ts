import { afterAll } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteS3Store } from "../../../../src/local/s3/sqlite-store.ts";
import { openSqlite } from "../../../../src/local/store/sqlite.ts";
import { testStore } from "./store-contract.ts";

const folder = await mkdtemp(join(tmpdir(), "s3-store-"));
const databases = await Promise.all(
  Array.from({ length: 5 }, (_, index) => openSqlite(join(folder, `${index}.sqlite`))),
);
let used = 0;

testStore("sqlite", () => {
  const database = databases[used++];
  if (database === undefined) throw new Error("each test of the contract opens one database");
  return sqliteS3Store(database);
});

afterAll(async () => {
  for (const database of databases) database.close();
  await rm(folder, { recursive: true, force: true });
});
