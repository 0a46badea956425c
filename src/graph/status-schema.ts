/** The schema of an instance's status, put together from the types of its expressions. Pure. */

import type { StructuralSchema } from "../model/schema.ts";
import type { Path } from "./path.ts";

/**
 * Builds the schema that kro infers: objects and lists by the path, at its end the schema of the expression's type.
 * Of several items of one list the last one counts, as a list has one schema for all.
 */
export function statusSchemaOf(fields: Iterable<readonly [Path, StructuralSchema]>): StructuralSchema {
  let root: StructuralSchema = { type: "object", properties: {} };
  for (const [path, leaf] of fields) root = placed(root, path, leaf);
  return root;
}

// Copies on the way down: a leaf may be part of the schema of a kind, which others share.
function placed(current: StructuralSchema | undefined, path: Path, leaf: StructuralSchema): StructuralSchema {
  const [step, ...rest] = path;
  if (step === undefined) return leaf;
  if (typeof step === "number") return { type: "array", items: placed(current?.items, rest, leaf) };
  const { properties } = current ?? {};
  const inner = placed(properties?.[step], rest, leaf);
  return { ...current, type: current?.type ?? "object", properties: { ...properties, [step]: inner } };
}
