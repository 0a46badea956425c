/** Answers of the API server and of ours in a form in which they can be compared, and the recording of the former. */

import { readFileSync } from "node:fs";
import type { Json } from "../../../../src/model/json.ts";
import type { Question } from "./probe.ts";

/** What a server said. */
export type Answer =
  | { spec: Json; warnings?: string[] }
  | { code: number; reason?: string; message: string; causes?: string[] };

/** A question and what the API server said. */
export type Row = [question: Question, answer: Answer];

const FILE = new URL("differential.generated.json", import.meta.url);

export function readRecording(): Row[] {
  return JSON.parse(readFileSync(FILE, "utf8")) as Row[];
}

/** One row a line, so that a change of the server shows as the rows that changed. */
export function recordingText(rows: readonly Row[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`;
}

interface StatusLike {
  code?: number;
  reason?: string;
  message?: string;
  details?: { causes?: { reason?: string; field?: string; message?: string }[] };
}

/**
 * A Status without what is another every time: the API server visits fields in no order, so causes are sorted, and of a message
 * that joins them only the beginning is kept.
 */
export function refusal(status: StatusLike): Answer {
  const { code = 0, reason, message = "", details } = status;
  const causes = details?.causes
    ?.map(({ reason: why, field, message: text }) => `${why} ${field} | ${text}`)
    .sort();
  const joined = message.indexOf(": [");
  return {
    code,
    ...(reason === undefined ? {} : { reason }),
    message: joined >= 0 && (causes?.length ?? 0) > 1 ? message.slice(0, joined) : message,
    ...(causes === undefined ? {} : { causes }),
  };
}
