/**
 * Writes kind-schemas.generated.ts from the OpenAPI v3 of a real API server:
 * `npm run control-plane -- npx bun src/model/kind-schemas.codegen.ts`.
 */

import { writeFile } from "node:fs/promises";
import { controlPlaneJson, type GetJson } from "./kind-table.codegen.ts";
import { kindRows } from "./kind-table.generated.ts";
import type { CompactSchema } from "./kind-schemas.ts";

/** A schema as the API server publishes it, as far as it is used. */
interface Published {
  $ref?: string;
  allOf?: { $ref?: string }[];
  oneOf?: { type?: string }[];
  type?: string;
  format?: string;
  default?: unknown;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Published>;
  items?: Published;
  additionalProperties?: Published;
  "x-kubernetes-list-type"?: string;
  "x-kubernetes-list-map-keys"?: string[];
  "x-kubernetes-map-type"?: string;
  "x-kubernetes-patch-strategy"?: string;
  "x-kubernetes-patch-merge-key"?: string;
  "x-kubernetes-group-version-kind"?: { group: string; version: string; kind: string }[];
}

const REFERENCE = "#/components/schemas/";

const ANYTHING = { "x-kubernetes-preserve-unknown-fields": true };

/** What a field may say beside the definition that it refers to. */
const BESIDE_REFERENCE = ["x-kubernetes-map-type", "x-kubernetes-patch-strategy"] as const;

const COPIED = [
  ...BESIDE_REFERENCE,
  "format",
  "default",
  "enum",
  "required",
  "x-kubernetes-list-type",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-patch-merge-key",
] as const;

/** An object of any content that is written as a whole. */
const RAW_EXTENSION = { type: "object", "x-kubernetes-map-type": "atomic" };

/** Definitions by their names, and the names of those that are kinds. */
interface Definitions {
  schemas: Map<string, CompactSchema>;
  kinds: Map<string, string>;
}

/** `io.k8s.api.apps.v1.Deployment` is `apps.v1.Deployment`. */
function shortName(name: string): string {
  return name.split(".").slice(-3).join(".");
}

function compact(schema: Published): CompactSchema {
  const reference = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.slice(REFERENCE.length);
  if (reference !== undefined) return compactReference(shortName(reference), schema);
  if (schema.oneOf !== undefined) return compactUnion(schema.oneOf.map((one) => one.type).join());
  const { type, items, additionalProperties, properties } = schema;
  if (type === undefined) return ANYTHING;
  const out: Exclude<CompactSchema, string> = { type };
  for (const key of COPIED) if (schema[key] !== undefined) out[key] = schema[key];
  if (isZero(schema.default)) delete out.default;
  const zero = zeroFields(schema);
  if (Object.keys(zero).length > 0) out["x-go-zero"] = zero;
  if (items !== undefined) out.items = compact(items);
  if (additionalProperties !== undefined) out.additionalProperties = compact(additionalProperties);
  if (properties !== undefined)
    out.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, compact(property)]),
    );
  return Object.keys(out).length === 1 ? type : out;
}

function compactReference(name: string, schema: Published): CompactSchema {
  const out: Exclude<CompactSchema, string> = { $ref: name };
  for (const key of BESIDE_REFERENCE) if (schema[key] !== undefined) out[key] = schema[key];
  return Object.keys(out).length === 1 ? name : out;
}

/** Whether a default is the zero value of a Go type, and not what the server would set. */
function isZero(value: unknown): boolean {
  return value === "" || value === 0 || JSON.stringify(value) === "{}";
}

function zeroFields({ properties = {}, required = [] }: Published): Record<string, unknown> {
  const fields = Object.entries(properties).filter(
    ([name, { default: value }]) => required.includes(name) || isZero(value) || value === false,
  );
  return Object.fromEntries(fields.map(([name, { default: value }]) => [name, value ?? null]));
}

