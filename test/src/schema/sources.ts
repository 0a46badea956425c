/** The same spec in every way that a schema can be written. */

import { type } from "arktype";
import * as z from "zod";
import type { StructuralSchema } from "../../../src/model/schema.ts";

export const arktypeSpec = type({
  name: "string",
  replicas: "number.integer = 1",
  "mode?": "'fast' | 'safe'",
  port: "1 <= number.integer <= 65535",
  "ratio?": "number",
  "tags?": "string[]",
  "labels?": { "[string]": "string" },
  "db?": { engine: "string = 'postgres'", "size?": "number.integer >= 1" },
  "rules?": type({ path: "string", "weight?": "number.integer > 0" }).array(),
});

export const zodSpec = z.object({
  name: z.string(),
  replicas: z.int().default(1),
  mode: z.enum(["fast", "safe"]).optional(),
  port: z.int().min(1).max(65535),
  ratio: z.number().optional(),
  tags: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  db: z.object({ engine: z.string().default("postgres"), size: z.int().min(1).optional() }).optional(),
  rules: z.array(z.object({ path: z.string(), weight: z.int().gt(0).optional() })).optional(),
});

export const jsonSchemaSpec = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  required: ["name", "port", "replicas"],
  properties: {
    name: { type: "string" },
    replicas: { type: "integer", default: 1 },
    mode: { anyOf: [{ const: "fast" }, { const: "safe" }] },
    port: { $ref: "#/$defs/port" },
    ratio: { type: "number" },
    tags: { type: "array", items: { type: "string" } },
    labels: { type: "object", additionalProperties: { type: "string" } },
    db: {
      type: "object",
      additionalProperties: false,
      properties: { engine: { type: "string", default: "postgres" }, size: { type: "integer", minimum: 1 } },
    },
    rules: { type: "array", items: { $ref: "#/$defs/rule" } },
  },
  $defs: {
    port: { allOf: [{ type: "integer", minimum: 1 }, { maximum: 65535 }] },
    rule: {
      type: "object",
      required: ["path"],
      properties: { path: { type: "string" }, weight: { type: "integer", exclusiveMinimum: 0 } },
    },
  },
} as const;

export const simpleSpec = {
  name: "string | required=true",
  replicas: "integer | default=1",
  mode: 'string | enum="fast,safe"',
  port: "integer | required=true minimum=1 maximum=65535",
  ratio: "float",
  tags: "[]string",
  labels: "map[string]string",
  db: { engine: "string | default=postgres", size: "integer | minimum=1" },
  rules: "[]Rule",
} as const;

export const simpleTypes = {
  Rule: { path: "string | required=true", weight: "integer | minimum=1" },
} as const;

export const structuralSpec: StructuralSchema = {
  type: "object",
  required: ["name", "port"],
  properties: {
    name: { type: "string" },
    replicas: { type: "integer", default: 1 },
    mode: { type: "string", enum: ["fast", "safe"] },
    port: { type: "integer", minimum: 1, maximum: 65535 },
    ratio: { type: "number" },
    tags: { type: "array", items: { type: "string" } },
    labels: { type: "object", additionalProperties: { type: "string" } },
    db: {
      type: "object",
      default: {},
      properties: { engine: { type: "string", default: "postgres" }, size: { type: "integer", minimum: 1 } },
    },
    rules: {
      type: "array",
      items: {
        type: "object",
        required: ["path"],
        properties: { path: { type: "string" }, weight: { type: "integer", minimum: 1 } },
      },
    },
  },
};
