/**
 * Resource graphs: composed once in typed TypeScript, deployed by kro on the cluster or directly by the program.
 *
 * Functions of a builder run when the graph is defined, never on a cluster; state keeps the graph, not the program.
 */

export { cel, optional, text } from "../../src/graph/builder/cel-tag.ts";
export { literal } from "../../src/graph/builder/cel-text.ts";
export type {
  Enhanced,
  KubernetesRef,
  MagicProxy,
  Modifiers,
  Ref,
  SchemaProxy,
  Templated,
} from "../../src/graph/builder/reference-types.ts";
export { GraphError } from "../../src/graph/error.ts";
export * from "./alchemy-scope.ts";
export { AlchemyDeploymentStrategy } from "./alchemy-strategy.ts";
export type { DirectStrategy, StrategyResult } from "./strategy.ts";
export * from "./deployer.ts";
export { DirectResourceFactory } from "./direct-factory.ts";
export * from "./errors.ts";
export { externalRef } from "./external-ref.ts";
export type * from "./factory-types.ts";
export type * from "./graph-types.ts";
export { KroCrdInstance, type KroCrdInstanceProps, type KroInstance } from "./instance.ts";
export { KroResourceFactory } from "./kro-factory.ts";
export * from "./kro-resource-graph-definition.ts";
export * from "./registered-types.ts";
export * from "./resource-graph-definition.ts";
export {
  createAlchemyResourceId,
  inferAlchemyTypeFromKubernetesResource,
  RESOURCE_TYPE_PATTERNS,
  type ResourceTypeInferenceConfig,
  type ResourceTypeRules,
  type ResourceTypeSource,
} from "./resource-type.ts";
export * from "./simple/index.ts";
export { template } from "./template.ts";
export * from "./to-kro-resource-graph.ts";
