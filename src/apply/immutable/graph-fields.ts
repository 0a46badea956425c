import { accepted, type FieldRule, refused } from "./field-rule.ts";

/** kro's definitions of graphs: their immutability is a CEL rule of kro's own definition. */
export const graphFields: Readonly<Record<string, readonly FieldRule[]>> = {
  "kro.run/ResourceGraphDefinition": [
    refused("spec.schema.kind", "immutable"),
    refused("spec.schema.apiVersion", "immutable"),
    refused("spec.schema.group", "immutable"),
    refused("spec.schema.scope", "immutable"),
    accepted("spec.schema.spec"),
    accepted("spec.resources"),
  ],
};
