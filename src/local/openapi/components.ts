/** Schemas as OpenAPI components: those of built-in kinds by their definitions, those of custom kinds whole. */

import { isBuiltIn } from "../../model/kind-table.ts";
import { kindSchemasJson } from "../../model/kind-schemas.generated.ts";
import type { CompactSchema, KindSchemas } from "../../model/kind-schemas.ts";
import { apiVersionOf } from "../../model/kind.ts";
import type { ServedKind } from "../kinds/served-kind.ts";

/** An OpenAPI schema; nothing here looks into it. */
export type OpenApiSchema = Record<string, unknown>;

const REFERENCE = "#/components/schemas/";

let builtin: KindSchemas | undefined;

function builtinSchemas(): KindSchemas {
  builtin ??= JSON.parse(kindSchemasJson) as KindSchemas;
  return builtin;
}

/** Where the types are at home, by the first part of their short names. */
const HOMES: Readonly<Record<string, string>> = {
  meta: "io.k8s.apimachinery.pkg.apis.",
  pkg: "io.k8s.apimachinery.",
  util: "io.k8s.apimachinery.pkg.",
  version: "io.k8s.apimachinery.pkg.",
  apiextensions: "io.k8s.apiextensions-apiserver.pkg.apis.",
  apiregistration: "io.k8s.kube-aggregator.pkg.apis.",
};

/** `core.v1.Pod` is `io.k8s.api.core.v1.Pod`. */
function longName(name: string): string {
  return `${HOMES[name.slice(0, name.indexOf("."))] ?? "io.k8s.api."}${name}`;
}

/** Puts the schema of a definition and of all that it refers to into the components. @returns its full name */
function addDefinition(name: string, components: Map<string, OpenApiSchema>): string {
  const long = longName(name);
  if (components.has(long)) return long;
  components.set(long, {});
  components.set(long, expand(builtinSchemas().definitions[name] ?? {}, components));
  return long;
}

function expand(compact: CompactSchema, components: Map<string, OpenApiSchema>): OpenApiSchema {
  if (typeof compact === "string")
    return compact.includes(".")
      ? { $ref: `${REFERENCE}${addDefinition(compact, components)}` }
      : { type: compact };
  const { $ref, items, additionalProperties, properties, "x-go-zero": _zero, ...copied } = compact;
  const schema: OpenApiSchema = copied;
  if ($ref !== undefined) schema["allOf"] = [{ $ref: `${REFERENCE}${addDefinition($ref, components)}` }];
  if (copied["x-kubernetes-int-or-string"] === true)
    schema["oneOf"] = [{ type: "integer" }, { type: "string" }];
  if (items !== undefined) schema["items"] = expand(items, components);
  if (additionalProperties !== undefined)
    schema["additionalProperties"] = expand(additionalProperties, components);
  if (properties !== undefined)
    schema["properties"] = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, expand(property, components)]),
    );
  return schema;
}

/** `example.com` is `com.example`. */
function reversed(group: string): string {
  return group.split(".").toReversed().join(".");
}

/**
 * Adds the schema of a kind.
 * @returns the name of its component
 */
export function addKind(kind: ServedKind, components: Map<string, OpenApiSchema>): string {
  const { group, version } = kind;
  const definition = builtinSchemas().kinds[`${apiVersionOf(kind)}/${kind.kind}`];
  const known = isBuiltIn(kind) && definition !== undefined;
  const name = known
    ? addDefinition(definition, components)
    : `${group === "" ? "" : `${reversed(group)}.`}${version}.${kind.kind}`;
  const schema = known ? components.get(name) : customSchema(kind, components);
  components.set(name, {
    ...schema,
    "x-kubernetes-group-version-kind": [{ group, kind: kind.kind, version }],
  });
  return name;
}

/** The schema of a custom kind, with the fields that every object has. */
function customSchema(kind: ServedKind, components: Map<string, OpenApiSchema>): OpenApiSchema {
  const metadata = { $ref: `${REFERENCE}${addDefinition("meta.v1.ObjectMeta", components)}` };
  return {
    ...kind.schema,
    type: "object",
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      ...kind.schema.properties,
      metadata,
    },
  };
}
