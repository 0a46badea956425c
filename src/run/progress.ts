/** Where a run stands: each node's state, latest objects and what it waits for. */

import { rememberSecretsOf } from "../diagnosis/secrets.ts";
import type { Instance } from "../graph/instance.ts";
import { hasOlderVersion, type LiveObject } from "../model/object.ts";
import type { AnalysedNode } from "../graph/node.ts";
import type { Variables } from "../graph/evaluate.ts";
import type { Failure } from "./failure.ts";
import type { Selected } from "./operations.ts";

/** `blocked`: a node that it depends on failed, so it did not start or did not get the data that it waited for. */
export type NodeState = "waiting" | "ready" | "skipped" | "failed" | "blocked";

/** Something that happens in a run, or is waited for. */
export interface Progress {
  /** Id of the node. */
  node: string;
  /** As people say it: `Deployment shop/web`. */
  object?: string;
  message: string;
  /** The node is left out: nothing is waited for. */
  skipped?: true;
}

/** One node of a run. */
export interface NodeRun {
  readonly node: AnalysedNode;
  state: NodeState;
  /** The latest that was seen of each object, in the order of the collection. */
  objects: LiveObject[];
  /** Which objects of somebody else it refers to, if it does so by selector. */
  selected?: Selected;
  /** When the newest of them was seen, in ms since the process began. */
  seenAt: number;
  /** What it waits for, by object; `""` for the node as such. */
  waiting: Map<string, string>;
  failures: Failure[];
  /** ms since 1970; 0 while it has not started. */
  startedAt: number;
  /** ms */
  duration: number;
  /** Resolves when the node has ended well or was skipped, and rejects with {@link Blocked} otherwise. */
  readonly ended: PromiseWithResolvers<void>;
}

/** Ends the work of a node that waited for one that failed. Its own failure is no news. */
export class Blocked extends Error {
  constructor(node: string) {
    super(`node ${node} failed`);
  }
}

/** A node that has not started. */
export function newNodeRun(node: AnalysedNode): NodeRun {
  const ended = Promise.withResolvers<void>();
  // Most runs have nobody who waits for it.
  ended.promise.catch(() => undefined);
  return {
    node,
    state: "waiting",
    objects: [],
    seenAt: 0,
    waiting: new Map(),
    failures: [],
    startedAt: 0,
    duration: 0,
    ended,
  };
}

/** Keeps an object's newest state. */
export function see(run: NodeRun, index: number, object: LiveObject): LiveObject {
  const before = run.objects[index];
  const late = before?.metadata.uid === object.metadata.uid && hasOlderVersion(object, before);
  if (!late) {
    rememberSecretsOf(object);
    run.objects[index] = object;
    run.seenAt = performance.now();
  }
  return object;
}

/** Keeps the objects of a selection as they are now. */
export function seeAll(run: NodeRun, objects: readonly LiveObject[]): void {
  objects.forEach(rememberSecretsOf);
  run.objects = [...objects];
  run.seenAt = performance.now();
}

/** Decides at the first sight of a selection, whose objects it keeps. */
export function seeOnce(run: NodeRun): (objects: readonly LiveObject[]) => true {
  return (objects) => {
    seeAll(run, objects);
    return true;
  };
}

/** What expressions read: the instance, and what was seen of each node that has objects. */
export function variablesOf(instance: Instance, runs: Iterable<NodeRun>): Variables {
  const variables: Record<string, unknown> = { schema: instance };
  for (const { node, objects, state, startedAt } of runs) {
    if (state === "skipped" || startedAt === 0) continue;
    if (node.isCollection) variables[node.id] = objects;
    else if (objects[0] !== undefined) variables[node.id] = objects[0];
  }
  return variables;
}
