/** SQLite in Bun and in Node, as one: the only file that knows which of the two runs. */

import { ProviderError } from "../../errors.ts";

/** A prepared statement. */
export interface Statement {
  run(...parameters: SqliteValue[]): void;
  all(...parameters: SqliteValue[]): Record<string, SqliteValue>[];
}

export type SqliteValue = string | number | null | Uint8Array;

/** An open database. */
export interface Database {
  execute(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** What `bun:sqlite` and `node:sqlite` have in common. */
interface Native {
  exec(sql: string): unknown;
  prepare(sql: string): {
    run(...parameters: SqliteValue[]): unknown;
    all(...parameters: SqliteValue[]): unknown[];
    /** Bun keeps a closed file open until its statements are finalized; Node does it on closing. */
    finalize?(): void;
  };
  close(): void;
}

/**
 * Opens a database, made when absent.
 * @throws Error of SQLite; {ProviderError} `unsupported` on Node before 22.13
 */
export async function openSqlite(file: string): Promise<Database> {
  const native = await openNative(file);
  const statements: ReturnType<Native["prepare"]>[] = [];
  return {
    execute: (sql) => void native.exec(sql),
    prepare(sql) {
      const statement = native.prepare(sql);
      statements.push(statement);
      return {
        run: (...parameters) => void statement.run(...parameters),
        all: (...parameters) => statement.all(...parameters) as Record<string, SqliteValue>[],
      };
    },
    close() {
      for (const statement of statements) statement.finalize?.();
      native.close();
    },
  };
}

async function openNative(file: string): Promise<Native> {
  if (process.versions.bun !== undefined) {
    const { Database } = await import("bun:sqlite");
    return new Database(file, { create: true });
  }
  const { DatabaseSync } = await import("node:sqlite").catch((error: unknown) => {
    throw new ProviderError("unsupported", `Node ${process.version} has no node:sqlite`, {
      object: "embedded cluster",
      advice: "Use Node 22.13 or later, or Bun.",
      cause: error,
    });
  });
  const native = new DatabaseSync(file);
  return {
    exec: (sql) => native.exec(sql),
    prepare(sql) {
      const statement = native.prepare(sql);
      return {
        run: (...parameters) => statement.run(...parameters.map(bindable)),
        all: (...parameters) => statement.all(...parameters.map(bindable)),
      };
    },
    close: () => native.close(),
  };
}

const NO_BYTES = new Uint8Array(1).subarray(1);

/** Node takes bytes that lie nowhere, as those of an empty text do, for NULL. */
function bindable(value: SqliteValue): SqliteValue {
  return value instanceof Uint8Array && value.byteLength === 0 ? NO_BYTES : value;
}
