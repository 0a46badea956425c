import { ALLOW_BREAKING_CHANGES } from "../../src/graph/breaking.ts";
import type { ResourceGraph } from "../../src/graph/model.ts";
import { KRO_API_VERSION, RGD_KIND } from "../../src/graph/document.ts";
import { hasCode, ProviderError } from "../../src/errors.ts";
import { guarded } from "../guard.ts";
import { deployObject } from "../kubernetes/deploy-object.ts";
import { partsOf } from "../kubernetes/manifest.ts";
import type { ResourceOptions } from "../kubernetes/options.ts";
import type { KubernetesResource } from "../kubernetes/resource.ts";
import { warn } from "../kubernetes/progress.ts";
import { analysisOf } from "./analysed.ts";
import { refuseBreaking } from "./refuse-breaking.ts";
import { RESOURCE_TYPE_PATTERNS } from "./resource-type.ts";
import { Scope } from "alchemy";
import type { GraphDefinition } from "./graph-types.ts";

/** Options of a ResourceGraphDefinition. */
export interface GraphOptions extends Omit<ResourceOptions, "rollOnChange"> {
  /**
   * Whether destroy, after the graph, also deletes the CustomResourceDefinition that kro made of it, and with it any instance that
   * somebody has made meanwhile. @default "delete"
   */
  definition?: "delete" | "keep";
  /** Let kro change the schema in ways that existing instances may not survive. @default false */
  allowBreakingChanges?: boolean;
}

/** Props of a {@link ResourceGraphDefinition}. */
export interface ResourceGraphDefinitionProps extends GraphOptions {
  /** The graph: what `toKroResourceGraph` or `fromYaml` gave. */
  factory: Pick<GraphDefinition<unknown, unknown, never>, "graph" | "definition" | "warnings">;
}

/** A ResourceGraphDefinition on the cluster. */
export interface ResourceGraphDefinition extends KubernetesResource {
  apiVersion: "kro.run/v1alpha1";
  kind: "ResourceGraphDefinition";
}

/**
 * A resource graph that kro serves as a kind of its own.
 *
 * It is analysed before anything is sent, and ready when kro has accepted this generation of it and serves the kind.
 * @param id repeats across kinds, not within this one
 * @throws {GraphError} when the graph is wrong; {@link ProviderError} `unknown-kind` when kro is not installed, `invalid` for a
 *   change of the schema that instances may not survive, `not-ready` with kro's message when it refuses the graph
 *
 * @example
 * const Page = toKroResourceGraph(
 *   "page",
 *   (schema) => ({ text: template.ConfigMap({ metadata: { name: schema.metadata.name }, data: { text: schema.spec.text } }) }),
 *   { apiVersion: "example.com/v1alpha1", kind: "Page", spec: { text: "string | required=true" } },
 * );
 * const graph = await ResourceGraphDefinition("page", { factory: Page });
 * console.log(graph.name, graph.uid);
 * @see https://kro.run/docs/concepts/rgd/overview
 */
export async function ResourceGraphDefinition(
  id: string,
  { factory, allowBreakingChanges = false, definition = "delete", ...options }: ResourceGraphDefinitionProps,
): Promise<ResourceGraphDefinition> {
  const analysed = await guarded(async () => analysisOf(factory.graph));
  for (const warning of factory.warnings) warn(Scope.current, `graph ${factory.graph.name}`, warning);
  const { metadata, spec } = factory.definition;
  const annotations = {
    ...metadata.annotations,
    ...(allowBreakingChanges && { [ALLOW_BREAKING_CHANGES]: "true" }),
  };
  try {
    return await deployObject<ResourceGraphDefinition>({
      type: RESOURCE_TYPE_PATTERNS.kroRgd(),
      prefix: "resourcegraphdefinition.kro.run",
      apiVersion: KRO_API_VERSION,
      kind: RGD_KIND,
      id,
      ...partsOf({
        ...options,
        metadata: { ...metadata, ...(Object.keys(annotations).length > 0 && { annotations }) },
        spec,
      }),
      definition,
      hooks: {
        beforeWrite: (target) =>
          ALLOW_BREAKING_CHANGES in annotations ? Promise.resolve() : refuseBreaking(target.client, analysed),
      },
    });
  } catch (error) {
    throw hasCode(error, "unknown-kind") ? notInstalled(factory.graph, error) : error;
  }
}

function notInstalled({ name }: ResourceGraph, cause: Error): ProviderError {
  return new ProviderError(
    "unknown-kind",
    `the cluster does not serve ${KRO_API_VERSION} ${RGD_KIND}: kro is not installed`,
    {
      object: `${RGD_KIND} ${name}`,
      advice:
        'Install kro 0.9 (https://kro.run/docs/getting-started/Installation), or deploy the graph directly: factory("direct").',
      cause,
    },
  );
}
