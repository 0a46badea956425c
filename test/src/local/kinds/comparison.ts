/** The recorded or live answers of the API server beside ours. */

import { isDeepStrictEqual } from "node:util";
import type { Recording } from "./answers.ts";
import { exceptions } from "./exceptions.ts";

/** What does not agree, and how much does. */
export interface Comparison {
  /** Ids with both answers; none of them is an exception. */
  different: { id: string; server: unknown; ours: unknown }[];
  /** Exceptions that are none. */
  needless: string[];
  /** How many answers are the same, and how many of those are refusals. */
  same: number;
  refused: number;
}

export function compare(server: Recording, ours: Recording): Comparison {
  const ids = Object.keys(server);
  const isSame = (id: string): boolean => isDeepStrictEqual(server[id], ours[id]);
  const same = ids.filter(isSame);
  return {
    different: ids
      .filter((id) => !isSame(id) && exceptions[id] === undefined)
      .map((id) => ({ id, server: server[id], ours: ours[id] })),
    needless: same.filter((id) => exceptions[id] !== undefined),
    same: same.length,
    refused: same.filter((id) => "code" in (server[id] ?? {})).length,
  };
}

/** One line about a comparison. */
export function summary({ same, refused, different }: Comparison): string {
  return `kinds: ${same} answers are the same, ${refused} of them refusals; ${Object.keys(exceptions).length} exceptions, ${different.length} differ`;
}
