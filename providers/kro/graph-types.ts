/** The types of a typed resource graph. Types only. */

import type {
  AnyResource,
  Enhanced,
  InstanceBody,
  Resolved,
  SchemaProxy,
  TemplatedFields,
} from "../../src/graph/builder/reference-types.ts";
import type { ResourceGraph } from "../../src/graph/model.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Manifest } from "../../src/model/object.ts";
import type { TemplateMetadata, TemplateOf } from "./template.ts";
import type { SpecInputOf, SpecOf } from "./spec-types.ts";

/**
 * The kind that a graph makes: what its instances look like.
 * @typeParam S what the spec is given as
 * @typeParam D the declared status
 * @typeParam Types custom types of SimpleSchema
 */
export interface SchemaDefinition<S, D, Types = {}> {
  /** `example.com/v1alpha1`, or a version alone for the group `kro.run`. */
  apiVersion: string;
  /** In upper camel case. */
  kind: string;
  /**
   * An arktype type, a zod schema, SimpleSchema (`{ name: "string | required=true" }`), JSON schema, or only a type: with
   * `{} as ShopSpec` the schema comes from the fields that the builder reads, and how it uses them.
   */
  spec: S;
  /** Its type as `{} as ShopStatus`, or CEL templates, for a builder that returns resources only. */
  status?: D;
  /** @default "Namespaced" */
  scope?: "Namespaced" | "Cluster";
  /** Further types of SimpleSchema. */
  types?: Types;
  /** Columns of `kubectl get`, in place of kro's. */
  additionalPrinterColumns?: JsonObject[];
  /** For the generated CustomResourceDefinition. */
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  /** Labels and annotations of the ResourceGraphDefinition itself. */
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** The resources of a graph by id. */
export type Resources = Readonly<Record<string, AnyResource>>;

/** What the status declared in the definition demands of the status that the builder returns. */
export type StatusShape<D> = unknown extends D ? unknown : Partial<TemplatedFields<D>>;

/**
 * Describes the resources of an instance: all of it runs once, when the graph is defined; what depends on an instance is a
 * reference. Returns the resources by id, or `{ resources, status }`.
 * @typeParam St the status as returned, with references in it
 */
export type ResourceBuilder<TSpec, TStatus = unknown, St = unknown> = (
  schema: SchemaProxy<TSpec, TStatus>,
) => Resources | { resources: Resources; status?: St & StatusShape<TStatus> };

/** The status of instances: declared in the definition, or what the builder's status comes to. */
export type StatusOf<D, St> = unknown extends D
  ? unknown extends St
    ? Record<string, unknown>
    : Resolved<St>
  : D;

/** A ResourceGraphDefinition, with the types of its instances. */
export interface TypedKroResourceGraphDefinition<TSpec = unknown, TStatus = unknown> extends Manifest {
  apiVersion: "kro.run/v1alpha1";
  kind: "ResourceGraphDefinition";
  spec: { schema: JsonObject; resources: Json[] };
  /** Only for TypeScript: no definition has it. */
  readonly "~types"?: { spec: TSpec; status: TStatus };
}

/**
 * A resource graph, described and not yet deployed.
 * @typeParam TSpec the spec as instances have it, defaults filled in
 * @typeParam TStatus their status
 * @typeParam TInput the spec as a program writes it, defaults left out
 */
export interface GraphDefinition<TSpec, TStatus, TInput = TSpec> {
  /** Name of the ResourceGraphDefinition. */
  readonly name: string;
  /** apiVersion of its instances, for example `example.com/v1alpha1`. */
  readonly apiVersion: string;
  /** Kind of its instances. */
  readonly kind: string;
  /** The ResourceGraphDefinition as an object. */
  readonly definition: TypedKroResourceGraphDefinition<TSpec, TStatus>;
  /** The same as plain data. */
  readonly graph: ResourceGraph;
  /** References to an instance's own fields. */
  readonly schema: SchemaProxy<TSpec, TStatus>;
  /** An instance as a part of another graph. */
  readonly template: TemplateOf<InstanceBody<TSpec, TStatus>, InstanceBody<TInput, TStatus>>;
  /** What looks like a mistake that nobody can prove: tell the user. */
  readonly warnings: readonly string[];
  /** The ResourceGraphDefinition as YAML. */
  toYaml(): string;
  /**
   * An instance: written as JSON it is the manifest, in a graph it is a resource.
   * @param metadata @default its name is `spec.name`
   * @throws {ProviderError} `usage`, when there is no name
   */
  getInstance(spec: TInput, metadata?: TemplateMetadata): Enhanced<TSpec, TStatus>;
}

/** The pure half of a graph that a definition and a builder make. */
export type GraphFrom<S, D, St, Types = {}> = GraphDefinition<
  SpecOf<S, Types>,
  StatusOf<D, St>,
  SpecInputOf<S, Types>
>;
