/** The schema of ObjectMeta, for kinds whose own schema says nothing of their metadata: custom resources. */

import type { StructuralSchema } from "../../model/schema.ts";

const STRING: StructuralSchema = { type: "string" };
const TIME: StructuralSchema = { type: "string", format: "date-time" };
const INTEGER: StructuralSchema = { type: "integer", format: "int64" };
const STRINGS: StructuralSchema = { type: "object", additionalProperties: STRING };

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ */
export const OBJECT_META: StructuralSchema = {
  type: "object",
  properties: {
    annotations: STRINGS,
    creationTimestamp: TIME,
    deletionGracePeriodSeconds: INTEGER,
    deletionTimestamp: TIME,
    finalizers: { type: "array", "x-kubernetes-list-type": "set", items: STRING },
    generateName: STRING,
    generation: INTEGER,
    labels: STRINGS,
    managedFields: { type: "array", "x-kubernetes-list-type": "atomic", items: { type: "object" } },
    name: STRING,
    namespace: STRING,
    ownerReferences: {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["uid"],
      items: {
        type: "object",
        "x-kubernetes-map-type": "atomic",
        "x-go-zero": { apiVersion: "", kind: "", name: "", uid: "" },
        properties: {
          apiVersion: STRING,
          blockOwnerDeletion: { type: "boolean" },
          controller: { type: "boolean" },
          kind: STRING,
          name: STRING,
          uid: STRING,
        },
      },
    },
    resourceVersion: STRING,
    selfLink: STRING,
    uid: STRING,
  },
};
