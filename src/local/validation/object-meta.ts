/** The schema of `metadata`, which schemas of custom resources leave out because every object has it. */

import type { StructuralSchema } from "../../model/schema.ts";

const STRING: StructuralSchema = { type: "string" };
const INTEGER: StructuralSchema = { type: "integer", format: "int64" };
const TIME: StructuralSchema = { type: "string", format: "date-time" };
const STRINGS: StructuralSchema = { type: "object", additionalProperties: STRING };

const OWNER_REFERENCE: StructuralSchema = {
  type: "object",
  required: ["apiVersion", "kind", "name", "uid"],
  properties: {
    apiVersion: STRING,
    blockOwnerDeletion: { type: "boolean" },
    controller: { type: "boolean" },
    kind: STRING,
    name: STRING,
    uid: STRING,
  },
  "x-kubernetes-map-type": "atomic",
};

const MANAGED_FIELDS_ENTRY: StructuralSchema = {
  type: "object",
  properties: {
    apiVersion: STRING,
    fieldsType: STRING,
    fieldsV1: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    manager: STRING,
    operation: STRING,
    subresource: STRING,
    time: TIME,
  },
};

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ */
export const OBJECT_META: StructuralSchema = {
  type: "object",
  properties: {
    annotations: STRINGS,
    creationTimestamp: TIME,
    deletionGracePeriodSeconds: INTEGER,
    deletionTimestamp: TIME,
    finalizers: { type: "array", items: STRING, "x-kubernetes-list-type": "set" },
    generateName: STRING,
    generation: INTEGER,
    labels: STRINGS,
    managedFields: { type: "array", items: MANAGED_FIELDS_ENTRY, "x-kubernetes-list-type": "atomic" },
    name: STRING,
    namespace: STRING,
    ownerReferences: {
      type: "array",
      items: OWNER_REFERENCE,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["uid"],
    },
    resourceVersion: STRING,
    selfLink: STRING,
    uid: STRING,
  },
};
