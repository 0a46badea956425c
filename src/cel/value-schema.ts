/** Schemas that values of a type are read with. */

import type { StructuralSchema } from "../model/schema.ts";
import type { CelType } from "./expression.ts";

const SCALARS: Readonly<Record<string, StructuralSchema>> = {
  string: { type: "string" },
  int: { type: "integer" },
  double: { type: "number" },
  bool: { type: "boolean" },
  bytes: { type: "string", format: "byte" },
  timestamp: { type: "string", format: "date-time" },
  duration: { type: "string", format: "duration" },
};

const known = new WeakMap<CelType, StructuralSchema>();

/** The schema that says how JSON becomes values of a type; one without a type for values that are taken as they are. */
export function schemaOfValues(type: CelType): StructuralSchema {
  const schema = known.get(type) ?? schemaOf(type);
  known.set(type, schema);
  return schema;
}

function schemaOf(type: CelType): StructuralSchema {
  if (type.kind === "object") return type.schema;
  if (type.kind === "list") return { type: "array", items: schemaOfValues(type.of) };
  if (type.kind === "map") return { type: "object", additionalProperties: schemaOfValues(type.of) };
  if (type.kind === "optional") return schemaOfValues(type.of);
  return SCALARS[type.kind] ?? {};
}
