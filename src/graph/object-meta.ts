/** Schemas that every kind shares, as the API server publishes them: needed where no kind is at hand. Data only. */

import type { StructuralSchema } from "../model/schema.ts";

const TEXT: StructuralSchema = { type: "string" };
const TIME: StructuralSchema = { type: "string", format: "date-time" };
const WHOLE: StructuralSchema = { type: "integer", format: "int64" };
const TEXTS: StructuralSchema = { type: "object", additionalProperties: TEXT };

const OWNER_REFERENCE: StructuralSchema = {
  type: "object",
  required: ["apiVersion", "kind", "name", "uid"],
  properties: {
    apiVersion: TEXT,
    kind: TEXT,
    name: TEXT,
    uid: TEXT,
    controller: { type: "boolean" },
    blockOwnerDeletion: { type: "boolean" },
  },
};

const MANAGED_FIELDS: StructuralSchema = {
  type: "object",
  properties: {
    manager: TEXT,
    operation: TEXT,
    apiVersion: TEXT,
    time: TIME,
    fieldsType: TEXT,
    fieldsV1: { type: "object" },
    subresource: TEXT,
  },
};

/** `metadata` of every object. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ */
export const OBJECT_META: StructuralSchema = {
  type: "object",
  properties: {
    name: TEXT,
    generateName: TEXT,
    namespace: TEXT,
    selfLink: TEXT,
    uid: TEXT,
    resourceVersion: TEXT,
    generation: WHOLE,
    creationTimestamp: TIME,
    deletionTimestamp: TIME,
    deletionGracePeriodSeconds: WHOLE,
    labels: TEXTS,
    annotations: TEXTS,
    finalizers: { type: "array", items: TEXT },
    ownerReferences: { type: "array", items: OWNER_REFERENCE },
    managedFields: { type: "array", items: MANAGED_FIELDS },
  },
};

/** The operators of a label selector's expressions, and whether they take values. */
export const SELECTOR_OPERATORS: Readonly<Record<string, "values" | "none">> = {
  In: "values",
  NotIn: "values",
  Exists: "none",
  DoesNotExist: "none",
};

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/ */
export const LABEL_SELECTOR: StructuralSchema = {
  type: "object",
  properties: {
    matchLabels: TEXTS,
    matchExpressions: {
      type: "array",
      items: {
        type: "object",
        required: ["key", "operator"],
        properties: { key: TEXT, operator: TEXT, values: { type: "array", items: TEXT } },
      },
    },
  },
};

/** `status.conditions` of instances, as kro declares them (pkg/graph/crd/defaults.go). */
export const CONDITIONS: StructuralSchema = {
  type: "array",
  items: {
    type: "object",
    properties: {
      type: TEXT,
      status: TEXT,
      reason: TEXT,
      message: TEXT,
      lastTransitionTime: TEXT,
      observedGeneration: { type: "integer" },
    },
  },
};

/**
 * The schema of the variable `schema`: an instance without its status, which kro keeps from expressions.
 * @param spec schema of the instance's spec
 * @param scope instances of the whole cluster have no namespace
 */
export function instanceVariableSchema(
  spec: StructuralSchema,
  scope: "Namespaced" | "Cluster",
): StructuralSchema {
  const { namespace, ...others } = OBJECT_META.properties ?? {};
  const metadata =
    scope === "Cluster" || namespace === undefined ? { ...OBJECT_META, properties: others } : OBJECT_META;
  return { type: "object", properties: { apiVersion: TEXT, kind: TEXT, metadata, spec } };
}
