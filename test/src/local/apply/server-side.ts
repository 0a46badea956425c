/** What the server has and does besides what is tested: its Scale, and what it sets on new objects once it knows who owns what. */

import type { StructuralSchema } from "../../../../src/model/schema.ts";

const REPLICAS: StructuralSchema = { type: "integer", format: "int32" };

/** The schema of `autoscaling/v1` Scale: writes to it are merged and tracked as those to any object. */
export const SCALE_SCHEMA: StructuralSchema = {
  type: "object",
  "x-go-zero": { metadata: {}, spec: {}, status: {} },
  properties: {
    spec: { type: "object", properties: { replicas: REPLICAS } },
    status: { type: "object", properties: { replicas: REPLICAS, selector: { type: "string" } } },
  },
};

const ALWAYS = [["status"], ["metadata", "generation"]];

const LATER: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "v1/Service": [
    ["spec", "clusterIP"],
    ["spec", "clusterIPs"],
    ["spec", "ipFamilies"],
    ["spec", "ipFamilyPolicy"],
    ["spec", "ports", "nodePort"],
  ],
  "v1/PersistentVolumeClaim": [["metadata", "finalizers"]],
};

/** Paths through objects and all items of lists. */
export function laterFields(kind: string): readonly (readonly string[])[] {
  return [...ALWAYS, ...(LATER[kind] ?? [])];
}
