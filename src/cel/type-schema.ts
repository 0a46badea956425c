/** Schemas of types: how kro infers the schema of a status field (pkg/graph/schema/conversion_cel_type.go). */

import type { StructuralSchema } from "../model/schema.ts";
import type { CelType } from "./expression.ts";
import { fieldsOf } from "./schema-type.ts";
import { describeType } from "./type.ts";

const ANYTHING: StructuralSchema = { "x-kubernetes-preserve-unknown-fields": true };

const SCALARS: Record<string, StructuralSchema> = {
  bool: { type: "boolean" },
  int: { type: "integer" },
  uint: { type: "integer" },
  double: { type: "number" },
  string: { type: "string" },
  bytes: { type: "string", format: "byte" },
  null: { description: "null type - any value allowed", ...ANYTHING },
};

/** The structural schema of values of a type: what is not known allows anything. */
export function schemaOfType(type: CelType): StructuralSchema {
  if (type.kind === "list") return { type: "array", items: schemaOfType(type.of) };
  if (type.kind === "map") return { type: "object", additionalProperties: schemaOfType(type.of) };
  if (type.kind === "object") return schemaOfField(type);
  if (type.kind === "dyn") return { ...ANYTHING };
  if (type.kind === "timestamp") {
    return { description: "Timestamp representing a creation time", type: "string", format: "date-time" };
  }
  // Those of Kubernetes are objects to cel-go, of which nothing is known.
  if (type.kind === "opaque" && !type.name.startsWith("net."))
    return { type: "object", additionalProperties: true };
  return SCALARS[type.kind] ?? unknown(type);
}

function unknown(type: CelType): StructuralSchema {
  return { description: `unknown CEL type: ${describeType(type)}`, ...ANYTHING };
}

/** Below an object kro knows fewer types: times become anything, and unknown fields are forgotten. */
function schemaOfField(type: CelType): StructuralSchema {
  if (type.kind === "list") return { type: "array", items: schemaOfField(type.of) };
  if (type.kind === "map") return { type: "object", additionalProperties: schemaOfField(type.of) };
  if (type.kind !== "object") return SCALARS[type.kind] ?? { ...ANYTHING };
  const properties = fieldsOf(type).map(([field, of]) => [field, schemaOfField(of)] as const);
  if (properties.length === 0) return { type: "object" };
  return { type: "object", properties: Object.fromEntries(properties) };
}
