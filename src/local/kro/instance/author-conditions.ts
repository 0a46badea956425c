/** The author's own conditions of a graph (pkg/runtime/conditions.go): they take the place of kro's. Pure. */

import { CelError } from "../../../cel/error.ts";
import { isJsonObject, type Json } from "../../../model/json.ts";
import type { Condition } from "../conditions.ts";
import type { Round } from "./round.ts";
import { variablesOf } from "./node-run.ts";

/** What the expressions came to. */
export interface AuthorConditions {
  conditions: Omit<Condition, "at" | "observedGeneration">[];
  /** Whether one of them gave nothing: what it gave before stays. */
  incomplete: boolean;
  /** Whether one of them is wrong: the instance is in error. */
  degraded: boolean;
}

/** Evaluates the author's conditions; kro's own are what `runtime.condition(schema, …)` reads. */
export function authorConditions({ graph, nodes, instance, conditions: own }: Round): AuthorConditions {
  const { status: _status, ...object } = instance;
  const builtin = own.list.map(({ type, status, reason = "", message = "" }) => ({
    type,
    status,
    reason,
    message,
  }));
  const variables = {
    ...variablesOf({ schema: instance, dependencies: [...nodes.values()] }),
    schema: { ...object, status: { conditions: builtin } },
  };
  const result: AuthorConditions = { conditions: [], incomplete: false, degraded: false };
  for (const expression of graph.analysed.conditions) {
    const found = evaluated(() => expression.evaluate(variables));
    if (Array.isArray(found)) result.conditions.push(...found);
    else {
      result.incomplete = true;
      result.degraded ||= found === "wrong";
    }
  }
  const counts = Map.groupBy(result.conditions, ({ type }) => type);
  const unique = result.conditions.filter(({ type }) => counts.get(type)?.length === 1);
  if (unique.length < result.conditions.length) {
    result.conditions = unique;
    result.incomplete = result.degraded = true;
  }
  return result;
}

function evaluated(
  evaluate: () => { state: "value"; value: Json } | { state: "pending" },
): AuthorConditions["conditions"] | "pending" | "wrong" {
  let result;
  try {
    result = evaluate();
  } catch (error) {
    if (error instanceof CelError) return "wrong";
    throw error;
  }
  if (result.state === "pending") return "pending";
  const read = [result.value].flat().map((value) => readCondition(value));
  return read.includes(undefined) ? "wrong" : read.filter((condition) => condition !== undefined);
}

function readCondition(value: Json | undefined): AuthorConditions["conditions"][number] | undefined {
  if (!isJsonObject(value)) return undefined;
  const { type, status, reason, message } = value;
  if (typeof type !== "string" || typeof status !== "string") return undefined;
  return {
    type,
    status,
    ...(typeof reason === "string" && reason !== "" && { reason }),
    ...(typeof message === "string" && message !== "" && { message }),
  };
}
