/** Parts of objects: `Range`, and numbers of parts. Pure. */

import { S3Refusal } from "./errors.ts";
import type { Version } from "./records.ts";

/** Bytes from `start` to before `end`. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Reads a `Range` header.
 * @returns `undefined` when it asks for no single range of bytes: the whole object is answered then
 * @throws {S3Refusal} `InvalidRange`
 */
export function readRange(header: string | null, size: number): Span | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") return lastBytes(Number(last), size);
  const start = Number(first);
  if (last !== "" && Number(last) < start) throw new S3Refusal("InvalidRange");
  if (start >= size) throw outside(`${first}-${last === "" ? "-1" : last}`, size);
  return { start, end: last === "" ? size : Math.min(Number(last) + 1, size) };
}

function lastBytes(count: number, size: number): Span {
  if (count === 0) throw new S3Refusal("InvalidRange");
  if (size === 0) throw outside(`-${count}`, size);
  return { start: Math.max(size - count, 0), end: size };
}

function outside(range: string, size: number): S3Refusal {
  return new S3Refusal("InvalidRange", {
    message: `The requested range 'bytes=${range}' is not satisfiable`,
    details: { ActualObjectSize: size, RangeRequested: range },
  });
}

/**
 * The bytes of one part of an object; one that came whole is its own first part.
 * @throws {S3Refusal} `InvalidPartNumber`
 */
export function partSpan({ pieces, parts, size }: Version, number: number): Span {
  if (parts !== true && number === 1) return { start: 0, end: size };
  const piece = parts === true ? pieces[number - 1] : undefined;
  if (piece === undefined) throw new S3Refusal("InvalidPartNumber");
  const start = pieces.slice(0, number - 1).reduce((sum, { size }) => sum + size, 0);
  return { start, end: start + piece.size };
}
