/** Paths and queries of requests, taken apart by hand: a URL object costs more than the rest of a short request. Pure. */

import { badRequest } from "../status.ts";

/** A path and what follows it. */
export interface Location {
  /** Decoded steps; those that are empty at the end are left out. */
  steps: readonly string[];
  /** As it was sent. */
  path: string;
  query: URLSearchParams;
}

const NONE = new URLSearchParams();

// Clients send the same few queries again and again. Nobody changes what is kept here.
const queries = new Map<string, URLSearchParams>();
const MOST_QUERIES = 500;

function queryOf(text: string): URLSearchParams {
  if (text === "") return NONE;
  const known = queries.get(text);
  if (known !== undefined) return known;
  const query = new URLSearchParams(text);
  if (queries.size >= MOST_QUERIES) queries.clear();
  queries.set(text, query);
  return query;
}

const MALFORMED = /%(?![\da-f]{2})/i;

function decoded(step: string): string {
  if (!step.includes("%")) return step;
  if (MALFORMED.test(step)) throw badRequest(`invalid URL escape in ${JSON.stringify(step)}`);
  try {
    return decodeURIComponent(step);
  } catch {
    // Bytes that are no UTF-8 name nothing.
    return step;
  }
}

/**
 * @param url absolute, as a Request has it
 * @throws {StatusError} 400
 */
export function locationOf(url: string): Location {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const hash = url.indexOf("#", start);
  const end = hash < 0 ? url.length : hash;
  const mark = url.indexOf("?", start);
  const pathEnd = mark < 0 || mark > end ? end : mark;
  const path = start < 0 ? "/" : url.slice(start, pathEnd);
  const steps = path.slice(1).split("/").map(decoded);
  while (steps.length > 0 && steps.at(-1) === "") steps.pop();
  return { steps, path, query: queryOf(pathEnd < end ? url.slice(pathEnd + 1, end) : "") };
}

/** A boolean of a query, as Go reads it: anything but `false` and `0` is true. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}
