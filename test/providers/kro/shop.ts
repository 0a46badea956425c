/** A graph to describe in tests. */

import { graphDefinition } from "../../../providers/kro/graph-definition.ts";
import type { GraphDefinition } from "../../../providers/kro/graph-types.ts";
import { template } from "../../../providers/kro/template.ts";
import { ProviderError } from "../../../src/errors.ts";
import type { ResourceGraph } from "../../../src/graph/model.ts";
import type { AnyResource, SchemaProxy } from "../../../src/graph/builder/reference-types.ts";

export interface ShopSpec {
  name: string;
  replicas: number;
  big: boolean;
  regions: string[];
}

export const SPEC = { name: "string", replicas: "integer | default=1", big: "boolean", regions: "[]string" };
export const KIND = { apiVersion: "example.com/v1alpha1", kind: "Shop" };

export type Builder = (schema: SchemaProxy<ShopSpec>) => unknown;

/** A graph of a builder that may return anything. */
export function shop(builder: Builder, definition: object = {}): GraphDefinition<ShopSpec, unknown> {
  return graphDefinition("shop", builder as never, { ...KIND, spec: SPEC, ...definition }) as never;
}

export function resourcesOf(builder: Builder): ResourceGraph["resources"] {
  return shop(builder).graph.resources;
}

export function configMap(name = "web", data: Record<string, string> = {}): AnyResource {
  return template.ConfigMap({ metadata: { name }, data });
}

export function errorOf(make: () => unknown): ProviderError {
  try {
    make();
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
