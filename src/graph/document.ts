/**
 * A ResourceGraphDefinition as a document, and back: what kro's custom resource definition would accept, no more. Pure.
 * What the fields mean is not judged here, see analysis.ts.
 */

import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { Manifest, ObjectMeta } from "../model/object.ts";
import { GraphError } from "./error.ts";
import {
  type ExternalRef,
  type GraphResource,
  type GraphSchema,
  isExternal,
  type ResourceGraph,
} from "./model.ts";
import { Reader } from "./reader.ts";

/** apiVersion of ResourceGraphDefinitions. */
export const KRO_API_VERSION = "kro.run/v1alpha1";

/** Kind of a resource graph in a cluster. */
export const RGD_KIND = "ResourceGraphDefinition";

/** The group of instances where the graph names none. */
const DEFAULT_GROUP = "kro.run";

/** Fields of ObjectMeta that only a server sets: read past, since documents are also taken from clusters. */
const SERVER_META =
  "uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds managedFields " +
  "ownerReferences finalizers selfLink namespace generateName";

/**
 * Reads a ResourceGraphDefinition.
 * @param document parsed YAML or JSON; a live object's server-set metadata and status are read past
 * @throws {GraphError} naming every unknown or ill-typed field by its path
 * @see https://kro.run/docs/concepts/rgd/overview
 */
export function parseGraph(document: unknown): ResourceGraph {
  const reader = new Reader(document);
  const graph = readDocument(reader);
  if (reader.problems.length === 0) return graph;
  throw new GraphError(graph.name === "" ? RGD_KIND : `${RGD_KIND} ${graph.name}`, reader.problems);
}

function readDocument(root: Reader): ResourceGraph {
  root.object("apiVersion kind metadata spec status");
  root.field("apiVersion").oneOf([KRO_API_VERSION]);
  root.field("kind").oneOf([RGD_KIND]);
  const metadata = root.field("metadata").object(`name labels annotations ${SERVER_META}`);
  const spec = root.field("spec").object("schema resources");
  const graph: ResourceGraph = {
    name: metadata.field("name").text(),
    schema: readSchema(spec.field("schema")),
    resources: spec.field("resources").optional((list) => list.items().map(readResource)) ?? [],
  };
  return { ...graph, ...labelsOf(metadata) };
}

function labelsOf(metadata: Reader): Pick<ResourceGraph, "labels" | "annotations"> {
  return present({
    labels: metadata.field("labels").optional((map) => map.texts()),
    annotations: metadata.field("annotations").optional((map) => map.texts()),
  });
}

function readSchema(schema: Reader): GraphSchema {
  schema.object(
    "kind apiVersion group scope spec types status additionalPrinterColumns metadata shortNames categories",
  );
  const metadata = schema.field("metadata");
  return {
    group: schema.field("group").optional((group) => group.text()) ?? DEFAULT_GROUP,
    version: schema.field("apiVersion").text(),
    kind: schema.field("kind").text(),
    scope: schema.field("scope").optional((scope) => scope.oneOf(["Namespaced", "Cluster"])) ?? "Namespaced",
    spec: schema.field("spec").optional((spec) => spec.anyObject()) ?? {},
    ...present({
      types: schema.field("types").optional((types) => types.anyObject()),
      status: schema.field("status").optional((status) => status.anyObject()),
      additionalPrinterColumns: schema
        .field("additionalPrinterColumns")
        .optional((list) => list.items().map(readColumn)),
      metadata: metadata.optional((meta) => labelsOf(meta.object("labels annotations"))),
      shortNames: schema.field("shortNames").optional((list) => list.items().map((name) => name.text())),
      categories: schema.field("categories").optional((list) => list.items().map((name) => name.text())),
    }),
  };
}

function readColumn(column: Reader): JsonObject {
  column.object("name type jsonPath description format priority");
  for (const name of ["name", "type", "jsonPath"]) column.field(name).text();
  for (const name of ["description", "format"]) column.field(name).optional((field) => field.text());
  column.field("priority").optional((priority) => priority.integer());
  return column.anyObject();
}

function readResource(resource: Reader): GraphResource {
  resource.object("id template externalRef readyWhen includeWhen forEach");
  const texts = (name: string): string[] | undefined =>
    resource.field(name).optional((list) => list.items().map((item) => item.text()));
  const common = {
    id: resource.field("id").text(),
    ...present({ readyWhen: texts("readyWhen"), includeWhen: texts("includeWhen") }),
  };
  const template = resource.field("template").optional((field) => field.anyObject());
  const externalRef = resource.field("externalRef").optional(readExternalRef);
  const forEach = resource.field("forEach").optional((list) => list.items().map((item) => item.texts()));
  if ((template === undefined) === (externalRef === undefined)) {
    resource.report(`resource "${common.id}": exactly one of template or externalRef must be provided`);
  }
  if (externalRef === undefined) return { ...common, template: template ?? {}, ...present({ forEach }) };
  if (forEach !== undefined) resource.report(`resource "${common.id}": cannot use externalRef with forEach`);
  return { ...common, externalRef };
}

function readExternalRef(reference: Reader): ExternalRef {
  reference.object("apiVersion kind metadata");
  const metadata = reference.field("metadata").object("name namespace selector");
  const name = metadata.field("name").optional((field) => field.text());
  const selector = metadata.field("selector").optional((field) => field.json());
  if ((name === undefined) === (selector === undefined)) {
    metadata.report("exactly one of name or selector must be provided");
  }
  const place = present({ namespace: metadata.field("namespace").optional((field) => field.text()) });
  return {
    apiVersion: reference.field("apiVersion").text(),
    kind: reference.field("kind").text(),
    metadata:
      // A selector may also be one expression; the model's type names the shape that it has in the end.
      selector === undefined
        ? { ...place, name: name ?? "" }
        : { ...place, selector: selector as JsonObject },
  };
}

/**
 * Writes a graph as a ResourceGraphDefinition, with its defaults spelled out.
 * @returns a manifest that shares the graph's own values: write it, do not change it
 */
export function writeGraph(graph: ResourceGraph): Manifest {
  const { group, version, kind, scope, spec, ...rest } = graph.schema;
  const metadata: ObjectMeta & { name: string } = {
    name: graph.name,
    ...present({ labels: graph.labels, annotations: graph.annotations }),
  };
  const schema = { apiVersion: version, kind, group, scope, spec, ...present(rest) };
  const resources = graph.resources.map(writeResource);
  return { apiVersion: KRO_API_VERSION, kind: RGD_KIND, metadata, spec: { schema, resources } };
}

function writeResource(resource: GraphResource): JsonObject {
  const { id, includeWhen, readyWhen } = resource;
  const body = isExternal(resource)
    ? { externalRef: resource.externalRef }
    : { ...present({ forEach: resource.forEach }), template: resource.template };
  return { id, ...present({ includeWhen, readyWhen }), ...body } as unknown as JsonObject;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that are there: `exactOptionalPropertyTypes` tells absent from undefined, and so does YAML. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

/** Whether a document says that it is a ResourceGraphDefinition, of whatever version. */
export function isGraphDocument(document: unknown): boolean {
  return isJsonObject(document) && document["kind"] === RGD_KIND;
}
