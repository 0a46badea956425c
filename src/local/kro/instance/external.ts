/** Objects of others that a graph refers to: by name, or all that a selector finds. They are read and waited for, never written. */

import { parseLabelSelector } from "../../objects/label-query.ts";
import { RETRY, type Round, RoundFailure, type NodeState } from "./round.ts";
import { type NodeRun, readinessProblem, targetOf } from "./node-run.ts";
import { NodeError } from "./node-error.ts";

/**
 * Looks at what a node refers to.
 * @throws {NodeError}
 */
export function observeExternal(round: Round, run: NodeRun): NodeState {
  const { id, apiVersion, kind } = run.node;
  const target = targetOf(run);
  const { objects, kinds } = round.context;
  const served = kinds.byKind(apiVersion, kind);
  if (served === undefined)
    throw new RoundFailure(`no matches for kind "${kind}" in version "${apiVersion}"`, RETRY);
  const { resource } = served;
  const namespace = served.namespaced ? target.namespace : undefined;
  if (target.state === "named") {
    const { name } = target;
    round.watched.push({ resource, namespace, name });
    const object = objects.get(served, namespace, name);
    if (object === undefined)
      return { status: "WAITING_FOR_READINESS", error: `waiting for external reference "${id}": not found` };
    run.observed = [object];
  } else {
    const selector = parseLabelSelector(target.labelSelector);
    round.watched.push({ resource, namespace, selector });
    run.observed = objects.list(served, { ...(namespace !== undefined && { namespace }), labels: selector });
  }
  const problem = readinessProblem(run);
  if (problem === undefined) return { status: "SYNCED" };
  if (problem.waits !== "readiness") throw new NodeError(problem.message);
  const what = target.state === "named" ? "reference" : "collection";
  return {
    status: "WAITING_FOR_READINESS",
    error: `waiting for external ${what} "${id}": ${problem.message}`,
  };
}
