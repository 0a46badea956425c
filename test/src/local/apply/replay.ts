/** Plays recorded writes on the code under test. */

import { type Json, type JsonObject, isJsonObject, sameJson } from "../../../../src/model/json.ts";
import type { SchemaLookup, StructuralSchema } from "../../../../src/model/schema.ts";
import {
  type OtherVersion,
  type WriteContext,
  applyPatch,
  entriesOfScale,
  entriesOfScaled,
  resetFieldsOf,
  trackUpdate,
} from "../../../../src/local/apply/index.ts";
import { jsonPatch, mergePatch, strategicPatch } from "../../../../src/local/patch/index.ts";
import { StatusError } from "../../../../src/local/status.ts";
import { toAutoscalingV1, toAutoscalingV2 } from "./autoscaling.ts";
import { finished } from "./finish.ts";
import { SCALE_SCHEMA, laterFields } from "./server-side.ts";
import type { Recording, Vector } from "./vectors.ts";

/** What the code under test made of a write: an object, or the refusal. */
type Outcome = { object: JsonObject; changed: boolean } | { refused: JsonObject };

export interface Replayed {
  /** What the server answered, and what the code under test did, in the same form. */
  expected: unknown;
  actual: unknown;
}

/** Plays one vector. */
export function replay(recording: Recording, vector: Vector, lookup: SchemaLookup): Replayed {
  const live = vector.live === undefined ? undefined : recording.states[vector.live];
  const after = vector.after === undefined ? undefined : recording.states[vector.after];
  const outcome = attempt(() => write({ recording, vector, lookup, live, after }));
  if ("refused" in outcome || after === undefined)
    return {
      expected: inOrder(vector.refused) ?? after,
      actual: "refused" in outcome ? inOrder(outcome.refused) : outcome.object,
    };
  return {
    expected: { object: after, changed: live === undefined || !sameJson(live, after) },
    actual: outcome,
  };
}

/** Go writes what several managers or fields are about in any order. */
function inOrder(status: JsonObject | undefined): JsonObject | undefined {
  if (status === undefined) return undefined;
  const { message, causes } = status;
  const lines = typeof message === "string" ? message.split("\n") : [];
  return {
    ...status,
    message:
      lines[0]?.endsWith("errors:") === true ? [lines[0], ...lines.slice(1).sort()].join("\n") : message,
    ...(Array.isArray(causes)
      ? { causes: causes.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) }
      : {}),
  };
}

function attempt(write: () => Outcome): Outcome {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const { code, reason, message, details } = error.status;
    const causes = details?.causes as Json | undefined;
    return {
      refused: {
        code,
        ...(reason === undefined ? {} : { reason }),
        message,
        ...(causes === undefined ? {} : { causes }),
      },
    };
  }
}

interface Write {
  recording: Recording;
  vector: Vector;
  lookup: SchemaLookup;
  live: JsonObject | undefined;
  after: JsonObject | undefined;
}

function write({ recording, vector, lookup, live, after }: Write): Outcome {
  const [apiVersion, kind] = splitKind(vector.kind);
  const custom = vector.kind in recording.schemas;
  const schemaIn = (version: string) =>
    recording.schemas[vector.kind.replace(apiVersion, version)] ?? lookup(version, kind)?.schema;
  const schema = schemaIn(apiVersion);
  const of = {
    apiVersion,
    kind,
    ...(custom ? ({ custom: kind === "Widget" ? "status" : "plain" } as const) : {}),
  };
  const resetFields = resetFieldsOf(of, vector.subresource);
  const { manager, subresource, now } = vector;
  const versions = (version: string): OtherVersion | undefined => {
    const other = schemaIn(version);
    return other === undefined
      ? undefined
      : otherVersion({ apiVersion, version, schema: other, resetFields });
  };
  const context = { schema, live, manager, apiVersion, subresource, now, resetFields, versions };
  const finish = (made: JsonObject) =>
    finished(made, { live, after: after ?? {}, vector, schema, resetFields, stored: true });
  if (subresource === "scale") return scaled(context, { vector, after });
  if (vector.operation === "apply") {
    const { object, changed } = applyPatch({
      ...context,
      applied: vector.body as JsonObject,
      force: vector.force,
      finish,
    });
    return { object, changed };
  }
  const next = decoded(
    vector,
    updated(vector, { live: live ?? {}, after: after ?? {}, schema: schema ?? {} }),
  );
  const defaulted = finished(next, {
    live,
    after: after ?? {},
    vector,
    schema,
    resetFields: undefined,
    stored: false,
  });
  const object = finish(trackUpdate({ ...context, next: tracked(defaulted, { vector, live }) }));
  return { object, changed: live === undefined || !sameJson(live, object) };
}

