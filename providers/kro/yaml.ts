/** YAML, synchronously and only when it is asked for: js-yaml takes longer to load than the rest of this folder. */

import { createRequire } from "node:module";
import type * as JsYaml from "js-yaml";

let loaded: typeof JsYaml | undefined;

function yaml(): typeof JsYaml {
  loaded ??= createRequire(import.meta.url)("js-yaml") as typeof JsYaml;
  return loaded;
}

/** Writes one document. Expressions stay on one line, whatever their length. */
export function writeYaml(value: unknown): string {
  return yaml().dump(value, { noRefs: true, lineWidth: -1 });
}

/**
 * Reads all documents of a text; empty ones are left out.
 * @throws {Error} of js-yaml, with the line
 */
export function readYaml(text: string): unknown[] {
  return yaml()
    .loadAll(text)
    .filter((document) => document !== null && document !== undefined);
}
