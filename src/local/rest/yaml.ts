/** YAML as Kubernetes reads it: version 1.1. js-yaml is loaded when the first YAML comes. */

import { createRequire } from "node:module";
import type * as JsYaml from "js-yaml";

/** What the parser says of a text that it cannot read. */
export interface YamlProblem {
  message: string;
  /** The line, from 1. */
  line?: number;
  /** Whether it is only that a key stands twice. */
  duplicate: boolean;
}

let loaded: { library: typeof JsYaml; schema: JsYaml.Schema } | undefined;

function library(): { library: typeof JsYaml; schema: JsYaml.Schema } {
  if (loaded !== undefined) return loaded;
  const found = createRequire(import.meta.url)("js-yaml") as typeof JsYaml;
  const schema = new found.Schema([
    ...found.FAILSAFE_SCHEMA.tags,
    found.nullYaml11Tag,
    found.boolYaml11Tag,
    found.intYaml11Tag,
    // Go takes `1e3` for a number, which YAML 1.1 does not.
    found.floatCoreTag,
    found.mergeTag,
  ]);
  loaded = { library: found, schema };
  return loaded;
}

/**
 * Reads one document; of keys that stand twice the last counts.
 * @throws {YAMLException}
 */
export function parseYaml(text: string): unknown {
  const { library: yaml, schema } = library();
  return yaml.load(text, { schema, json: true });
}

/** What is wrong with a document; `undefined` when nothing is. A key that stands twice is. */
export function yamlProblem(text: string): YamlProblem | undefined {
  const { library: yaml, schema } = library();
  try {
    yaml.load(text, { schema });
    return undefined;
  } catch (error) {
    if (!(error instanceof yaml.YAMLException)) throw error;
    const { reason, mark } = error;
    return {
      message: reason,
      ...(mark === null || mark === undefined ? {} : { line: mark.line + 1 }),
      duplicate: reason === "duplicated mapping key",
    };
  }
}

/** Writes one document. */
export function writeYaml(value: unknown): string {
  return library().library.dump(value);
}
