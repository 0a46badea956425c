/** One reconciliation of one instance: what its steps share. */

import { type JsonObject, valueAt } from "../../../model/json.ts";
import type { LiveObject } from "../../../model/object.ts";
import type { ControllerContext, Key } from "../../controllers/controller.ts";
import type { ServedKind } from "../../kinds/served-kind.ts";
import type { CompiledGraph } from "../compile.ts";
import { ConditionSet } from "../conditions.ts";
import { conditionOwnerOf } from "../graph-revisions.ts";
import type { Serving } from "../registry.ts";
import type { Members } from "./members.ts";
import { type NodeRun, startNodes } from "./node-run.ts";
import type { Watched } from "./watch-index.ts";
import type { WrittenChildren } from "./written-children.ts";

/** How far a node is; only these decide the state of the instance. */
export type NodeStatus =
  | "IN_PROGRESS"
  | "DELETING"
  | "SKIPPED"
  | "ERROR"
  | "SYNCED"
  | "WAITING_FOR_READINESS";

export interface NodeState {
  status: NodeStatus;
  /** Why it is not further. */
  error?: string;
}

/** What a round does not change. */
export interface RoundBase {
  context: ControllerContext;
  key: Key;
  /** Of the instance. */
  kind: ServedKind;
  serving: Serving;
  members: Members;
  written: WrittenChildren;
}

/** A round of an instance that exists. */
export interface Round extends RoundBase {
  graph: CompiledGraph;
  /** As it is in the store. */
  instance: LiveObject;
  conditions: ConditionSet;
  nodes: ReadonlyMap<string, NodeRun>;
  states: Map<string, NodeState>;
  /** What the round looked at. */
  watched: Watched[];
  /** Whether it wrote or deleted children. */
  mutated: boolean;
}

/** A reconciliation that did not come to its end: said in the conditions, and tried again. */
export class RoundFailure extends Error {
  override readonly name = "RoundFailure";
  /** ms after which to try again where no change of an object will tell. */
  readonly retry: number | undefined;

  constructor(message: string, retry?: number) {
    super(message);
    this.retry = retry;
  }
}

/** kro's `--instance-requeue-interval`. */
export const RETRY = 3_000;

/** The conditions of an instance. */
export const INSTANCE_CONDITIONS = ["InstanceManaged", "GraphResolved", "ResourcesReady"] as const;

/** Conditions of an instance, to be marked in this round. */
export function instanceConditions(context: ControllerContext, instance: LiveObject): ConditionSet {
  return new ConditionSet(conditionOwnerOf(instance), {
    dependents: INSTANCE_CONDITIONS,
    clock: context.clock,
    coarse: true,
  });
}

export function startRound(base: RoundBase, graph: CompiledGraph, instance: LiveObject): Round {
  return {
    ...base,
    graph,
    instance,
    conditions: instanceConditions(base.context, instance),
    nodes: startNodes(graph.analysed, instance),
    states: new Map(),
    watched: [],
    mutated: false,
  };
}

/** What all nodes say of why they are not ready. */
export function nodeErrors({ states, nodes }: Pick<Round, "states" | "nodes">): string {
  return [...nodes.keys()].flatMap((id) => states.get(id)?.error ?? []).join("\n");
}

/** The status as the store has it. */
export function wireStatus(instance: LiveObject): JsonObject {
  return (valueAt(instance, ["status"]) ?? {}) as JsonObject;
}
