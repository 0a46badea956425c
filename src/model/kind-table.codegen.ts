/**
 * Writes kind-table.generated.ts from a real API server: `npm run control-plane -- npx bun src/model/kind-table.codegen.ts`.
 * Aggregated discovery says which kinds are served and how; OpenAPI v3 says which of them are built in and what they hold.
 */

import { readFile, writeFile } from "node:fs/promises";
import type { KindRow } from "./kind-table.generated.ts";

/** Reads a path of the API server as JSON. */
export type GetJson = (path: string, accept: string) => Promise<unknown>;

interface DiscoveredResource {
  resource: string;
  responseKind: { kind: string };
  scope: "Cluster" | "Namespaced";
  verbs: string[];
}

interface DiscoveryList {
  items: { metadata: { name?: string }; versions: { version: string; resources?: DiscoveredResource[] }[] }[];
}

interface Schema {
  $ref?: string;
  allOf?: { $ref?: string }[];
  properties?: Record<string, Schema>;
  "x-kubernetes-group-version-kind"?: { group: string; version: string; kind: string }[];
}

type Schemas = Record<string, Schema>;

interface Served {
  group: string;
  version: string;
  resource: DiscoveredResource;
}

const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
// What a resource needs to be managed: an event such as a TokenReview can be created, but neither read nor deleted.
const NEEDED_VERBS = ["create", "get", "patch", "delete"];
// Kinds of other API groups (custom resources, aggregated servers) have schemas with other names.
const BUILTIN_SCHEMA = /^io\.k8s\.(api|apiextensions-apiserver|kube-aggregator)\./;
const POD_TEMPLATE = "io.k8s.api.core.v1.PodTemplateSpec";
const REFERENCE = "#/components/schemas/";

/** The rows of the table, sorted by group and kind. */
async function readKindRows(get: GetJson): Promise<KindRow[]> {
  const lists = await Promise.all(
    ["/api", "/apis"].map((path) => get(path, AGGREGATED) as Promise<DiscoveryList>),
  );
  const byKind = Map.groupBy(
    lists.flatMap(servedKinds),
    ({ group, resource }) => `${group}/${resource.responseKind.kind}`,
  );
  const documents = new Map<string, Promise<Schemas>>();
  const schemasOf = (path: string): Promise<Schemas> => {
    const known = documents.get(path) ?? readSchemas(get, path);
    documents.set(path, known);
    return known;
  };
  const rows = await Promise.all([...byKind.values()].map((versions) => readRow(versions, schemasOf)));
  return rows
    .filter((row) => row !== undefined)
    .sort(([a, aKind], [b, bKind]) => order(a, b) || order(aKind, bKind));
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function servedKinds(list: DiscoveryList): Served[] {
  return list.items.flatMap(({ metadata: { name: group = "" }, versions }) =>
    versions
      .filter(({ version }) => /^v\d+$/.test(version))
      .flatMap(({ version, resources = [] }) => resources.map((resource) => ({ group, version, resource })))
      .filter(({ resource }) => NEEDED_VERBS.every((verb) => resource.verbs.includes(verb))),
  );
}

async function readSchemas(get: GetJson, path: string): Promise<Schemas> {
  const document = (await get(`/openapi/v3/${path}`, "application/json")) as {
    components: { schemas: Schemas };
  };
  return document.components.schemas;
}

async function readRow(
  versions: Served[],
  schemasOf: (path: string) => Promise<Schemas>,
): Promise<KindRow | undefined> {
  const [preferred] = versions;
  if (preferred === undefined) return undefined;
  const { group, version, resource } = preferred;
  const { kind } = resource.responseKind;
  const schemas = await schemasOf(group === "" ? `api/${version}` : `apis/${group}/${version}`);
  const schema = Object.entries(schemas).find(
    ([name, { "x-kubernetes-group-version-kind": kinds = [] }]) =>
      BUILTIN_SCHEMA.test(name) &&
      kinds.some((of) => of.group === group && of.version === version && of.kind === kind),
  )?.[1];
  if (schema === undefined) return undefined;
  const podTemplate = pathOfPodTemplate(schema, schemas);
  return [
    group,
    kind,
    resource.resource,
    resource.scope === "Namespaced",
    versions.map((served) => served.version),
    schema.properties?.["status"] !== undefined,
    ...(podTemplate === undefined ? ([] as const) : ([podTemplate.join(".")] as const)),
  ];
}

/** Where a kind holds the template of its pods. Looks only through objects that are not lists, as deep as a CronJob's. */
function pathOfPodTemplate(schema: Schema, schemas: Schemas, depth = 4): string[] | undefined {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const target = (property.$ref ?? property.allOf?.[0]?.$ref)?.slice(REFERENCE.length);
    if (target === POD_TEMPLATE) return [name];
    const next = target === undefined ? undefined : schemas[target];
    const below = next === undefined || depth === 1 ? undefined : pathOfPodTemplate(next, schemas, depth - 1);
    if (below !== undefined) return [name, ...below];
  }
  return undefined;
}

function kindTableSource(rows: readonly KindRow[], server: string): string {
  return `/** Generated from the discovery and OpenAPI of Kubernetes ${server} by kind-table.codegen.ts. */

/**
 * Group, kind, plural, whether it lives in a namespace, stable versions (preferred first), whether it has a status,
 * and where it holds the template of its pods.
 */
export type KindRow = readonly [
  group: string,
  kind: string,
  plural: string,
  namespaced: boolean,
  versions: readonly string[],
  status: boolean,
  podTemplate?: string,
];

export const kindRows: readonly KindRow[] = [
${rows.map((row) => `  ${JSON.stringify(row)},`).join("\n")}
];
`;
}

/** The generated file as this server would have it. */
export async function generateKindTable(get: GetJson): Promise<string> {
  const { gitVersion } = (await get("/version", "application/json")) as { gitVersion: string };
  return kindTableSource(await readKindRows(get), gitVersion);
}

/** Reads from the API server that `npm run control-plane` puts in the environment. */
export async function controlPlaneJson(): Promise<GetJson> {
  const {
    CONTROL_PLANE_SERVER: server,
    CONTROL_PLANE_TOKEN: token,
    CONTROL_PLANE_CA_FILE: caFile,
  } = process.env;
  if (!server || !token || !caFile)
    throw new Error("Run it on a control plane: npm run control-plane -- COMMAND.");
  const ca = await readFile(caFile, "utf8");
  return async (path, accept) => {
    const response = await fetch(server + path, {
      headers: { Accept: accept, Authorization: `Bearer ${token}` },
      tls: { ca },
    });
    if (!response.ok) throw new Error(`GET ${path}: the API server answered ${response.status}.`);
    return response.json();
  };
}

if (import.meta.main)
  await writeFile(
    new URL("kind-table.generated.ts", import.meta.url),
    await generateKindTable(await controlPlaneJson()),
  );
