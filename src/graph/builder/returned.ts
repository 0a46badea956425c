/** What a builder returned: a record of resources, or one error that names the key. Pure. */

import { ProviderError } from "../../errors.ts";
import { nodeOf, type GraphNode } from "./node.ts";
import { describeNode } from "./render.ts";
import { describeValue, isPlainObject } from "./cel-tag.ts";
import { celPath } from "./cel-text.ts";
import { fragmentOf, operandOf } from "./references.ts";

/** What a builder returned, once it is known to be right. */
export interface Returned {
  /** In the order of the record. */
  nodes: ReadonlyMap<string, GraphNode>;
  status?: Readonly<Record<string, unknown>>;
}

/** What a value is that a graph cannot hold, and what to do instead; `undefined` when there is no more to say. */
export type Explain = (value: unknown) => string | undefined;

const RETURN_ADVICE =
  "Return the resources by id, as { web, svc }, or { resources: { web, svc }, status: { … } }.";

/**
 * Judges what a builder returned.
 * @param graph its name in messages
 * @throws {ProviderError} `usage`, when it is no record of resources
 */
export function readReturned(graph: string, returned: unknown, explain: Explain = () => undefined): Returned {
  const wrong = (what: string, advice = RETURN_ADVICE): ProviderError =>
    new ProviderError("usage", what, { object: graph, advice });
  if (returned instanceof Promise)
    throw wrong(
      "its builder returned a promise",
      "A builder is no async function: resources are only described in it.",
    );
  if (nodeOf(returned) !== undefined) throw wrong("its builder returned a single resource without an id");
  if (!isPlainObject(returned)) throw wrong(`its builder returned ${describeValue(returned)}`);
  const { resources, status, ...rest } = isStructured(returned) ? returned : { resources: returned };
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw wrong(`its builder returned an unknown field ${unknown} beside resources`);
  if (!isPlainObject(resources)) throw wrong(`its builder returned ${describeValue(resources)} as resources`);
  if (status !== undefined && !isPlainObject(status))
    throw wrong(`its builder returned ${describeValue(status)} as status`);
  return { nodes: readNodes(graph, resources, explain), ...(isPlainObject(status) && { status }) };
}

function isStructured(returned: Record<string, unknown>): boolean {
  return "resources" in returned && nodeOf(returned["resources"]) === undefined;
}

function readNodes(
  graph: string,
  resources: Record<string, unknown>,
  explain: Explain,
): Map<string, GraphNode> {
  const nodes = new Map<string, GraphNode>();
  const ids = new Map<GraphNode, string>();
  for (const [id, value] of Object.entries(resources)) {
    const wrong = (what: string, advice: string): ProviderError =>
      new ProviderError("usage", `resource "${id}" ${what}`, { object: graph, advice });
    const node = nodeOf(value);
    if (node === undefined)
      throw wrong(
        `is ${described(value)}, not a resource`,
        explain(value) ?? "Make it by template.<Kind>(…) or externalRef(…).",
      );
    if (!/^[a-z][a-zA-Z0-9]*$/.test(id)) {
      throw wrong(
        "has an id that kro does not take",
        `Ids are lower camel case and part of expressions: ${camelCase(id)}.`,
      );
    }
    const other = ids.get(node);
    if (other !== undefined)
      throw wrong(`is the same ${describeNode(node)} as "${other}"`, "Return each resource once.");
    ids.set(node, id);
    nodes.set(id, node);
  }
  return nodes;
}

function described(value: unknown): string {
  const operand = operandOf(value);
  if (operand !== undefined) return `the reference ${celPath(operand.root.label, operand.path)}`;
  return fragmentOf(value) === undefined ? describeValue(value) : "an expression";
}

function camelCase(id: string): string {
  const words = id.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words
    .map((word, index) => (index === 0 ? word : word.slice(0, 1).toUpperCase() + word.slice(1)))
    .join("");
  const start = joined.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (capitals) => capitals.toLowerCase());
  return /^[a-z]/.test(start) ? start : `r${start}`;
}
