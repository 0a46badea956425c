/** The schemas that kro checks the compared expressions against, as its API server publishes them. */

import type { StructuralSchema } from "../../../src/model/schema.ts";
import { rawRequest } from "../../support/control-plane.ts";
import { VARIABLES } from "./agreement-objects.ts";

interface Published extends Omit<StructuralSchema, "properties" | "items" | "additionalProperties"> {
  $ref?: string;
  allOf?: Published[];
  oneOf?: Published[];
  properties?: Record<string, Published>;
  items?: Published;
  additionalProperties?: boolean | Published;
  "x-kubernetes-group-version-kind"?: { group: string; version: string; kind: string }[];
}

type Components = Record<string, Published>;

const REFERENCE = "#/components/schemas/";

/** What the checker and the evaluator look at: the rest is left out of the recording. */
const KEPT = [
  "type",
  "format",
  "required",
  "nullable",
  "enum",
  "x-kubernetes-int-or-string",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-list-type",
  "x-kubernetes-list-map-keys",
] as const;

/** Subtrees that are large and that no expression reads. */
const LEFT_OUT = new Set(["io.k8s.api.core.v1.PodTemplateSpec"]);

/**
 * The schema of every variable.
 * @param definition name of the definition of a kind that kro made of the common spec
 */
export async function schemasOf(definition: string): Promise<Record<string, StructuralSchema>> {
  const schemas: Record<string, StructuralSchema> = { schema: await schemaOfInstance(definition) };
  for (const [id, { apiVersion, kind, metadata }] of Object.entries(VARIABLES)) {
    const schema = await schemaOfKind(apiVersion, kind);
    schemas[id] = "name" in metadata ? schema : { type: "array", items: schema };
  }
  return schemas;
}

/** The schema of a built-in kind. */
export async function schemaOfKind(apiVersion: string, kind: string): Promise<StructuralSchema> {
  return schemaOf(await components(apiVersion), apiVersion, kind);
}

async function components(apiVersion: string): Promise<Components> {
  const path = apiVersion.includes("/") ? `/openapi/v3/apis/${apiVersion}` : `/openapi/v3/api/${apiVersion}`;
  const response = await rawRequest(path);
  const { components: found } = (await response.json()) as { components: { schemas: Components } };
  return found.schemas;
}

function schemaOf(all: Components, apiVersion: string, kind: string): StructuralSchema {
  const root = Object.values(all).find((schema) =>
    schema["x-kubernetes-group-version-kind"]?.some(
      (gvk) =>
        gvk.kind === kind && [gvk.group, gvk.version].filter((part) => part !== "").join("/") === apiVersion,
    ),
  );
  if (root === undefined) throw new Error(`${apiVersion} ${kind} is not published`);
  return resolved(all, root);
}

function resolved(all: Components, schema: Published): StructuralSchema {
  const reference = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.slice(REFERENCE.length);
  if (reference !== undefined) {
    const target = all[reference];
    return target === undefined || LEFT_OUT.has(reference) ? { type: "object" } : resolved(all, target);
  }
  const result: Record<string, unknown> = {};
  for (const key of KEPT) if (schema[key] !== undefined) result[key] = schema[key];
  if (schema.properties !== undefined) {
    const entries = Object.entries(schema.properties).map(([name, property]) => [
      name,
      resolved(all, property),
    ]);
    result["properties"] = Object.fromEntries(entries);
  }
  if (schema.items !== undefined) result["items"] = resolved(all, schema.items);
  const more = schema.additionalProperties;
  if (more !== undefined)
    result["additionalProperties"] = typeof more === "object" ? resolved(all, more) : more;
  if (schema.format === "int-or-string") result["x-kubernetes-int-or-string"] = true;
  return result;
}

/** kro checks instances against the schema of their definition with the metadata of every object, and without a status. */
export async function schemaOfInstance(definition: string): Promise<StructuralSchema> {
  const response = await rawRequest(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition}`);
  const { spec } = (await response.json()) as {
    spec: { versions: { schema: { openAPIV3Schema: Published } }[] };
  };
  const root = spec.versions[0]?.schema.openAPIV3Schema ?? {};
  const { status: _, ...properties } = root.properties ?? {};
  const all = await components("v1");
  const metadata = all["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"] ?? {};
  return resolved(all, { ...root, properties: { ...properties, metadata } });
}
