/** Answers about definitions, and their recording. */

import { readFileSync } from "node:fs";
import type {
  DefinitionCondition,
  DefinitionStatus,
} from "../../../../src/local/custom-resources/definition.ts";
import type { Json } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import type { Answer } from "../validation/answers.ts";
import type { DefinitionRow } from "./definitions.ts";

/** What a server said to a definition and to the one that took its place. */
export interface DefinitionAnswer {
  made: Established | Answer;
  replaced?: Established | Answer;
}

/** A definition as it was answered, and its status when that had settled. */
export interface Established {
  spec: Json;
  status: Json;
  settled: { names: Json; stored: Json; conditions: string[] };
  warnings?: string[];
}

/** A title, what the API server said, and the definition where it is not one of those written here. */
export type DefinitionRecord = [title: string, answer: DefinitionAnswer, foreign?: Manifest];

const FILE = new URL("definitions.generated.json", import.meta.url);

export function readDefinitions(): DefinitionRecord[] {
  return JSON.parse(readFileSync(FILE, "utf8")) as DefinitionRecord[];
}

export function definitionsText(rows: readonly DefinitionRecord[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
}

/** A status without times. */
export function settled({
  acceptedNames,
  storedVersions,
  conditions,
}: DefinitionStatus): Established["settled"] {
  return {
    names: (acceptedNames ?? null) as Json,
    stored: storedVersions ?? [],
    // Several controllers write them at once.
    conditions: (conditions ?? []).map(conditionText).sort(),
  };
}

function conditionText(condition: DefinitionCondition): string {
  const { type, status, reason, message, lastTransitionTime: _, ...others } = condition;
  const more = Object.keys(others).length === 0 ? "" : ` ${JSON.stringify(others)}`;
  return `${type}=${status} ${reason}: ${message}${more}`;
}

/** The rows that were written here, and those that the recording holds. */
export function rowsOf(
  written: readonly DefinitionRow[],
  records: readonly DefinitionRecord[],
): DefinitionRow[] {
  const foreign = records.flatMap(([title, , definition]) =>
    definition === undefined ? [] : [{ title, definition }],
  );
  return [...written, ...foreign];
}
