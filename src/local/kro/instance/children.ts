/** The children that an instance should have now, each with what there is of it (pkg/controller/instance/resources*.go). */

import type { LiveObject, Manifest } from "../../../model/object.ts";
import { isExternal } from "../../../graph/model.ts";
import type { ServedKind } from "../../kinds/served-kind.ts";
import { groupOf, versionOf } from "../../../model/kind.ts";
import { copyJson } from "../../../graph/path.ts";
import { ANNOTATIONS, LABELS, META_LABELS } from "../names.ts";
import { observeExternal } from "./external.ts";
import { ChildDeleting, NodeError } from "./node-error.ts";
import { desiredOf, isIgnored, type NodeRun, resourceText } from "./node-run.ts";
import { type NodeState, type Round, RETRY, RoundFailure } from "./round.ts";

/** A child to apply. */
export interface Child {
  /** Of its node, with the index in a collection: `web`, `web-0`. */
  id: string;
  run: NodeRun;
  kind: ServedKind;
  manifest: Manifest;
  /** As it is now. */
  current: LiveObject | undefined;
}

/** What the nodes came to. */
export interface Children {
  children: Child[];
  /** Why the first node that is not resolved is not. */
  unresolved: string | undefined;
}

/**
 * Resolves all nodes, dependencies first.
 * @throws {NodeError} where a node is wrong
 * @throws {ChildDeleting} where a child is still going
 */
export function resolveNodes(round: Round): Children {
  const result: Children = { children: [], unresolved: undefined };
  for (const [id, run] of round.nodes) {
    const state = (now: NodeState): unknown => round.states.set(id, now);
    try {
      result.children.push(...resolveNode(round, run));
    } catch (error) {
      if (error instanceof ChildDeleting) state({ status: "DELETING" });
      if (!(error instanceof NodeError)) throw error;
      if (error.waits !== "data") {
        state({ status: "ERROR", error: error.message });
        throw error;
      }
      state({ status: "IN_PROGRESS" });
      const plural = servedKind(round, run)?.plural ?? "";
      result.unresolved ??= `gvr "${resourceText(run.node, plural)}": ${error.message}`;
    }
  }
  return result;
}

function resolveNode(round: Round, run: NodeRun): Child[] {
  const { id, resource } = run.node;
  const state = (now: NodeState): unknown => round.states.set(id, now);
  if (isIgnored(run)) {
    state({ status: "SKIPPED" });
    return [];
  }
  if (isExternal(resource)) {
    state(observeExternal(round, run));
    return [];
  }
  const desired = desiredOf(run);
  const kind = servedKind(round, run);
  if (kind === undefined)
    throw new RoundFailure(
      `project failed: RESTMapping failed for ${run.node.kind}: no matches for kind`,
      RETRY,
    );
  const children = run.node.isCollection
    ? collectionChildren(round, run, kind, desired)
    : desired.flatMap((manifest) => singleChild(round, run, kind, manifest));
  state({ status: children.length === 0 ? "SYNCED" : "IN_PROGRESS" });
  return children;
}

export function servedKind({ context }: Pick<Round, "context">, { node }: NodeRun): ServedKind | undefined {
  return context.kinds.byKind(node.apiVersion, node.kind);
}

function singleChild(round: Round, run: NodeRun, kind: ServedKind, manifest: Manifest): Child {
  const { name, namespace } = manifest.metadata;
  round.watched.push({ resource: kind.resource, namespace, name });
  const current = round.context.objects.get(kind, namespace, name);
  if (current !== undefined) {
    refuseDeleting(run, current);
    run.observed = [current];
  }
  return { id: run.node.id, run, kind, manifest: marked(round, run, manifest), current };
}

function collectionChildren(
  round: Round,
  run: NodeRun,
  kind: ServedKind,
  desired: readonly Manifest[],
): Child[] {
  const { id } = run.node;
  const existing = existingItems(round, run, kind);
  if (desired.length === 0) {
    run.observed = [...existing.values()];
    return [];
  }
  const currents = desired.map(({ metadata }) => existing.get(identity(metadata)));
  for (const current of currents) if (current !== undefined) refuseDeleting(run, current);
  run.observed = currents.filter((current) => current !== undefined);
  return desired.map((manifest, index) => ({
    id: `${id}-${index}`,
    run,
    kind,
    manifest: marked(round, run, manifest, { index, size: desired.length }),
    current: currents[index],
  }));
}

function existingItems(
  { members, instance, context }: Round,
  run: NodeRun,
  kind: ServedKind,
): Map<string, LiveObject> {
  const found = members
    .of(LABELS.instanceId, instance.metadata.uid)
    .filter(
      ({ resource, object }) =>
        resource === kind.resource && object.metadata.labels?.[LABELS.nodeId] === run.node.id,
    );
  return new Map(
    found.flatMap(({ object: { metadata } }) => {
      const object = context.objects.get(kind, metadata.namespace, metadata.name);
      return object === undefined ? [] : [[identity(metadata), object] as const];
    }),
  );
}

function identity({ namespace, name }: { namespace?: string; name: string }): string {
  return `${namespace ?? ""}/${name}`;
}

function refuseDeleting({ node }: NodeRun, { metadata }: LiveObject): void {
  if (metadata.deletionTimestamp !== undefined) throw new ChildDeleting(node.id, metadata);
}

/** The manifest with the marks by which kro knows its children. */
function marked(
  { instance, graph }: Round,
  { node }: NodeRun,
  manifest: Manifest,
  item?: { index: number; size: number },
): Manifest {
  const { metadata } = instance;
  const labels: Record<string, string> = {
    ...manifest.metadata.labels,
    [LABELS.instanceId]: metadata.uid,
    [LABELS.instanceName]: metadata.name,
    [LABELS.instanceGroup]: groupOf(instance.apiVersion),
    [LABELS.instanceVersion]: versionOf(instance.apiVersion),
    [LABELS.instanceKind]: instance.kind,
    ...(metadata.namespace !== undefined && { [LABELS.instanceNamespace]: metadata.namespace }),
    [LABELS.managedBy]: "kro",
    ...META_LABELS,
    [LABELS.nodeId]: node.id,
  };
  if (item !== undefined) {
    labels[LABELS.collectionIndex] = String(item.index);
    labels[LABELS.collectionSize] = String(item.size);
  }
  const annotations = {
    ...manifest.metadata.annotations,
    [ANNOTATIONS.applyOrder]: String(graph.applyOrders.get(node.id) ?? 0),
  };
  return copyJson({ ...manifest, metadata: { ...manifest.metadata, labels, annotations } });
}
