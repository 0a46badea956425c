/** Where a store keeps its objects over restarts. */

import type { JsonObject } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";

/** One object as it is kept. */
export interface Row {
  /** Never used again for another object. */
  id: number;
  resource: string;
  object: LiveObject;
  /** What is needed to compute managedFields, when the object was kept without. */
  untracked?: JsonObject;
}

/** All that happened since the last one; objects that changed twice are in it once. */
export interface Batch {
  /** No revision up to this one is given again; absent: as before. */
  revision?: number;
  put: readonly Row[];
  /** Ids of rows. */
  removed: readonly number[];
  values: ReadonlyMap<string, string>;
}

/** A store's memory: it is read once, and then only written. Everything is synchronous. */
export interface Journal {
  load(): { revision: number; rows: Row[]; values: Map<string, string> };
  /** Writes all of it or nothing. */
  write(batch: Batch): void;
  close(): void;
}
