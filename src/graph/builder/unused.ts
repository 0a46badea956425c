/** What a builder read and then did not use. Pure. */

import type { Use } from "./render.ts";
import { celPath, type CelPath } from "./cel-text.ts";
import type { Root } from "./references.ts";

/** A path that was read. */
export interface Read {
  root: Root;
  path: CelPath;
}

/** Reads that nothing in the graph uses, each as it is written: `if (ref)` and `ref === x` leave such a trace. */
export function unusedReads(reads: readonly Read[], uses: readonly Use[]): string[] {
  const unused = reads.filter(
    (read) =>
      !uses.some(({ operand }) => covers(operand, read)) &&
      // Of a chain of reads only the end counts.
      !reads.some((other) => other.path.length > read.path.length && covers(other, read)),
  );
  return [...new Set(unused.map(({ root, path }) => celPath(root.label, path)))];
}

function covers(longer: Read, { root, path }: Read): boolean {
  return longer.root === root && path.every((step, index) => longer.path[index] === step);
}
