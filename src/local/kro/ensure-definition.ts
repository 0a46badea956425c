/** The CustomResourceDefinition of a graph in the cluster: made, changed where that breaks nothing, never taken from others. */

import { ALLOW_BREAKING_CHANGES } from "../../graph/breaking.ts";
import { type JsonObject, textAt, valueAt } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import { StatusError } from "../status.ts";
import { definitionChange } from "./definition-change.ts";
import { graphLabels, RESOURCES } from "./names.ts";
import type { Writer } from "./writer.ts";

/** The kind that is served now, why it is not, or that it is not yet. */
export type Ensured = { kind: string; refusal?: string } | "waiting";

/** Brings the definition of a graph to what the graph says, unless that is not for it to do. */
export function ensureDefinition(
  writer: Writer,
  graph: LiveObject,
  { metadata, ...definition }: Manifest,
): Ensured {
  const wanted: Manifest = {
    ...definition,
    metadata: { ...metadata, labels: { ...metadata.labels, ...graphLabels(graph) } },
  };
  const live = writer.context.store.get(RESOURCES.definitions, undefined, metadata.name);
  try {
    if (live === undefined) return established(writer.create(RESOURCES.definitions, wanted));
    const allowBreaking = allowsBreaking(graph);
    const change = definitionChange(live, wanted, allowBreaking);
    if (typeof change === "object") return { kind: "", ...change };
    if (change === "none") return established(live);
    return established(writer.patch(RESOURCES.definitions, live, patchOf(wanted)));
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return {
      kind: "",
      refusal: `failed to ${live === undefined ? "create" : "patch"} CRD: ${error.message}`,
    };
  }
}

function patchOf({ metadata: { labels, annotations }, spec }: Manifest): JsonObject {
  const { names, ...rest } = spec as { names: JsonObject } & JsonObject;
  // What the graph no longer names has to go.
  const aliases = { shortNames: names["shortNames"] ?? null, categories: names["categories"] ?? null };
  return {
    metadata: { ...(labels !== undefined && { labels }), ...(annotations !== undefined && { annotations }) },
    spec: { ...rest, names: { ...names, ...aliases } },
  };
}

function established(definition: LiveObject): Ensured {
  const conditions = valueAt(definition, ["status", "conditions"]);
  const isTrue = (Array.isArray(conditions) ? (conditions as JsonObject[]) : []).some(
    ({ type, status }) => type === "Established" && status === "True",
  );
  if (!isTrue) return "waiting";
  return { kind: textAt(definition, ["status", "acceptedNames", "kind"], "") };
}

/** Whether a graph says that it may break its instances. */
export function allowsBreaking({ metadata }: LiveObject): boolean {
  return metadata.annotations?.[ALLOW_BREAKING_CHANGES] === "true";
}
