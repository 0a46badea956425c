/** Indexes of indexed Jobs: sets of numbers written as `1,3-5,7`. Pure. */

import type { Job, Pod } from "./kinds.ts";

/** Annotation and label of a pod with its index. */
export const COMPLETION_INDEX = "batch.kubernetes.io/job-completion-index";

export function isIndexed({ spec }: Job): boolean {
  return spec.completionMode === "Indexed";
}

/** The index of a pod. @returns -1 when it has none that counts */
export function indexOf(pod: Pod, completions: number): number {
  const text = pod.metadata.annotations?.[COMPLETION_INDEX];
  const index = text === undefined || text === "" ? -1 : Number(text);
  return Number.isInteger(index) && index < completions ? index : -1;
}

/** @param text for example `1,3-5,7` */
export function parseIndexes(text: string, completions: number): Set<number> {
  const found = new Set<number>();
  for (const part of text.split(",").filter((part) => part !== "")) {
    const [first = 0, last = first] = part.split("-").map(Number);
    for (let index = first; index <= last && index < completions; index++) found.add(index);
  }
  return found;
}

/** The shortest form: three or more in a row as a range, as the job controller writes it. */
export function writeIndexes(indexes: ReadonlySet<number>): string {
  const ranges: [number, number][] = [];
  for (const index of [...indexes].toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges
    .map(([first, last]) => {
      if (first === last) return `${first}`;
      return last === first + 1 ? `${first},${last}` : `${first}-${last}`;
    })
    .join(",");
}

/** The lowest indexes that no pod has and that have neither succeeded nor failed. */
export function pendingIndexes(count: number, completions: number, taken: ReadonlySet<number>): number[] {
  const pending: number[] = [];
  for (let index = 0; index < completions && pending.length < count; index++)
    if (!taken.has(index)) pending.push(index);
  return pending;
}
