/**
 * kro v0.9.4 in the embedded cluster: its controllers, independent of the package's own direct mode, with which they share the
 * analysis and the evaluator of `src/graph` alone. Imports errors, model, cel, graph and the contracts of `src/local`.
 * Invariant: what they write is what the real controllers write, to the label, condition and message.
 */

import type { Manifest } from "../../model/object.ts";
import type { SchemaLookup } from "../../model/schema.ts";
import type { Controller } from "../controllers/controller.ts";
import { kroDefinitions } from "./definitions.ts";
import { graphController } from "./graph-controller.ts";
import { instanceController } from "./instance/instance-controller.ts";
import { Registry } from "./registry.ts";

/** What a cluster needs to have kro. */
export interface Kro {
  controllers: readonly Controller[];
  /** CustomResourceDefinitions that have to be there: ResourceGraphDefinition and GraphRevision. */
  definitions: readonly Manifest[];
}

/**
 * Makes the controllers of one cluster.
 * @param schemas of built-in kinds, as `kindSchemas` of the model gives them
 */
export function createKro(schemas: SchemaLookup): Kro {
  const registry = new Registry();
  const instances = instanceController(registry);
  const graphs = graphController({ registry, schemas, instances });
  return { controllers: [graphs, instances], definitions: kroDefinitions() };
}
