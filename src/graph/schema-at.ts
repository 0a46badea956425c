/** Finding one's way in a schema. Pure. */

import type { StructuralSchema } from "../model/schema.ts";
import type { Path } from "./path.ts";

/** The schema at a place; `undefined` where the schema says nothing of it. */
export function schemaAt(schema: StructuralSchema, path: Path): StructuralSchema | undefined {
  let current: StructuralSchema | undefined = schema;
  for (const step of path) {
    current = typeof step === "number" ? current?.items : fieldSchema(current, step);
    if (current === undefined) return undefined;
  }
  return current;
}

/** The schema of a field of an object, or of a value of a map. */
export function fieldSchema(
  schema: StructuralSchema | undefined,
  name: string,
): StructuralSchema | undefined {
  const { properties, additionalProperties } = schema ?? {};
  if (properties !== undefined && Object.hasOwn(properties, name)) return properties[name];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}
