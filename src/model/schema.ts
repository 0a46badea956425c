/** Structural OpenAPI v3 schemas, as a CustomResourceDefinition holds them and the API server publishes them. Types only. */

import type { Json } from "./json.ts";

/**
 * The part of `JSONSchemaProps` that structural schemas may use.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export interface StructuralSchema {
  type?: "string" | "integer" | "number" | "boolean" | "object" | "array";
  format?: string;
  title?: string;
  description?: string;
  default?: Json;
  enum?: Json[];
  nullable?: boolean;
  properties?: Record<string, StructuralSchema>;
  required?: string[];
  additionalProperties?: boolean | StructuralSchema;
  items?: StructuralSchema;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-embedded-resource"?: boolean;
  "x-kubernetes-list-type"?: "atomic" | "set" | "map";
  "x-kubernetes-list-map-keys"?: string[];
  "x-kubernetes-map-type"?: "atomic" | "granular";
  "x-kubernetes-patch-strategy"?: "merge" | "retainKeys" | "merge,retainKeys";
  "x-kubernetes-patch-merge-key"?: string;
  "x-kubernetes-validations"?: { rule: string; message?: string }[];
  /**
   * Properties that Go writes even when nobody set them, and their zero values: a string is `""`, a struct `{}`, what is
   * referred to is null. Only schemas of built-in kinds have it, and it is no default: see zero-value.ts of src/local.
   */
  "x-go-zero"?: Record<string, Json>;
}

/** What has to be known of a kind to check templates of it. */
export interface KindSchema {
  schema: StructuralSchema;
  namespaced: boolean;
  /** Set where parts of the schema could not be known: values that come from there may be of any type. */
  incomplete?: true;
}

/** Finds the schema of a kind; `undefined` where it is not known offline: fields of such kinds are not checked. */
export type SchemaLookup = (apiVersion: string, kind: string) => KindSchema | undefined;
