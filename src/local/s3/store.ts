/** What the S3 server keeps: JSON records in key order, and bytes by id. */

/** A record: plain data that survives `JSON.stringify`. */
export type S3Record = object;

/** Which records of a listing. */
export interface S3Page {
  /** Only keys behind this one. */
  after?: string;
  /** At most so many. @default all */
  limit?: number;
}

/**
 * Storage of the S3 server: synchronous, so that a request changes it in one step. Keys are ordered by their UTF-8 bytes. Records
 * that go in or come out are not shared: changing one later changes nothing here.
 */
export interface S3Store {
  get(key: string): S3Record | undefined;
  put(key: string, record: S3Record): void;
  /** Removes a record; one that is absent is no error. */
  delete(key: string): void;
  /** The records whose keys begin with the prefix, in order. */
  list(prefix: string, page?: S3Page): [key: string, record: S3Record][];
  getBlob(id: string): Uint8Array | undefined;
  putBlob(id: string, bytes: Uint8Array): void;
  /** Removes bytes; ones that are absent are no error. */
  deleteBlob(id: string): void;
  /** Runs writes that all happen or, when it throws, do not. Never nested. */
  transaction<T>(work: () => T): T;
}
