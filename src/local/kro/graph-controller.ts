/**
 * kro's controller of ResourceGraphDefinitions, as v0.9.4 is: compiles a graph, keeps a revision of it, makes the definition of
 * its kind and has its instances reconciled. What kro does in several rounds because it waits for itself is one round here.
 */

import { type JsonObject, valueAt } from "../../model/json.ts";
import type { LiveObject } from "../../model/object.ts";
import type { SchemaLookup } from "../../model/schema.ts";
import type { Controller, Key } from "../controllers/controller.ts";
import type { Change } from "../store/store.ts";
import { type Compilation, type CompiledGraph, compileGraph } from "./compile.ts";
import { writeConditions } from "./conditions.ts";
import { allowsBreaking, ensureDefinition } from "./ensure-definition.ts";
import { type GraphMarks, graphMarks } from "./graph-conditions.ts";
import {
  adoptRevisions,
  createRevision,
  pruneRevisions,
  releaseRevision,
  revisionNumber,
  revisionsOf,
  writeRevisionStatus,
} from "./graph-revisions.ts";
import { isOwned, labelOf, LABELS, RESOURCES } from "./names.ts";
import type { InstanceController } from "./instance/instance-controller.ts";
import type { Registry } from "./registry.ts";
import { specHash } from "./spec-hash.ts";
import { Writer } from "./writer.ts";

/** What the controller of graphs works with. */
export interface GraphControllerOptions {
  registry: Registry;
  /** Schemas of built-in kinds. */
  schemas: SchemaLookup;
  instances: Pick<InstanceController, "renew" | "reconcileRenewed">;
}

export function graphController(options: GraphControllerOptions): Controller {
  return {
    name: "kro-resource-graph-definition",
    watches: {
      [RESOURCES.graphs]: graphChanged,
      [RESOURCES.revisions]: revisionChanged,
      [RESOURCES.definitions]: (change) => definitionChanged(change, options.registry),
    },
    reconcile(key, context) {
      const object = context.store.get(key.resource, key.namespace, key.name);
      if (object === undefined) return;
      const writer = new Writer(context);
      if (key.resource === RESOURCES.revisions) {
        if (object.metadata.deletionTimestamp !== undefined) releaseRevision(writer, object);
        return;
      }
      if (object.metadata.deletionTimestamp === undefined) reconcileGraph(writer, object, options);
      else deleteGraph(writer, object, options);
    },
  };
}

function graphKey(name: string): Key {
  return { resource: RESOURCES.graphs, name };
}

function graphChanged({ type, object, previous }: Change): Key[] {
  const key = [graphKey(object.metadata.name)];
  if (type !== "MODIFIED" || previous === undefined) return type === "ADDED" ? key : [];
  const concerns =
    object.metadata.generation !== previous.metadata.generation ||
    (object.metadata.deletionTimestamp === undefined) !==
      (previous.metadata.deletionTimestamp === undefined) ||
    allowsBreaking(object) !== allowsBreaking(previous);
  return concerns ? key : [];
}

function revisionChanged({ type, object }: Change): Key[] {
  const { name, deletionTimestamp } = object.metadata;
  const graph = valueAt(object, ["spec", "snapshot", "name"]);
  const keys = type === "DELETED" && typeof graph === "string" ? [graphKey(graph)] : [];
  const going = type !== "DELETED" && deletionTimestamp !== undefined;
  return going ? [...keys, { resource: RESOURCES.revisions, name }] : keys;
}

/** A definition of ours that somebody changed is made good; one that is new may be what a graph was refused for. */
function definitionChanged({ type, object }: Change, { refused }: Registry): Key[] {
  const graph = isOwned(object) && type !== "ADDED" ? labelOf(object, LABELS.graphName) : undefined;
  return [...new Set([...(graph === undefined ? [] : [graph]), ...refused])].map(graphKey);
}

/** One round of one graph. */
interface Round {
  writer: Writer;
  graph: LiveObject;
  options: GraphControllerOptions;
  marks: GraphMarks;
  lastIssued: number;
}

/** What is written beside the conditions. */
type Outcome = Pick<CompiledGraph, "resources"> & { order: readonly string[] };

function reconcileGraph(writer: Writer, found: LiveObject, options: GraphControllerOptions): void {
  const graph = writer.setFinalizer(RESOURCES.graphs, found, true);
  const round: Round = {
    writer,
    graph,
    options,
    marks: graphMarks(graph, writer.context.clock),
    lastIssued: Number(valueAt(graph, ["status", "lastIssuedRevision"]) ?? 0),
  };
  const outcome = serve(round);
  // Nothing is said while the definition is not there yet: it will be heard of.
  if (outcome === "waiting") return;
  // The change of the status brings the instances with it.
  if (!writeStatus(round, outcome)) options.instances.reconcileRenewed(writer.context);
}

function writeStatus({ writer, graph, marks, lastIssued }: Round, { order, resources }: Outcome): boolean {
  return writer.patchStatus(RESOURCES.graphs, graph, {
    conditions: writeConditions(marks.set.list),
    state: marks.isActive() ? "Active" : "Inactive",
    ...(order.length > 0 && { topologicalOrder: [...order] }),
    ...(resources.length > 0 && { resources }),
    ...(lastIssued > 0 && { lastIssuedRevision: lastIssued }),
  });
}

