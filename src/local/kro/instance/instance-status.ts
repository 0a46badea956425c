/** What kro writes into the status of an instance (pkg/controller/instance/status.go), and only when it changed. */

import { projectStatus } from "../../../graph/status.ts";
import { type JsonObject, sameJson } from "../../../model/json.ts";
import type { LiveObject } from "../../../model/object.ts";
import { type Condition, type ConditionSet, READY, readConditions, writeConditions } from "../conditions.ts";
import { MANAGERS } from "../names.ts";
import { authorConditions } from "./author-conditions.ts";
import { variablesOf } from "./node-run.ts";
import { INSTANCE_CONDITIONS, type NodeState, type Round, type RoundBase, wireStatus } from "./round.ts";

const BUILT_IN: readonly string[] = [...INSTANCE_CONDITIONS, READY];

/** The state that follows from the nodes. */
export function instanceState(states: Iterable<NodeState>): "ACTIVE" | "IN_PROGRESS" | "ERROR" {
  const all = [...states].map(({ status }) => status);
  if (all.includes("ERROR")) return "ERROR";
  return all.every((status) => status === "SYNCED" || status === "SKIPPED") ? "ACTIVE" : "IN_PROGRESS";
}

/**
 * Writes the status of a round.
 * @throws {GraphError} where a status expression is wrong: kro writes nothing then
 */
export function writeRoundStatus(round: Round): void {
  const { graph, conditions, instance, nodes, states, serving } = round;
  const variables = variablesOf({ schema: schemaOf(instance), dependencies: [...nodes.values()] });
  const projected = projectStatus(graph.analysed, variables).status;
  const status = initialStatus(conditions, instanceState(states.values()));
  for (const [key, value] of Object.entries(projected))
    if (key !== "conditions" && key !== "state") status[key] = value;
  if (serving.hasAuthorConditions) writeAuthorConditions(round, status);
  writeStatus(round, instance, status);
}

function schemaOf({ status: _status, ...schema }: LiveObject): LiveObject {
  return schema;
}

function initialStatus(conditions: ConditionSet, state: string): JsonObject {
  return {
    conditions: writeConditions(conditions.list.filter(({ type }) => BUILT_IN.includes(type))),
    state: conditions.isReady ? "ACTIVE" : state,
  };
}

function writeAuthorConditions(round: Round, status: JsonObject): void {
  const { instance, context } = round;
  const { conditions, incomplete, degraded } = authorConditions(round);
  const previous = readConditions(wireStatus(instance)["conditions"]);
  const stamped = conditions.map((condition): Condition => {
    const before = previous.find(({ type }) => type === condition.type);
    const kept = before?.status === condition.status ? before.at : undefined;
    return {
      ...condition,
      at: kept ?? context.clock.now(),
      observedGeneration: instance.metadata.generation ?? 0,
    };
  });
  const types = new Set(stamped.map(({ type }) => type));
  const others = incomplete ? previous.filter(({ type }) => !types.has(type)) : [];
  status["conditions"] = writeConditions([...stamped, ...others]);
  if (degraded) status["state"] = "ERROR";
}

/** Writes the status of an instance that is being deleted: what expressions gave before stays. */
export function writeDeletionStatus(base: RoundBase, instance: LiveObject, conditions: ConditionSet): void {
  const wire = wireStatus(instance);
  const status = { ...wire, ...initialStatus(conditions, "DELETING") };
  if (base.serving.hasAuthorConditions) {
    const own = conditions.list.filter(({ type }) => type === "ResourcesReady");
    const others = readConditions(wire["conditions"]).filter(({ type }) => type !== "ResourcesReady");
    status["conditions"] = writeConditions([...own, ...others]);
  }
  writeStatus(base, instance, status);
}

/** Writes that there is no graph to reconcile an instance by. */
export function writeUnresolvedStatus(base: RoundBase, instance: LiveObject, conditions: ConditionSet): void {
  const status: JsonObject = { ...wireStatus(instance), state: "ERROR" };
  if (!base.serving.hasAuthorConditions) status["conditions"] = writeConditions(conditions.list);
  writeStatus(base, instance, status);
}

function writeStatus({ context, kind }: RoundBase, { metadata }: LiveObject, status: JsonObject): void {
  const live = context.objects.get(kind, metadata.namespace, metadata.name);
  if (live === undefined || live.metadata.uid !== metadata.uid || sameJson(wireStatus(live), status)) return;
  // The schema of the status follows from the expressions that gave it: there is nothing to validate or prune.
  const options = { manager: MANAGERS.controller, subresource: "status", trusted: true } as const;
  context.objects.update(kind, { ...live, status }, options);
}
