/** The recorded answers in few bytes: objects of one manifest are told by what is different from the first. */

import { readFileSync } from "node:fs";
import { isJsonObject, sameJson, type Json, type JsonObject } from "../../../../src/model/json.ts";
import type { Answer, Recording } from "./answers.ts";

/** Where a value is another; without a value there is none. */
type Difference = [path: (string | number)[], value?: Json];

type Recorded = Answer | { like: Difference[] };

const FILE = new URL("differential.generated.json", import.meta.url);

/** Cases of one verb and one manifest. */
function groupOf(id: string): string {
  return id.split(" ", 2).join(" ");
}

export function readRecording(): Recording {
  const recorded = JSON.parse(readFileSync(FILE, "utf8")) as Record<string, Recorded>;
  const first = new Map<string, Json>();
  return Object.fromEntries(
    Object.entries(recorded).map(([id, answer]): [string, Answer] => {
      if ("object" in answer && !first.has(groupOf(id))) first.set(groupOf(id), answer.object);
      if (!("like" in answer)) return [id, answer];
      return [id, { object: patched(first.get(groupOf(id)) ?? null, answer.like) }];
    }),
  );
}

/** One case a line, so that a change of the server shows as the lines that changed. */
export function recordingText(recording: Recording): string {
  const first = new Map<string, Json>();
  const lines = Object.entries(recording).map(([id, answer]) => {
    const like = "object" in answer ? first.get(groupOf(id)) : undefined;
    if ("object" in answer && like === undefined) first.set(groupOf(id), answer.object);
    const kept: Recorded =
      "object" in answer && like !== undefined ? { like: differences(like, answer.object) } : answer;
    return `${JSON.stringify(id)}: ${JSON.stringify(kept)}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

function differences(before: Json, after: Json, path: (string | number)[] = []): Difference[] {
  if (sameJson(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, index) => differences(item, after[index] ?? null, [...path, index]));
  if (!isJsonObject(before) || !isJsonObject(after)) return [[path, after]];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): Difference[] => {
    const [old, now] = [before[key], after[key]];
    if (now === undefined) return [[[...path, key]]];
    return old === undefined ? [[[...path, key], now]] : differences(old, now, [...path, key]);
  });
}

function patched(object: Json, all: readonly Difference[]): Json {
  const copy = structuredClone(object);
  for (const [path, value] of all) {
    const last = path.at(-1) ?? "";
    const inner = path.slice(0, -1);
    const holder = inner.reduce((at, step) => (at as JsonObject)[step] as Json, copy) as JsonObject;
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }
  return copy;
}
