/** A journal in one SQLite file: a row for each object, written in transactions that survive the death of the process. */

import { rmSync } from "node:fs";
import { ProviderError } from "../../errors.ts";
import type { LiveObject } from "../../model/object.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Journal, Row } from "./journal.ts";
import { deferredOf, withoutManagedFields } from "./lazy.ts";
import { openSqlite, type Database } from "./sqlite.ts";
import { textOf } from "./text.ts";

/** Of the tables below: a file with another number is not read. */
const FORMAT = 2;

const TABLES = `
  CREATE TABLE IF NOT EXISTS objects (
    id INTEGER PRIMARY KEY, resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
    revision INTEGER NOT NULL, json TEXT NOT NULL, untracked TEXT
  );
  CREATE TABLE IF NOT EXISTS cluster_values (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/**
 * The lock of an exclusive writer dies with its process, and needs no shared memory beside the log. Most rows fit into half of a
 * larger page; the log is taken over into the tables after 32 MB of it, since that waits for the disk.
 */
const SETTINGS = "PRAGMA page_size = 8192; PRAGMA locking_mode = EXCLUSIVE;";
const LOGGED = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000;";

/** The value that holds the revision of the newest write; users of a store cannot name it. */
const REVISION = "\u0000revision";

/** A journal, and the database for those who keep other things beside the objects. */
export interface SqliteJournal extends Journal {
  readonly database: Database;
}

export interface SqliteJournalOptions {
  /** Forget everything but the values and the revision. A file that cannot be read is made anew. @default false */
  reset?: boolean;
}

/**
 * @param file made when absent; nobody else may have it open
 * @throws {ProviderError} `in-use` when another process has it, `no-cluster` when it is damaged or of another format
 */
export async function sqliteJournal(
  file: string,
  { reset = false }: SqliteJournalOptions = {},
): Promise<SqliteJournal> {
  const database = await (reset ? openEmptied(file) : open(file));
  const begin = database.prepare("BEGIN");
  const commit = database.prepare("COMMIT");
  const rollback = database.prepare("ROLLBACK");
  const put = database.prepare("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM objects WHERE id = ?");
  const set = database.prepare("INSERT OR REPLACE INTO cluster_values VALUES (?, ?)");
  return {
    database,
    load() {
      try {
        return load(database);
      } catch (error) {
        throw unreadable(file, error);
      }
    },
    write(batch) {
      begin.run();
      try {
        for (const { id, resource, object } of batch.put) {
          const { namespace = "", name, resourceVersion } = object.metadata;
          put.run(id, resource, namespace, name, Number(resourceVersion), ...textsOf(object));
        }
        for (const id of batch.removed) remove.run(id);
        for (const [key, value] of batch.values) set.run(key, value);
        if (batch.revision !== undefined) set.run(REVISION, String(batch.revision));
        commit.run();
      } catch (error) {
        rollback.run();
        throw error;
      }
    },
    close: () => database.close(),
  };
}

async function open(file: string): Promise<Database> {
  let database: Database | undefined;
  try {
    database = await openSqlite(file);
    prepare(database);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof ProviderError ? error : unreadable(file, error);
  }
}

async function openEmptied(file: string): Promise<Database> {
  try {
    const database = await open(file);
    try {
      empty(database);
      return database;
    } catch (error) {
      database.close();
      throw unreadable(file, error);
    }
  } catch (error) {
    if (error instanceof ProviderError && error.code !== "no-cluster") throw error;
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
    return open(file);
  }
}

/** Others keep their tables in the same file: those are emptied too. */
function empty(database: Database): void {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'cluster_values'")
    .all();
  database.execute("BEGIN");
  for (const { name } of tables) database.execute(`DELETE FROM "${String(name)}"`);
  database.execute("COMMIT");
}

function prepare(database: Database): void {
  database.execute(SETTINGS);
  const format = database.prepare("PRAGMA user_version").all()[0]?.["user_version"];
  if (format !== 0 && format !== FORMAT)
    throw new Error(`it has format ${String(format)}, this version reads format ${FORMAT}`);
  // A new file has nothing to lose yet: waiting for the disk here would be a fifth of a start.
  if (format === 0) database.execute("PRAGMA synchronous = OFF;");
  database.execute(LOGGED);
  if (format === 0) database.execute(`BEGIN; ${TABLES} PRAGMA user_version = ${FORMAT}; COMMIT;`);
}

/** The object, and what is needed to compute its managedFields where nobody did yet. */
function textsOf(object: LiveObject): [json: string, untracked: string | null] {
  const saved = deferredOf(object.metadata)?.save(object);
  if (saved === undefined) return [textOf(object), null];
  const plain = { ...object, metadata: withoutManagedFields(object.metadata) };
  return [JSON.stringify(plain), JSON.stringify(saved)];
}

function load(database: Database): ReturnType<Journal["load"]> {
  const rows = database.prepare("SELECT id, resource, json, untracked FROM objects ORDER BY id").all();
  const values = new Map(
    database
      .prepare("SELECT key, value FROM cluster_values")
      .all()
      .map(({ key, value }) => [String(key), String(value)]),
  );
  const revision = Number(values.get(REVISION) ?? 1);
  values.delete(REVISION);
  return {
    revision,
    values,
    rows: rows.map(({ id, resource, json, untracked }): Row => ({
      id: Number(id),
      resource: String(resource),
      object: JSON.parse(String(json)) as LiveObject,
      ...(typeof untracked === "string" ? { untracked: JSON.parse(untracked) as JsonObject } : {}),
    })),
  };
}

function unreadable(file: string, cause: unknown): ProviderError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const object = `embedded cluster ${file}`;
  if (/locked|busy/i.test(why))
    return new ProviderError("in-use", "another process has it open", {
      object,
      advice: "Stop that one, or use another directory.",
      cause,
    });
  return new ProviderError("no-cluster", `the stored state cannot be read: ${why}`, {
    object,
    advice: "Start again with an empty cluster: `npx alchemy-kubernetes local --reset`.",
    cause,
  });
}
