/**
 * One node of a graph while an instance is reconciled: left out or not, what it should be, what it is, whether it is ready
 * (pkg/runtime of kro v0.9.4). Reads no store: what is observed is given to it.
 */

import type { Expression } from "../../../cel/expression.ts";
import { evaluateCondition, type Variables } from "../../../graph/evaluate.ts";
import { externalTarget, type ExternalTarget } from "../../../graph/external.ts";
import { isExternal } from "../../../graph/model.ts";
import type { AnalysedGraph, AnalysedNode } from "../../../graph/node.ts";
import { placeOf, renderNode } from "../../../graph/render.ts";
import { groupOf, versionOf } from "../../../model/kind.ts";
import type { LiveObject, Manifest } from "../../../model/object.ts";
import { celText, evalText, NodeError, quoted } from "./node-error.ts";
import { pendingText, wrongText } from "./node-text.ts";

/** A node in the course of one reconciliation. */
export interface NodeRun {
  node: AnalysedNode;
  /** Of the nodes that it depends on. */
  dependencies: readonly NodeRun[];
  /** Whether it is left out, once that is known. */
  ignored?: boolean;
  /** What it should be, once that is known; of references nothing. */
  desired?: readonly Manifest[];
  /** What there is of it. */
  observed?: readonly LiveObject[];
  /** The instance, as expressions see it. */
  schema: LiveObject;
}

/** The nodes of a graph for one reconciliation, dependencies first. */
export function startNodes({ order, nodes }: AnalysedGraph, instance: LiveObject): Map<string, NodeRun> {
  const { status: _status, ...schema } = instance;
  const runs = new Map<string, NodeRun>();
  for (const id of order) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    const dependencies = node.dependencies.flatMap((other) => runs.get(other) ?? []);
    runs.set(id, { node, dependencies, schema });
  }
  return runs;
}

/** The values that expressions of a node read. */
export function variablesOf({ schema, dependencies }: Pick<NodeRun, "schema" | "dependencies">): Variables {
  const variables: Record<string, unknown> = { schema };
  for (const { node, observed } of dependencies) {
    const value = node.isCollection ? observed : observed?.[0];
    if (value !== undefined) variables[node.id] = value;
  }
  return variables;
}

/**
 * Whether a node is left out: a condition of its own says so, or a node that it depends on is.
 * @throws {NodeError}
 */
export function isIgnored(run: NodeRun): boolean {
  run.ignored ??= run.dependencies.some(isIgnored) || !isIncluded(run);
  return run.ignored;
}

function isIncluded(run: NodeRun): boolean {
  const { node, dependencies } = run;
  if (node.includeWhen.length === 0) return true;
  const read = new Set(node.includeWhen.flatMap(({ references }) => references.map(({ root }) => root)));
  for (const dependency of dependencies) {
    const { id } = dependency.node;
    if (!read.has(id)) continue;
    const unready = observedProblem(dependency);
    if (unready?.waits === "readiness")
      throw new NodeError(
        `includeWhen dependency "${id}" not ready: ${unready.message} (data pending)`,
        "data",
      );
    if (unready !== undefined) throw new NodeError(`includeWhen dependency "${id}": ${unready.message}`);
  }
  const variables = variablesOf(run);
  return node.includeWhen.every((expression) => holds(node, expression, variables));
}

function holds(node: AnalysedNode, expression: Expression, variables: Variables): boolean {
  const what = `includeWhen ${quoted(expression.source)}`;
  let result;
  try {
    result = evaluateCondition(expression, variables, placeOf(node, "includeWhen", expression.source));
  } catch (error) {
    throw new NodeError(`${what}: ${evalText(expression, celText(error))}`);
  }
  if (result.state === "value") return result.value;
  // The spec of the instance does not change by waiting.
  if (expression.references.every(({ root }) => root === "schema"))
    throw new NodeError(`${what}: ${evalText(expression, result.reason)}`);
  throw new NodeError(`${what}: ${evalText(expression, result.reason)} (data pending)`, "data");
}

/**
 * What a node should be, as soon as the nodes that it depends on are ready.
 * @throws {NodeError}
 */
export function desiredOf(run: NodeRun): readonly Manifest[] {
  if (run.desired !== undefined) return run.desired;
  checkDependencies(run);
  const { node } = run;
  const variables = variablesOf(run);
  let rendering;
  try {
    rendering = renderNode(node, variables);
  } catch (error) {
    throw new NodeError(wrongText(node, variables, error));
  }
  if (rendering.state !== "objects") throw new NodeError(pendingText(node, variables), "data");
  run.desired = rendering.objects;
  return run.desired;
}

