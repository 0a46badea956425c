/** The graphs of kro's own examples and tests as cases: what is deployed for each, under names that do not collide. */

import { valueAt, isJsonObject, type JsonObject, textAt } from "../../../src/model/json.ts";
import { builtinKind } from "../../../src/model/kind-table.ts";
import type { Manifest } from "../../../src/model/object.ts";
import {
  type KroDocument,
  type KroDocuments,
  type KroGraph,
  kroGraphs,
  near,
} from "../../support/kro-documents.ts";
import { BESIDE, INSTANCES, NAMESPACES, OVERRIDES } from "./documents-table.ts";

/** Under whose names a document goes to kro: as it is, or as we wrote it out. */
export type Side = "original" | "written";

/** One document and what is deployed of it. */
export interface Case {
  path: string;
  /** Where instances go that name no namespace. */
  namespace: string;
  /** Cases of one example use each other's kinds. */
  example: string;
  /** `apiVersion/kind` that it makes, as the document has it. */
  makes: string;
  /** The same of its resources. */
  uses: readonly string[];
  /** The document under the names of a side. */
  document(side: Side): Manifest;
  /** Objects that have to be there before its instances, under the names of a side. */
  beside(side: Side): readonly Manifest[];
  /** Each instance as it is first, and as it is changed to. */
  instances: readonly Instance[];
}

/** One instance of a graph. */
export interface Instance {
  name: string;
  namespace?: string;
  /** File and spec, in the order in which they are applied. */
  versions: readonly { path: string; spec: JsonObject }[];
}

/** All graphs whose kinds are there: built in, made by a graph of the same example, or defined by it. */
export function casesOf(documents: KroDocuments, prefix: string): Case[] {
  const graphs = kroGraphs(documents);
  const definitions = definedKinds(documents);
  let open = graphs.map((graph) => ({
    graph,
    missing: usesOf(graph.document).filter((kind) => !isBuiltin(kind)),
  }));
  for (let before = Infinity; missing(open) < before;) {
    before = missing(open);
    const done = open.filter((entry) => entry.missing.length === 0);
    open = open.map(({ graph, missing: kinds }) => ({
      graph,
      missing: kinds.filter((kind) => {
        const makers = [
          ...done.map((entry) => [entry.graph, madeKind(entry.graph)] as const),
          ...definitions,
        ];
        return !makers.some(([maker, made]) => made === kind && near(maker, graph));
      }),
    }));
  }
  const served = open.filter((entry) => entry.missing.length === 0).map(({ graph }) => graph);
  return served.map((graph, index) =>
    caseOf(graph, documents, `${prefix}-${exampleOf(graph, served)}x${index}`),
  );
}

function missing(open: readonly { missing: readonly string[] }[]): number {
  return open.reduce((sum, entry) => sum + entry.missing.length, 0);
}

/** Index of the first graph of the same example: they share a group, as they use each other's kinds. */
function exampleOf(graph: KroGraph, all: readonly KroGraph[]): number {
  return all.findIndex((other) => near(other, graph));
}

function caseOf(graph: KroGraph, { documents }: KroDocuments, name: string): Case {
  const { path } = graph;
  const [example = name] = name.split("x");
  const groupOf = (side: Side): string => `${example}.${side}.example.com`;
  const renamed = (document: JsonObject, side: Side): JsonObject => {
    const text = JSON.stringify(document)
      .replaceAll("kro.run/v1alpha1", `${groupOf(side)}/v1alpha1`)
      .replaceAll('"group":"kro.run"', `"group":"${groupOf(side)}"`)
      .replaceAll('.kro.run"', `.${groupOf(side)}"`);
    return JSON.parse(text) as JsonObject;
  };
  return {
    path,
    namespace: name,
    example,
    makes: madeKind(graph),
    uses: usesOf(graph.document),
    document: (side) => {
      const document = renamed(graph.document, side);
      const schema = valueAt(document, ["spec", "schema"]) as JsonObject;
      const own = textAt(graph.document, ["spec", "schema", "group"], "kro.run");
      const group = own === "kro.run" ? groupOf(side) : `${own}.${groupOf(side)}`;
      const spec = { ...(document["spec"] as JsonObject), schema: { ...schema, group } };
      // A graph belongs to the whole cluster, whatever namespace some documents name.
      const { namespace: _namespace, ...given } = document["metadata"] as JsonObject;
      const metadata = { ...given, name: `${name}-${side}` };
      return { ...document, apiVersion: "kro.run/v1alpha1", kind: "ResourceGraphDefinition", metadata, spec };
    },
    beside: (side) =>
      documents
        .filter((document) => BESIDE[path]?.includes(document.path))
        .map(({ document }) => placed(renamed(document, side) as unknown as Manifest, name)),
    instances: instancesOf(graph, NAMESPACES[path] ?? name),
  };
}

