import { DirectResourceFactory } from "./direct-factory.ts";
import type { FactoryMode, FactoryOptions, ResourceFactory } from "./factory-types.ts";
import { graphDefinition, graphFromYaml } from "./graph-definition.ts";
import type { GraphDefinition, ResourceBuilder, SchemaDefinition, StatusOf } from "./graph-types.ts";
import { KroResourceFactory } from "./kro-factory.ts";
import type { SpecInputOf, SpecOf } from "./spec-types.ts";

/** A resource graph that can be deployed in both modes. */
export interface TypedResourceGraphFactory<TSpec, TStatus, TInput = TSpec> extends GraphDefinition<
  TSpec,
  TStatus,
  TInput
> {
  /**
   * Makes a factory of instances.
   * @param mode `kro`: the cluster makes the objects, from a ResourceGraphDefinition; `direct`: this program does
   */
  factory(mode: "kro", options?: FactoryOptions): KroResourceFactory<TSpec, TStatus, TInput>;
  factory(mode: "direct", options?: FactoryOptions): DirectResourceFactory<TSpec, TStatus, TInput>;
  factory(mode: FactoryMode, options?: FactoryOptions): ResourceFactory<TSpec, TStatus, TInput>;
}

/**
 * Composes resources to a graph, typed from its spec to its status. The builder runs once, with references in place of values.
 * @param name name of the ResourceGraphDefinition
 * @param builder returns the resources by id, or `{ resources, status }`
 * @param definition the kind of its instances: apiVersion, kind, spec, and what else is to be said of it
 * @throws {ProviderError} `usage` for a builder that throws or returns no resources, and for values that a graph cannot hold
 *
 * @example
 * const Shop = toKroResourceGraph(
 *   "shop",
 *   (schema) => {
 *     const web = simpleDeployment({ name: schema.spec.name, image: "nginx:1.29", replicas: schema.spec.replicas });
 *     const svc = simpleService({ name: schema.spec.name, ports: [{ port: 80 }] });
 *     return { resources: { web, svc }, status: { ready: web.status.readyReplicas } };
 *   },
 *   { apiVersion: "example.com/v1alpha1", kind: "Shop", spec: { name: "string | required=true", replicas: "integer | default=1" } },
 * );
 * const us = await Shop.factory("direct", { namespace: "us" }).deploy({ name: "us" });
 * console.log(us.status.ready);
 */
export function toKroResourceGraph<const S, D = unknown, St = unknown, const Types = {}>(
  name: string,
  builder: ResourceBuilder<SpecOf<S, Types>, D, St>,
  definition: SchemaDefinition<S, D, Types>,
): TypedResourceGraphFactory<SpecOf<S, Types>, StatusOf<D, St>, SpecInputOf<S, Types>> {
  return deployable(graphDefinition(name, builder, definition));
}

/**
 * Makes a typed factory of an existing ResourceGraphDefinition.
 * @param yaml it may stand among other documents
 * @typeParam TSpec the spec of its instances
 * @typeParam TStatus their status
 * @throws {ProviderError} `usage` when the text holds none or several; `invalid` when it is no ResourceGraphDefinition
 *
 * @example
 * import { readFile } from "node:fs/promises";
 * const Shop = fromYaml<{ image: string }, { url?: string }>(await readFile("shop.yaml", "utf8"));
 * const eu = await Shop.factory("kro", { namespace: "shop" }).deploy({ image: "nginx:1.29" }, { name: "eu" });
 * console.log(eu.status.url);
 */
export function fromYaml<TSpec = Record<string, unknown>, TStatus = Record<string, unknown>>(
  yaml: string,
): TypedResourceGraphFactory<TSpec, TStatus> {
  return deployable(graphFromYaml<TSpec, TStatus>(yaml));
}

function deployable<TSpec, TStatus, TInput>(
  definition: GraphDefinition<TSpec, TStatus, TInput>,
): TypedResourceGraphFactory<TSpec, TStatus, TInput> {
  function factory(mode: "kro", options?: FactoryOptions): KroResourceFactory<TSpec, TStatus, TInput>;
  function factory(mode: "direct", options?: FactoryOptions): DirectResourceFactory<TSpec, TStatus, TInput>;
  function factory(mode: FactoryMode, options: FactoryOptions = {}): ResourceFactory<TSpec, TStatus, TInput> {
    return mode === "kro"
      ? KroResourceFactory(definition, options)
      : DirectResourceFactory(definition, options);
  }
  return { ...definition, factory };
}
