/** A store that ends with the process, for tests and for `memory` clusters. */

import type { S3Page, S3Record, S3Store } from "./store.ts";

/** Makes an empty store. */
export function memoryS3Store(): S3Store {
  const records = new Map<string, string>();
  const blobs = new Map<string, Uint8Array>();
  const order = sortedKeys();
  // How to take back what a transaction has written so far, the last first.
  let undo: (() => void)[] | undefined;
  const write = (key: string, text: string | undefined): void => {
    const former = records.get(key);
    undo?.push(() => write(key, former));
    if (text === undefined) records.delete(key);
    else records.set(key, text);
    if (former === undefined && text !== undefined) order.add(key);
    if (former !== undefined && text === undefined) order.remove(key);
  };
  const writeBlob = (id: string, bytes: Uint8Array | undefined): void => {
    const former = blobs.get(id);
    undo?.push(() => writeBlob(id, former));
    if (bytes === undefined) blobs.delete(id);
    else blobs.set(id, bytes);
  };
  return {
    get: (key) => parse(records.get(key)),
    put: (key, record) => write(key, JSON.stringify(record)),
    delete: (key) => write(key, undefined),
    list: (prefix, page = {}) =>
      order.under(prefix, page).flatMap((key): [string, S3Record][] => {
        const record = parse(records.get(key));
        return record === undefined ? [] : [[key, record]];
      }),
    getBlob: (id) => blobs.get(id),
    putBlob: writeBlob,
    deleteBlob: (id) => writeBlob(id, undefined),
    transaction(work) {
      const taken: (() => void)[] = (undo = []);
      try {
        return work();
      } catch (error) {
        undo = undefined;
        for (const step of taken.toReversed()) step();
        throw error;
      } finally {
        undo = undefined;
      }
    },
  };
}

function parse(text: string | undefined): S3Record | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as S3Record);
}

/** Keys in the order of their UTF-8 bytes. Appending in order, and dropping whole ranges, are the common cases. */
function sortedKeys() {
  const keys: string[] = [];
  const position = (key: string): number => {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareBytes(keys[middle] ?? "", key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    add: (key: string) => void keys.splice(position(key), 0, key),
    remove: (key: string) => void keys.splice(position(key), 1),
    under(prefix: string, { after = "", limit = Number.POSITIVE_INFINITY }: S3Page): string[] {
      const isBehind = compareBytes(after, prefix) >= 0;
      let at = position(isBehind ? after : prefix);
      if (isBehind && keys[at] === after) at += 1;
      const end = Math.min(keys.length, at + limit);
      let last = at;
      while (last < end && (keys[last] ?? "").startsWith(prefix)) last += 1;
      return keys.slice(at, last);
    },
  };
}

// JavaScript compares UTF-16 units: characters beyond U+FFFF, written by surrogates, stand before U+E000 there.
function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left === right) continue;
    const [leftHigh, rightHigh] = [isSurrogate(left), isSurrogate(right)];
    return leftHigh === rightHigh ? left - right : leftHigh ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
