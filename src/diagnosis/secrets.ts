/** The secret values that this process has had in its hands: no report may show them, whichever object it is about. */

import { secretValues } from "../client/scrub.ts";
import { type Clean, cleaner } from "./clean.ts";

const known = new Set<string>();
let clean: { upTo: number; with: Clean } | undefined;

/** Remembers values that no report may show. */
export function rememberSecrets(values: Iterable<string>): void {
  for (const value of values) known.add(value);
}

/** Remembers what a manifest of a Secret holds; nothing of another one. */
export function rememberSecretsOf(manifest: unknown): void {
  rememberSecrets(secretValues(manifest));
}

/** Makes a text fit to show: without these values, and without what a terminal would act on. */
export function cleaned(text: string): string {
  if (clean?.upTo !== known.size) clean = { upTo: known.size, with: cleaner(known) };
  return clean.with(text);
}

/** All that was remembered. */
export function rememberedSecrets(): ReadonlySet<string> {
  return known;
}
