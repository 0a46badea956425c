/**
 * The OpenAPI documents of the cluster: what kubectl needs of them to validate and to explain. Imports model and the
 * contracts of kinds; pure.
 * Invariant: the hash in the index changes when a document does, since clients keep documents by it.
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
 */

import { hash } from "node:crypto";
import type { Kinds, ServedKind } from "../kinds/served-kind.ts";
import { addKind, type OpenApiSchema } from "./components.ts";

/** Who answers `GET /openapi/v3`. */
export interface OpenApi {
  /** The index, as JSON. */
  index(): string;
  /** The document of a group and version, as JSON; `undefined` when there is none. @param path for example `apis/apps/v1` */
  document(path: string): string | undefined;
}

const QUERY = ["dryRun", "fieldManager", "fieldValidation", "force"].map((name) => ({
  name,
  in: "query",
  schema: { type: name === "force" ? "boolean" : "string", uniqueItems: true },
}));

/**
 * Patches by schema are left out of the content types on purpose: kubectl would look for merge keys in the components,
 * and does without them what it does for all kinds that it knows itself.
 */
const PATCHES = [
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
];

function operation(kind: ServedKind, action: string, component: string): object {
  const { group, version } = kind;
  const schema = { $ref: `#/components/schemas/${component}` };
  const writes = action !== "get" && action !== "list";
  const content =
    action === "patch" ? PATCHES.map((type) => [type, {}] as const) : [["*/*", { schema }] as const];
  return {
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": { group, version, kind: kind.kind },
    ...(writes ? { parameters: QUERY } : {}),
    ...(writes && action !== "delete"
      ? { requestBody: { content: Object.fromEntries(content), required: true } }
      : {}),
    responses: { "200": { description: "OK", content: { "application/json": { schema } } } },
  };
}

function pathsOf(kind: ServedKind, component: string): [string, object][] {
  const root = kind.group === "" ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const collection = `${root}${kind.namespaced ? "/namespaces/{namespace}" : ""}/${kind.plural}`;
  const of = (action: string) => operation(kind, action, component);
  return [
    [collection, { get: of("list"), post: of("post") }],
    [`${collection}/{name}`, { get: of("get"), put: of("put"), patch: of("patch"), delete: of("delete") }],
  ];
}

function documentOf(kinds: readonly ServedKind[]): string {
  const components = new Map<string, OpenApiSchema>();
  const paths = kinds.flatMap((kind) => pathsOf(kind, addKind(kind, components)));
  return JSON.stringify({
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "1.36" },
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))) },
  });
}

function pathOf({ group, version }: ServedKind): string {
  return group === "" ? `api/${version}` : `apis/${group}/${version}`;
}

function grouped(kinds: Kinds): Map<string, ServedKind[]> {
  const groups = new Map<string, ServedKind[]>();
  for (const kind of kinds.all()) groups.set(pathOf(kind), [...(groups.get(pathOf(kind)) ?? []), kind]);
  return groups;
}

/** Documents are made when they are first asked for, and again when the kinds of their group have changed. */
export function openApi(kinds: Kinds): OpenApi {
  const made = new Map<string, { of: readonly ServedKind[]; text: string; hash: string }>();

  function make(path: string, of: readonly ServedKind[]) {
    const known = made.get(path);
    if (known?.of.length === of.length && known.of.every((kind, index) => kind === of[index])) return known;
    const text = documentOf(of);
    const fresh = { of, text, hash: hash("sha512", text, "hex").toUpperCase() };
    made.set(path, fresh);
    return fresh;
  }

  return {
    index: () => {
      const paths = [...grouped(kinds)].map(
        ([path, of]) =>
          [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${make(path, of).hash}` }] as const,
      );
      return JSON.stringify({ paths: Object.fromEntries(paths) });
    },
    document: (path) => {
      const of = grouped(kinds).get(path);
      return of === undefined ? undefined : make(path, of).text;
    },
  };
}

/** A string field of a protocol buffer. */
function text(number: number, value: string): number[] {
  return [number * 8 + 2, value.length, ...Buffer.from(value)];
}

/**
 * `GET /openapi/v2` as the protocol buffers that kubectl asks for: a document that names the API and nothing else, which
 * turns a failed download into "not found in the schema".
 */
export function openApiV2(): Uint8Array<ArrayBuffer> {
  const info = [...text(1, "Kubernetes"), ...text(2, "1.36")];
  return Uint8Array.from([...text(1, "2.0"), 2 * 8 + 2, info.length, ...info, 8 * 8 + 2, 0]);
}

/** The content type of that document. */
export const OPENAPI_V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
