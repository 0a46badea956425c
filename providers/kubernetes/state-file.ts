/**
 * Reading a resource's state from Alchemy's file store without deserializing it.
 *
 * Alchemy reads each state itself when the resource is called, and takes longer for it than everything of ours in a run
 * without changes: what the wrapper needs is plain JSON, and the file is small.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Scope } from "alchemy";
import { isJsonObject, type JsonObject } from "../../src/model/json.ts";

// Values that Alchemy writes in a form of its own.
const MARKS = /"@(?:secret|schema|date|symbol|buffer)":/;

/**
 * Reads what is stored under an id.
 * @returns `"absent"`; `undefined` when the store has to be asked itself: it is another one, or holds what is not plain JSON
 */
export function readStateFile(
  { state }: Pick<Scope, "state">,
  id: string,
): JsonObject | "absent" | undefined {
  const file = fileOf(state, id);
  if (file === undefined) return undefined;
  try {
    const text = readFileSync(file, "utf8");
    const value: unknown = MARKS.test(text) ? undefined : JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    return isAbsent(error) ? "absent" : undefined;
  }
}

// The class is exported by a module that loads every other store, too.
function fileOf(store: object, id: string): string | undefined {
  const isFileStore = store.constructor.name === "FileSystemStateStore" && "dir" in store;
  if (!isFileStore || typeof store.dir !== "string" || /[/:*]/.test(id)) return undefined;
  return join(store.dir, `${id}.json`);
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