/** Both are objects of Go that are written as one of two types. kro takes both for a Quantity, but has no type of it. */
function compactUnion(types: string): CompactSchema {
  if (types === "integer,string") return { "x-kubernetes-int-or-string": true };
  if (types === "string,number") return { format: "quantity", ...ANYTHING };
  throw new Error(`a union of ${types} is not known`);
}

/** The definitions that a schema refers to, each once. */
function references(schema: CompactSchema): string[] {
  if (typeof schema === "string") return schema.includes(".") ? [schema] : [];
  const below = [
    ...Object.values(schema.properties ?? {}),
    schema.items,
    schema.additionalProperties,
    schema.$ref,
  ];
  return below.flatMap((part) => (part === undefined ? [] : references(part)));
}

async function readDefinitions(get: GetJson): Promise<Definitions> {
  const all = new Map<string, CompactSchema>();
  const kinds = new Map<string, string>();
  for (const [group, version] of groupVersions()) {
    const path = group === "" ? `api/${version}` : `apis/${group}/${version}`;
    const document = (await get(`/openapi/v3/${path}`, "application/json")) as {
      components: { schemas: Record<string, Published> };
    };
    for (const [long, schema] of Object.entries(document.components.schemas)) {
      const name = shortName(long);
      const next = name.endsWith(".RawExtension") ? RAW_EXTENSION : compact(schema);
      const known = all.get(name);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(next))
        throw new Error(`two definitions would be called ${name}`);
      all.set(name, next);
      for (const of of schema["x-kubernetes-group-version-kind"] ?? [])
        if (of.group === group && of.version === version)
          kinds.set(`${group === "" ? version : `${group}/${version}`}/${of.kind}`, name);
    }
  }
  return pick(all, kinds);
}

function groupVersions(): (readonly [string, string])[] {
  const pairs = kindRows.flatMap(([group, , , , versions]) =>
    versions.map((version) => `${group} ${version}`),
  );
  return [...new Set(pairs)].sort().map((pair) => pair.split(" ") as [string, string]);
}

/** The kinds of the table, and what they are made of. */
function pick(all: Map<string, CompactSchema>, served: Map<string, string>): Definitions {
  const kinds = new Map<string, string>();
  const names = new Set<string>();
  for (const [group, kind, , , versions] of kindRows) {
    for (const version of versions) {
      const key = `${group === "" ? version : `${group}/${version}`}/${kind}`;
      const name = served.get(key);
      if (name === undefined) throw new Error(`the API server publishes no schema of ${key}`);
      kinds.set(key, name);
      names.add(name);
    }
  }
  // A set is iterated with what is added meanwhile.
  for (const name of names) for (const next of references(definition(all, name))) names.add(next);
  const schemas = new Map([...names].sort().map((name) => [name, definition(all, name)]));
  return { schemas, kinds };
}

function definition(all: Map<string, CompactSchema>, name: string): CompactSchema {
  const found = all.get(name);
  if (found === undefined) throw new Error(`no definition of ${name}`);
  return found;
}

function jsonLines(entries: Iterable<readonly [string, unknown]>): string {
  return [...entries].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",\n");
}

/** The generated file as this server would have it. */
export async function generateKindSchemas(get: GetJson): Promise<string> {
  const { gitVersion } = (await get("/version", "application/json")) as { gitVersion: string };
  const { schemas, kinds } = await readDefinitions(get);
  const json = `{"kinds":{\n${jsonLines(kinds)}\n},"definitions":{\n${jsonLines(schemas)}\n}}`;
  if (/[`\\]|\$\{/.test(json)) throw new Error("the schemas do not fit into a template literal as they are");
  return `/** Generated from the OpenAPI of Kubernetes ${gitVersion} by kind-schemas.codegen.ts. */

/** JSON, since it is read several times as fast as a module: see KindSchemas in kind-schemas.ts. */
export const kindSchemasJson: string = \`${json}\`;
`;
}

if (import.meta.main)
  await writeFile(
    new URL("kind-schemas.generated.ts", import.meta.url),
    await generateKindSchemas(await controlPlaneJson()),
  );
