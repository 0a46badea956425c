/** What kro would find wrong with a graph: the API server takes any, and kro looks only afterwards. */

import { ProviderError } from "../../errors.ts";
import { kindSchemas } from "../../model/kind-schemas.ts";
import type { Manifest } from "../../model/object.ts";

/**
 * Says what is wrong with a ResourceGraphDefinition, as kro does.
 * @returns `undefined` when kro would take it
 */
export async function graphMistake(manifest: Manifest): Promise<string | undefined> {
  // Expressions are compiled: large, and rarely needed.
  const [{ analyse }, { parseGraph }, schemas] = await Promise.all([
    import("../../graph/analysis.ts"),
    import("../../graph/document.ts"),
    kindSchemas(),
  ]);
  try {
    analyse(parseGraph(manifest), schemas);
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError) return error.summary.replace(/\.$/, "");
    throw error;
  }
}
