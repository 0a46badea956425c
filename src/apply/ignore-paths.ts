/** Whether the paths of `conflicts: { ignore: [paths] }` name anything: a typo would take fields over that were to be left alone. */

import { ProviderError } from "../errors.ts";
import { fieldSchema } from "../graph/schema-at.ts";
import { didYouMean } from "../model/suggest.ts";
import { kindSchemas } from "../model/kind-schemas.ts";
import type { StructuralSchema } from "../model/schema.ts";
import { type FieldStep, isFieldPath, parseFieldPath } from "./field-path.ts";

/**
 * Checks that paths can be read.
 * @throws {ProviderError} `usage`
 */
export function checkPathSyntax(paths: readonly string[], object: string): void {
  for (const path of paths) {
    if (isFieldPath(path)) continue;
    throw wrong(object, path, "is no field path", SYNTAX);
  }
}

const SYNTAX =
  'Write spec.replicas, spec.template.spec.containers[name="web"].image, metadata.annotations["example.com/key"] or metadata.labels.team-*.';

/**
 * Checks that the fields of paths exist in a kind. Fields of custom resources are not known here, and are not checked.
 * @throws {ProviderError} `usage`, which names the nearest field
 */
export async function checkPathFields(
  paths: readonly string[],
  { apiVersion, kind, object }: { apiVersion: string; kind: string; object: string },
): Promise<void> {
  if (paths.length === 0) return;
  const schema = (await kindSchemas())(apiVersion, kind)?.schema;
  for (const path of paths) {
    const unknown = unknownField(schema, parseFieldPath(path));
    if (unknown === undefined) continue;
    const nearest = didYouMean(unknown.name, unknown.known);
    throw wrong(object, path, `names no field of ${kind}: there is no "${unknown.name}"${nearest}`, SYNTAX);
  }
}

function wrong(object: string, path: string, what: string, advice: string): ProviderError {
  return new ProviderError("usage", `conflicts.ignore: ${JSON.stringify(path)} ${what}`, { object, advice });
}

/** The first name of a path that the schema does not know, with those that it does. */
function unknownField(
  schema: StructuralSchema | undefined,
  steps: readonly FieldStep[],
): { name: string; known: readonly string[] } | undefined {
  let at = schema;
  for (const step of steps) {
    if (at === undefined || at["x-kubernetes-preserve-unknown-fields"] === true) return undefined;
    if (typeof step !== "string") {
      at = at.items;
      continue;
    }
    const { properties, additionalProperties }: StructuralSchema = at;
    // In a map every name may stand, and one with dots takes several steps.
    if (additionalProperties !== undefined || step.includes("*")) return undefined;
    const next = fieldSchema(at, step);
    if (next === undefined) return { name: step, known: Object.keys(properties ?? {}) };
    at = next;
  }
  return undefined;
}