/** A write to the Scale of an object. */
function scaled(
  context: Omit<WriteContext, "live"> & { live: JsonObject | undefined },
  { vector, after }: { vector: Vector; after: JsonObject | undefined },
): Outcome {
  const { live = {}, apiVersion } = context;
  const path = ["spec", "count"];
  const paths = { "vectors.example.com/v1": path, "vectors.example.com/v2": path };
  const entries = (ownersOf(live) ?? []) as JsonObject[];
  const { name, namespace, uid } = metadataOf(live);
  const { count } = live["spec"] as JsonObject;
  const scale = {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name, namespace, uid, managedFields: entriesOfScale(entries, paths) },
    spec: count === undefined ? {} : { replicas: count },
    status: {},
  };
  const write = {
    ...context,
    schema: SCALE_SCHEMA,
    live: scale,
    apiVersion: scale.apiVersion,
    resetFields: undefined,
  };
  const body = vector.body as JsonObject;
  const written =
    vector.operation === "apply"
      ? applyPatch({ ...write, applied: body, force: vector.force }).object
      : trackUpdate({ ...write, next: mergePatch(scale, body) });
  const scaledEntries = (ownersOf(written) ?? []) as JsonObject[];
  const managedFields = entriesOfScaled(entries, scaledEntries, { apiVersion, paths });
  const { replicas } = written["spec"] as JsonObject;
  const object = {
    ...live,
    metadata: { ...metadataOf(live), generation: metadataOf(after ?? {})["generation"], managedFields },
    spec: { ...(live["spec"] as JsonObject), count: replicas },
  };
  return { object, changed: !sameJson(live, object) };
}

/** What decoding does that owners see: an empty list of owners does not reach the tracking of custom resources. */
function decoded({ kind }: Vector, object: JsonObject): JsonObject {
  const owners = ownersOf(object);
  return kind.startsWith("vectors.example.com") && Array.isArray(owners) && owners.length === 0
    ? withOwners(object, undefined, undefined)
    : object;
}

function splitKind(kind: string): [string, string] {
  const parts = (kind.split("@")[0] ?? "").split("/");
  const name = parts.pop() ?? "";
  return [parts.join("/"), name];
}

function otherVersion({
  apiVersion,
  version,
  schema,
  resetFields,
}: {
  apiVersion: string;
  version: string;
  schema: StructuralSchema;
  resetFields: OtherVersion["resetFields"];
}): OtherVersion {
  return {
    schema,
    ...(resetFields === undefined ? {} : { resetFields }),
    to: (object) => converted(object, version),
    from: (object) => converted(object, apiVersion),
  };
}

function converted(object: JsonObject, apiVersion: string): JsonObject {
  if (apiVersion === "autoscaling/v1") return toAutoscalingV1(object);
  if (apiVersion === "autoscaling/v2") return toAutoscalingV2(object);
  return { ...object, apiVersion };
}

/** The object that an update, a create or a patch asks for. */
function updated(
  { operation, body }: Vector,
  { live, after, schema }: { live: JsonObject; after: JsonObject; schema: StructuralSchema },
): JsonObject {
  switch (operation) {
    case "json":
      return jsonPatch(live, body as Json);
    case "merge":
      return mergePatch(live, body as Json);
    case "strategic":
      return strategicPatch(live, body as Json, schema);
    case "apply":
    case "create":
    case "update":
      return withOwners(after, operation === "create" ? undefined : ownersOf(live), body);
  }
}

function metadataOf(object: JsonObject): JsonObject {
  const metadata = object["metadata"];
  return isJsonObject(metadata) ? metadata : {};
}

function ownersOf(object: JsonObject): Json | undefined {
  return metadataOf(object)["managedFields"];
}

/** Creates and updates are recorded by what came of them; the managedFields that were sent are beside that. */
function withOwners(after: JsonObject, owners: Json | undefined, body: unknown): JsonObject {
  const sent = body === undefined ? owners : ownersOf(body as JsonObject);
  const { managedFields: _managedFields, ...metadata } = metadataOf(after);
  return { ...after, metadata: { ...metadata, ...(sent === undefined ? {} : { managedFields: sent }) } };
}

/** What is tracked: without what the server sets only later. */
function tracked(
  next: JsonObject,
  { vector, live }: { vector: Vector; live: JsonObject | undefined },
): JsonObject {
  if (live !== undefined) return next;
  return laterFields(vector.kind).reduce(withoutPath, next);
}

function withoutPath(object: JsonObject, path: readonly string[]): JsonObject {
  const [name = "", ...rest] = path;
  const part = object[name];
  if (rest.length === 0) {
    const { [name]: _left, ...others } = object;
    return others;
  }
  if (Array.isArray(part))
    return { ...object, [name]: part.map((item) => (isJsonObject(item) ? withoutPath(item, rest) : item)) };
  return isJsonObject(part) ? { ...object, [name]: withoutPath(part, rest) } : object;
}
