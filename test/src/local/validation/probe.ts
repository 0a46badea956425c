/** The kinds that both servers are asked about: one field of `spec` for each schema of the tables. */

import type { Json, JsonObject } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import type { Schema } from "../../../../src/local/validation/index.ts";
import { FIELDS } from "./fields.ts";
import type { FieldRows } from "./field-rows.ts";
import { RULES } from "./rules.ts";

export const GROUP = "probe.example.com";

/** One question: the field, what it holds, and what it held before. */
export interface Question {
  field: string;
  value: Json;
  /** What is there before an update. */
  before?: Json;
  /** Whether that is older than the schema. */
  older?: true;
  /** Whether unknown fields are refused. */
  strict?: true;
}

/** All fields, in parts that the API server accepts as one definition each. */
export const ALL: Readonly<Record<string, FieldRows>> = { ...FIELDS, ...RULES };

/** Fields whose values hold fields that the schema does not know. */
const STRICT = [
  "unknown",
  "unknownInList",
  "unknownInMap",
  "openWithProperties",
  "embedded",
  "text",
  "anyValues",
  "openList",
];

/** Every question of the tables. */
export function questions(): Question[] {
  return Object.entries(ALL).flatMap(([field, { values, updates = [], ratchets = [] }]) => [
    ...values.map((value): Question => ({ field, value })),
    ...(STRICT.includes(field)
      ? values.slice(0, 2).map((value): Question => ({ field, value, strict: true }))
      : []),
    ...updates.map(([before, value]): Question => ({ field, value, before })),
    ...ratchets.map(([before, value]): Question => ({ field, value, before, older: true })),
  ]);
}

/** The plural of the kind that has a field: rules make a schema expensive, so there are several kinds. */
export function kindOf(field: string): { kind: string; plural: string } {
  const index = Math.floor(Object.keys(ALL).indexOf(field) / 30);
  return { kind: `Probe${"ABCDEFGHIJ"[index] ?? ""}`, plural: `probe${"abcdefghij"[index] ?? ""}s` };
}

/** The definitions of all kinds. @param loose before the schemas of `ratchets` were there */
export function definitions(loose = false): Manifest[] {
  const byPlural = Object.groupBy(Object.keys(ALL), (field) => kindOf(field).plural);
  return Object.entries(byPlural).map(([plural, fields = []]) => {
    const open: Schema = { "x-kubernetes-preserve-unknown-fields": true };
    const schemas = fields.map((field) => {
      const rows = ALL[field];
      return [field, loose && rows?.ratchets !== undefined ? open : (rows?.schema ?? {})] as const;
    });
    const { kind } = kindOf(fields[0] ?? "");
    return definition(
      { plural, kind },
      {
        spec: { type: "object", properties: Object.fromEntries(schemas) },
        sentinel: { type: loose ? "string" : "boolean" },
      },
    );
  });
}

/** A definition with one version. */
export function definition(
  { plural, kind, group = GROUP }: { plural: string; kind: string; group?: string },
  properties: Record<string, Schema>,
  more: JsonObject = {},
): Manifest {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Cluster",
      names: { plural, kind },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties } },
          ...more,
        },
      ],
    },
  };
}

/** The object of a question. */
export function objectOf({ field, value }: Pick<Question, "field" | "value">, name: string): Manifest {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: kindOf(field).kind,
    metadata: { name },
    spec: { [field]: value },
  };
}