const NOTHING: Outcome = { order: [], resources: [] };

function serve(round: Round): Outcome | "waiting" {
  const { writer, graph, options, marks } = round;
  const { name } = graph.metadata;
  const hash = specHash(graph["spec"] as JsonObject);
  const revisions = revisionsOf(writer, name);
  const live = revisions.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  adoptRevisions(writer, graph, live);
  if (live.length < revisions.length) {
    marks.revisionsSettling();
    return formerOutcome(graph);
  }
  if (live.length === 0) options.registry.forgetRevisions(name);
  const issued = latestRevision(round, live, hash) ?? issueRevision(round, live, hash);
  if (issued === undefined) return NOTHING;
  const served = serveKind(round, issued);
  pruneRevisions(writer, revisionsOf(writer, name));
  return served;
}

function formerOutcome(graph: LiveObject): Outcome {
  const order = valueAt(graph, ["status", "topologicalOrder"]);
  const resources = valueAt(graph, ["status", "resources"]);
  return { order: (order ?? []) as string[], resources: (resources ?? []) as JsonObject[] };
}

/** The newest revision, when it is of the spec as it is now. */
function latestRevision(round: Round, live: readonly LiveObject[], hash: string): CompiledGraph | undefined {
  const latest = live.at(-1);
  if (latest === undefined) return undefined;
  const revision = revisionNumber(latest);
  round.lastIssued = Math.max(round.lastIssued, revision);
  const known = rememberRevision(round, latest);
  round.marks.revisionResolved(revision);
  if (known.hash !== hash) return undefined;
  if (known.graph === undefined) {
    const message = `latest graph revision ${revision} failed compilation`;
    round.marks.revisionFailed(message);
    // A kind that it lacked may be there by now: unlike kro, which waits for another spec, compile it once more.
    return undefined;
  }
  round.marks.accepted();
  round.options.registry.refused.delete(round.graph.metadata.name);
  return known.graph;
}

/** The compiled form of a revision, which a new process has to make again. */
function rememberRevision(
  { graph, options, writer }: Round,
  latest: LiveObject,
): { hash: string; graph?: CompiledGraph } {
  const { name } = graph.metadata;
  const revision = revisionNumber(latest);
  const known = options.registry.revisionOf(name);
  if (known?.revision === revision) return known;
  const spec = valueAt(latest, ["spec", "snapshot", "spec"]) as JsonObject;
  const compilation = compileGraph(name, spec, { schemas: options.schemas, kinds: writer.context.kinds });
  const made = {
    revision,
    hash: specHash(spec),
    ...("graph" in compilation && { graph: compilation.graph }),
  };
  options.registry.setRevision(name, made);
  return made;
}

/** Compiles the spec as it is now, and keeps a revision of it. */
function issueRevision(round: Round, live: readonly LiveObject[], hash: string): CompiledGraph | undefined {
  const { writer, graph, options, marks } = round;
  const { registry, schemas } = options;
  const { name } = graph.metadata;
  const compilation: Compilation = compileGraph(name, graph["spec"], {
    schemas,
    kinds: writer.context.kinds,
  });
  if ("refusal" in compilation) {
    registry.refused.add(name);
    marks.refused(compilation.refusal);
    return undefined;
  }
  registry.refused.delete(name);
  marks.accepted();
  const newest = live.at(-1);
  const revision = Math.max(round.lastIssued, newest === undefined ? 0 : revisionNumber(newest)) + 1;
  writeRevisionStatus(writer, createRevision(writer, graph, { revision, hash }), compilation);
  registry.setRevision(name, { revision, hash, graph: compilation.graph });
  round.lastIssued = revision;
  marks.revisionCompiling(revision);
  // As kro leaves it while another of its controllers compiles; the order of conditions follows from it.
  writeStatus(round, formerOutcome(graph));
  marks.revisionResolved(revision);
  return compilation.graph;
}

/** Brings the definition to what the graph says, and has the instances reconciled. */
function serveKind({ writer, graph, options, marks }: Round, compiled: CompiledGraph): Outcome | "waiting" {
  const outcome = { order: compiled.analysed.order, resources: compiled.resources };
  const ensured = ensureDefinition(writer, graph, compiled.definition);
  if (ensured === "waiting") return ensured;
  if (ensured.refusal !== undefined) {
    marks.kindFailed(ensured.refusal);
    return outcome;
  }
  marks.kindReady(ensured.kind);
  const { resource, isNew } = options.registry.serve(graph, compiled);
  marks.controllerRunning();
  if (isNew) options.instances.renew(resource);
  return outcome;
}

/** Stops serving a kind. Its definition and its instances stay, as kro leaves them without `--allow-crd-deletion`. */
function deleteGraph(writer: Writer, graph: LiveObject, { registry }: GraphControllerOptions): void {
  const { name } = graph.metadata;
  const serving = registry.servedBy(name);
  if (serving !== undefined) registry.stopServing(serving);
  registry.forgetRevisions(name);
  registry.refused.delete(name);
  writer.setFinalizer(RESOURCES.graphs, graph, false);
}