function placed(manifest: Manifest, namespace: string): Manifest {
  const { kind, apiVersion, metadata } = manifest;
  if (builtinKind(apiVersion, kind)?.namespaced !== true) return manifest;
  return { ...manifest, metadata: { namespace, ...metadata } };
}

function instancesOf(graph: KroGraph, namespace: string): Instance[] {
  const scope = textAt(graph.document, ["spec", "schema", "scope"], "Namespaced");
  const own = INSTANCES[graph.path]?.(namespace);
  const files = own === undefined ? graph.instances : [{ path: "of the table", document: { spec: own } }];
  // A change comes after what it changes.
  const ordered = files.toSorted((a, b) => Number(isChange(a)) - Number(isChange(b)));
  const byName = Map.groupBy(ordered, ({ document }) =>
    [
      textAt(document, ["metadata", "namespace"], namespace),
      textAt(document, ["metadata", "name"], "test"),
    ].join("/"),
  );
  return [...byName].map(([key, versions]) => {
    const [place = "", name = ""] = key.split("/");
    return {
      name,
      ...(scope !== "Cluster" && { namespace: place }),
      versions: versions.map(({ path, document }) => ({
        path,
        spec: merged((document["spec"] ?? {}) as JsonObject, OVERRIDES[path] ?? {}),
      })),
    };
  });
}

function isChange({ path }: KroDocument): boolean {
  return /-(update|propagate)\.yaml/.test(path);
}

function merged(spec: JsonObject, over: JsonObject): JsonObject {
  const entries = Object.entries(over).map(([key, value]) => {
    const before = spec[key];
    return [key, isJsonObject(before) && isJsonObject(value) ? merged(before, value) : value];
  });
  return { ...spec, ...Object.fromEntries(entries) };
}

function resourcesOf(document: JsonObject): JsonObject[] {
  const resources = valueAt(document, ["spec", "resources"]);
  return (Array.isArray(resources) ? (resources as unknown[]) : []).filter(isJsonObject);
}

/** `apiVersion/kind` of the resources of a document. */
function usesOf(document: JsonObject): string[] {
  const kinds = resourcesOf(document).map(({ template, externalRef }) => kindOf(template ?? externalRef));
  return [...new Set(kinds)];
}

function kindOf(object: unknown): string {
  return `${textAt(object, ["apiVersion"], "")}/${textAt(object, ["kind"], "")}`;
}

/** `apiVersion/kind` that a graph makes. */
function madeKind({ document }: KroDocument): string {
  const schema = valueAt(document, ["spec", "schema"]);
  return `${textAt(schema, ["group"], "kro.run")}/${textAt(schema, ["apiVersion"], "")}/${textAt(schema, ["kind"], "")}`;
}

/** What CustomResourceDefinitions define, whether they stand alone or are the templates of a graph. */
function definedKinds({ documents }: KroDocuments): (readonly [KroDocument, string])[] {
  return documents.flatMap((holder) => {
    const all = [holder.document, ...resourcesOf(holder.document).map(({ template }) => template)];
    return all
      .filter((object) => textAt(object, ["kind"], "") === "CustomResourceDefinition")
      .map((object) => {
        const spec = valueAt(object, ["spec"]);
        const version = textAt(spec, ["versions", 0, "name"], "");
        return [
          holder,
          `${textAt(spec, ["group"], "")}/${version}/${textAt(spec, ["names", "kind"], "")}`,
        ] as const;
      });
  });
}

function isBuiltin(kind: string): boolean {
  const at = kind.lastIndexOf("/");
  return builtinKind(kind.slice(0, at), kind.slice(at + 1)) !== undefined;
}