/**
 * Which objects a reference means, as soon as the nodes that it depends on are ready.
 * @throws {NodeError}
 */
export function targetOf(run: NodeRun): Exclude<ExternalTarget, { state: "pending" }> {
  checkDependencies(run);
  const { node } = run;
  const variables = variablesOf(run);
  let target;
  try {
    target = externalTarget(node, variables);
  } catch (error) {
    throw new NodeError(wrongText(node, variables, error));
  }
  if (target.state === "pending") throw new NodeError(pendingText(node, variables), "data");
  return target;
}

function checkDependencies({ node, dependencies }: NodeRun): void {
  for (const dependency of dependencies) {
    const problem = readinessProblem(dependency);
    if (problem === undefined) continue;
    const { id } = dependency.node;
    if (problem.waits === "readiness")
      throw new NodeError(
        `node "${node.id}": dependent node "${id}" not ready: ${problem.message} (data pending)`,
        "data",
      );
    throw new NodeError(
      `node "${node.id}": failed to check readiness of dependent node "${id}": ${problem.message}`,
      problem.waits,
    );
  }
}

/** Why a node is not ready; one that is left out holds nobody up. */
export function readinessProblem(run: NodeRun): NodeError | undefined {
  try {
    if (isIgnored(run)) return undefined;
  } catch (error) {
    if (!(error instanceof NodeError)) throw error;
    return new NodeError(`is ignore check failed: ${error.message}`, error.waits);
  }
  return observedProblem(run);
}

/** Why what there is of a node is not ready. */
function observedProblem(run: NodeRun): NodeError | undefined {
  return run.node.isCollection ? collectionProblem(run) : singleProblem(run);
}

function waiting(message: string): NodeError {
  return new NodeError(message, "readiness");
}

const WAITING = "(waiting for readiness)";

function singleProblem({ node, observed = [] }: NodeRun): NodeError | undefined {
  const { id } = node;
  const [object] = observed;
  if (object === undefined) return waiting(`node "${id}": no observed state: waiting for readiness`);
  for (const expression of node.readyWhen) {
    const problem = conditionProblem(node, expression, { [id]: object });
    const said = `node "${id}": failed to evaluate readyWhen expression: ${quoted(expression.source)}`;
    if (problem === "pending") return waiting(`${said} ${WAITING}`);
    if (problem === "false") return notMet(expression);
    if (problem !== undefined) return new NodeError(`${said} (${problem.wrong})`);
  }
  return undefined;
}

function collectionProblem({ node, desired, observed = [] }: NodeRun): NodeError | undefined {
  const { id } = node;
  if (!isExternal(node.resource)) {
    if (desired === undefined) return waiting(`node "${id}": collection not computed ${WAITING}`);
    if (desired.length === 0) return undefined;
    if (observed.length < desired.length)
      return waiting(
        `node "${id}": collection not ready: observed ${observed.length} but desired ${desired.length} ${WAITING}`,
      );
  }
  for (const [index, each] of observed.entries()) {
    for (const expression of node.readyWhen) {
      const problem = conditionProblem(node, expression, { each });
      const said = `node "${id}": failed to evaluate readyWhen ${quoted(expression.source)} (item ${index})`;
      if (problem === "pending") return waiting(`${said} ${WAITING}`);
      if (problem === "false") return notMet(expression);
      if (problem !== undefined) return new NodeError(`${said}: ${problem.wrong}`);
    }
  }
  return undefined;
}

function notMet({ source }: Expression): NodeError {
  return waiting(`readyWhen condition evaluated to false: ${quoted(source)} ${WAITING}`);
}

function conditionProblem(
  node: AnalysedNode,
  expression: Expression,
  variables: Variables,
): "pending" | "false" | { wrong: string } | undefined {
  try {
    const result = evaluateCondition(expression, variables, placeOf(node, "readyWhen", expression.source));
    if (result.state === "pending") return "pending";
    return result.value ? undefined : "false";
  } catch (error) {
    return { wrong: evalText(expression, celText(error)) };
  }
}

/** A group, version and resource, as kro names a kind in messages. */
export function resourceText({ apiVersion }: Pick<AnalysedNode, "apiVersion">, plural: string): string {
  return `${groupOf(apiVersion)}/${versionOf(apiVersion)}, Resource=${plural}`;
}

/** A group, version and kind, as Go writes it. */
export function kindText({ apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">): string {
  return `${groupOf(apiVersion)}/${versionOf(apiVersion)}, Kind=${kind}`;
}
