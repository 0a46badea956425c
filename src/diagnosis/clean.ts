/** Making foreign text fit to show: what controllers and containers wrote is neither trusted nor free of secrets. Pure. */

import { scrubber } from "../client/scrub.ts";

/** Takes secrets and what a terminal would act on out of a text; its lines stay. */
export type Clean = (text: string) => string;

// CSI, OSC, DCS/PM/APC/SOS, two-character escapes; then the same as single C1 characters.
const ESCAPES =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|[PX^_][^\u001b]*(?:\u001b\\|$)|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;

// Everything else that is no character: C0 but for the line feed, C1, and marks that turn the direction of text.
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text without what a terminal would act on. Tabs become spaces; a carriage return ends a line. */
export function plain(text: string): string {
  return text.replace(ESCAPES, "").replace(/\r\n?/g, "\n").replace(/\t/g, "    ").replace(INVISIBLE, "");
}

// A shorter line of a secret that has several is a bracket or a word.
const SECRET_LINE = 8;

/**
 * Makes what cleans texts.
 * @param secrets plain values; of one with several lines each line is a secret, too: the end of a log may begin within it
 */
export function cleaner(secrets: Iterable<string>): Clean {
  const known = new Set<string>();
  for (const secret of secrets) {
    const text = plain(secret);
    known.add(secret).add(text);
    for (const line of text.split("\n")) if (line.trim().length >= SECRET_LINE) known.add(line.trim());
  }
  const scrub = scrubber(known);
  return (text) => scrub(plain(text));
}

/** A text on one line, cut to a length in characters. */
export function oneLine(text: string, length = 400): string {
  return cut(text.replace(/\s+/g, " ").trim(), length);
}

/** A text cut to a length in characters; the cut is visible. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}
