/** Nodes of analysed graphs, and what becomes of them. */

import type { AnalysedGraph, AnalysedNode } from "../../../src/graph/node.ts";
import type { Rendering } from "../../../src/graph/render.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";

/** A node by its id. */
export function nodeOf({ nodes }: AnalysedGraph, id: string): AnalysedNode {
  const node = nodes.get(id);
  if (node === undefined) throw new Error(`no node ${id}`);
  return node;
}

/** As the server would answer an apply. */
export function live(manifest: Manifest, more: JsonObject = {}): LiveObject {
  return { ...manifest, ...more, metadata: { ...manifest.metadata, uid: "u1", resourceVersion: "1" } };
}

/** The objects of a rendering that has some. */
export function objects(rendering: Rendering): Manifest[] {
  if (rendering.state !== "objects") throw new Error(JSON.stringify(rendering));
  return rendering.objects;
}

/** The one object of a rendering. */
export function only(rendering: Rendering): Manifest {
  const [object, ...others] = objects(rendering);
  if (object === undefined || others.length > 0) throw new Error(`${others.length} others`);
  return object;
}
