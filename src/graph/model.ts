/** A resource graph as plain data, shaped as kro's ResourceGraphDefinition: it can be kept, written out and read back. Pure. */

import type { JsonObject } from "../model/json.ts";

/** @see https://kro.run/docs/concepts/rgd/overview */
export interface ResourceGraph {
  /** Name of the ResourceGraphDefinition. */
  name: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  schema: GraphSchema;
  /** In the order of declaration, which is also the tie-break of the order of deployment. */
  resources: readonly GraphResource[];
}

/** The kind that the graph makes. */
export interface GraphSchema {
  group: string;
  /** For example `v1alpha1`. */
  version: string;
  kind: string;
  scope: "Namespaced" | "Cluster";
  /** SimpleSchema of the spec. @see https://kro.run/docs/concepts/rgd/schema */
  spec: JsonObject;
  /** SimpleSchema of custom types. */
  types?: JsonObject;
  /** CEL templates of the status fields. */
  status?: JsonObject;
  additionalPrinterColumns?: JsonObject[];
  /** For the generated CustomResourceDefinition. */
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  shortNames?: string[];
  categories?: string[];
}

/** One resource of a graph: an object to make, or one that somebody else makes. */
export type GraphResource = TemplateResource | ExternalResource;

interface Modifiers {
  /** Lower camel case, unique. */
  id: string;
  /** Standalone CEL expressions `${…}` over its own id (`each` for collections): all must be true before dependents start. */
  readyWhen?: readonly string[];
  /** Standalone CEL expressions: the resource is left out unless all are true. */
  includeWhen?: readonly string[];
}

/** An object, or one per element of the product of its dimensions. */
export interface TemplateResource extends Modifiers {
  /** The manifest with CEL templates in its strings. */
  template: JsonObject;
  /** One-entry maps from iterator name to an expression `${…}` that gives a list. */
  forEach?: readonly Record<string, string>[];
}

/** An object that exists already, by name, or several by selector. */
export interface ExternalResource extends Modifiers {
  externalRef: ExternalRef;
}

/** @see https://kro.run/docs/concepts/rgd/resource-definitions/external-references */
export interface ExternalRef {
  apiVersion: string;
  kind: string;
  metadata: { namespace?: string } & ({ name: string } | { selector: JsonObject });
}

/** Whether a resource of a graph is somebody else's object. */
export function isExternal(resource: GraphResource): resource is ExternalResource {
  return "externalRef" in resource;
}
