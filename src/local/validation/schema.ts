/** Schemas as validation sees them: structural ones with their value validations, and what is compiled from them once. */

import type { Json } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";

/** A rule in CEL. @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules */
export interface ValidationRule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

type Nested =
  | "properties"
  | "additionalProperties"
  | "items"
  | "x-kubernetes-validations"
  | "x-kubernetes-list-type"
  | "x-kubernetes-map-type"
  | "type";

/** A structural schema with the keywords that only validate. Every StructuralSchema is one. */
export interface Schema extends Omit<StructuralSchema, Nested> {
  /** A string of a CustomResourceDefinition that may be none of those that mean something. */
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  not?: Schema;
  example?: Json;
  externalDocs?: Json;
  "x-kubernetes-list-type"?: string;
  "x-kubernetes-map-type"?: string;
  "x-kubernetes-validations"?: ValidationRule[];
}

/** Makes something of a schema once and keeps it as long as the schema. */
export function memoized<T extends object>(make: (schema: Schema) => T): (schema: Schema) => T {
  const made = new WeakMap<Schema, T>();
  return (schema) => {
    let known = made.get(schema);
    if (known === undefined) {
      known = make(schema);
      made.set(schema, known);
    }
    return known;
  };
}
