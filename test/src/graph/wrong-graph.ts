/** What a test knows of a graph that kro refuses. */

import type { GraphResource } from "../../../src/graph/model.ts";
import type { GraphParts } from "./graphs.ts";

/** A graph with one mistake. */
export interface WrongGraph {
  what: string;
  parts: GraphParts;
  /** Place that our message names. */
  path: string;
  /** In our message. */
  message: string;
  /** In kro's own message, where its words differ from ours. */
  kro?: string;
}

/** A spec with a list or two. */
export const LIST = {
  name: "string",
  regions: "[]string",
  tiers: "[]string",
  replicas: "integer",
  ratio: "float",
};

/** The collection `web`, one ConfigMap a region. */
export function regions(
  name: string,
  more: Partial<GraphResource> = {},
  forEach: Record<string, string>[] = [{ region: "${schema.spec.regions}" }],
): GraphResource {
  return {
    id: "web",
    template: { apiVersion: "v1", kind: "ConfigMap", metadata: { name } },
    forEach,
    ...more,
  };
}
