/** The S3 server's records and bytes in a SQLite database, beside the objects of the cluster. */

import type { Database, SqliteValue } from "../store/sqlite.ts";
import type { S3Record, S3Store } from "./store.ts";

// Keys as BLOBs: SQLite compares those by their bytes, text by its collation.
const TABLES = `
  CREATE TABLE IF NOT EXISTS s3_records (key BLOB PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS s3_blobs (id TEXT PRIMARY KEY, bytes BLOB NOT NULL);
`;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The smallest key behind all that begin with the prefix; `undefined` where none is. */
function behind(prefix: Uint8Array): Uint8Array | undefined {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return undefined;
  const end = prefix.slice(0, last + 1);
  end[last] = (end[last] ?? 0) + 1;
  return end;
}

/** @param database open; the tables are made when absent */
export function sqliteS3Store(database: Database): S3Store {
  database.execute(TABLES);
  const begin = database.prepare("BEGIN");
  const commit = database.prepare("COMMIT");
  const rollback = database.prepare("ROLLBACK");
  const get = database.prepare("SELECT json FROM s3_records WHERE key = ?");
  const put = database.prepare("INSERT OR REPLACE INTO s3_records VALUES (?, ?)");
  const remove = database.prepare("DELETE FROM s3_records WHERE key = ?");
  const list = database.prepare(
    "SELECT key, json FROM s3_records WHERE key >= ? AND key > ? AND (? IS NULL OR key < ?) ORDER BY key LIMIT ?",
  );
  const getBlob = database.prepare("SELECT bytes FROM s3_blobs WHERE id = ?");
  const putBlob = database.prepare("INSERT OR REPLACE INTO s3_blobs VALUES (?, ?)");
  const removeBlob = database.prepare("DELETE FROM s3_blobs WHERE id = ?");
  return {
    get: (key) => {
      const json = get.all(encoder.encode(key))[0]?.["json"];
      return json === undefined ? undefined : (JSON.parse(String(json)) as S3Record);
    },
    put: (key, record) => put.run(encoder.encode(key), JSON.stringify(record)),
    delete: (key) => remove.run(encoder.encode(key)),
    list: (prefix, { after, limit = -1 } = {}) => {
      const start = encoder.encode(prefix);
      const end = behind(start) ?? null;
      // An empty BLOB is before every key.
      const floor = encoder.encode(after ?? "");
      return list
        .all(start, floor, end, end, limit)
        .map(({ key, json }): [string, S3Record] => [
          decoder.decode(bytesOf(key)),
          JSON.parse(String(json)) as S3Record,
        ]);
    },
    getBlob: (id) => {
      const bytes = getBlob.all(id)[0]?.["bytes"];
      return bytes === undefined ? undefined : bytesOf(bytes);
    },
    putBlob: (id, bytes) => putBlob.run(id, bytes),
    deleteBlob: (id) => removeBlob.run(id),
    transaction: (work) => {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        rollback.run();
        throw error;
      }
    },
  };
}

function bytesOf(value: SqliteValue | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new Error(`a BLOB was expected, not ${typeof value}`);
}
