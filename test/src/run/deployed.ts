/** Instances of graphs in one namespace, as tests deploy them and look at them. */

import type { Client } from "../../../src/client/client.ts";
import { get } from "../../../src/client/verbs.ts";
import type { AnalysedGraph } from "../../../src/graph/node.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { InstanceRef } from "../../../src/run/inventory.ts";
import {
  deployInstance,
  type DeployInstanceOptions,
  type DeployedInstance,
} from "../../../src/run/instances.ts";
import { CONFIG_MAP } from "../client/cluster.ts";

interface Instances {
  /** Deploys one, that is named as its spec says. */
  deploy(
    this: void,
    graph: AnalysedGraph,
    spec: JsonObject & { name: string },
    options?: DeployInstanceOptions,
  ): Promise<DeployedInstance>;
  refOf(this: void, graph: AnalysedGraph, name: string): InstanceRef;
  /** What a ConfigMap holds, if it is there. */
  dataOf(this: void, name: string): Promise<unknown>;
}

/** The instances of a namespace. */
export function instancesIn(client: Client, namespace: string): Instances {
  return {
    deploy: (graph, spec, options) =>
      deployInstance(client, graph, { name: spec.name, namespace, spec }, { timeout: 30_000, ...options }),
    refOf: ({ graph: { schema } }, name) => ({ group: schema.group, kind: schema.kind, namespace, name }),
    dataOf: async (name) => (await get(client, CONFIG_MAP, { namespace, name }))?.["data"],
  };
}
