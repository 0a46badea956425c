/** The kind of CustomResourceDefinitions themselves. */

import type { ServedKind } from "../kinds/served-kind.ts";
import { decodeDefinition } from "./decode-definition.ts";
import { definitionRules } from "./definition-rules.ts";

/**
 * The kind of definitions with everything that is special about it.
 * @param kind as the table of built-in kinds has it
 */
export function definitionKind(kind: ServedKind): ServedKind {
  return { ...kind, rules: definitionRules, decode: decodeDefinition };
}
