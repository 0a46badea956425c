/** What the tests leave behind, undone at the end of each file by `afterAll(cleanUp)`: a hook in a shared module runs for one file only. */

const leftovers: (() => unknown)[] = [];

/** Remembers what to undo. */
export function later(undo: () => unknown): void {
  leftovers.push(undo);
}

/** Undoes everything that was remembered so far. */
export async function cleanUp(): Promise<void> {
  await Promise.all(leftovers.splice(0).map((undo) => undo()));
}
