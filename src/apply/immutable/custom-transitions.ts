/** The transition rules of a custom kind: from its schema. */

import type { Client } from "../../client/client.ts";
import type { Kind } from "../../model/kind.ts";
import { isBuiltIn } from "../../model/kind-table.ts";
import { schemaOf } from "../custom-schema.ts";
import type { TransitionRule } from "./transition-rule.ts";

/**
 * Finds the transition rules of a kind; none for built-in kinds, and where the schema may not be read.
 * @throws {ProviderError} `unreachable`
 */
export async function transitionRulesOf(client: Client, kind: Kind): Promise<TransitionRule[]> {
  if (isBuiltIn(kind)) return [];
  const schema = await schemaOf(client, kind);
  if (schema === undefined) return [];
  // The parser of expressions is large and rarely needed.
  const { transitionRules } = await import("./transition-rules.ts");
  return transitionRules(schema);
}
