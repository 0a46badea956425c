/**
 * What a builder returned, as resources of a graph. Pure: imports errors, model and this folder.
 * Invariant: whatever a program returns, the answer is a graph or one error that names the key.
 */

import { ProviderError } from "../../errors.ts";
import type { JsonObject } from "../../model/json.ts";
import { ELEMENT, isNode, type GraphNode } from "./node.ts";
import { readyRules } from "./readiness.ts";
import {
  describeNode,
  renderExpression,
  renderFields,
  soleOperand,
  type Place,
  type Rendering,
  type Use,
} from "./render.ts";
import type { Explain, Returned } from "./returned.ts";
import { cel } from "./cel-tag.ts";
import { resourcePath } from "../error.ts";
import type { ExternalRef, GraphResource } from "../model.ts";
import { fragmentOf, type Operand, type Root } from "./references.ts";

/** What building has to be told. */
export interface BuildOptions {
  /** Whether a path surely gives a string. */
  isString?: (operand: Operand) => boolean;
  explain?: Explain;
}

/** The part of a graph that comes from its builder. */
export interface Built {
  resources: GraphResource[];
  status?: JsonObject;
  uses: readonly Use[];
}

/**
 * Writes what a builder returned as resources of a graph.
 * @throws {ProviderError} `usage`, for references and values that have no place in it
 */
export function buildResources(returned: Returned, options: BuildOptions = {}): Built {
  const uses: Use[] = [];
  const rendering: Rendering = {
    ids: new Map([...returned.nodes].map(([id, node]): [Root, string] => [node, id])),
    isString: (operand) => isKnownString(operand) || options.isString?.(operand) === true,
    explain: options.explain ?? (() => undefined),
    onUse: (use) => void uses.push(use),
  };
  const awaited = new Set([...returned.nodes.values()].flatMap((node) => node.dependsOn));
  const resources = [...returned.nodes].map(([id, node]) =>
    buildResource(id, node, rendering, awaited.has(node)),
  );
  const { status } = returned;
  if (status === undefined) return { resources, uses };
  return {
    resources,
    uses,
    status: renderFields(status, rendering, { at: "spec.schema.status", roots: [] }),
  };
}

function buildResource(id: string, node: GraphNode, rendering: Rendering, awaited: boolean): GraphResource {
  const at = resourcePath(id);
  const includeWhen = [
    ...conditions(node.includeWhen, "includeWhen", rendering, { at, roots: [] }),
    ...node.dependsOn.map((other) => existence(other, node, rendering)),
  ];
  const readyWhen = readyConditions(id, node, rendering, awaited);
  const common = {
    id,
    ...(includeWhen.length > 0 && { includeWhen }),
    ...(readyWhen.length > 0 && { readyWhen }),
  };
  if ("externalRef" in node.body) {
    const place = { at: `${at}.externalRef`, roots: [] };
    return {
      ...common,
      externalRef: renderFields(node.body.externalRef, rendering, place) as unknown as ExternalRef,
    };
  }
  const roots = node.forEach.map(({ iterator }) => iterator);
  const template = renderFields(node.body.template, rendering, { at: `${at}.template`, node, roots });
  return {
    ...common,
    template,
    ...(node.forEach.length > 0 && { forEach: dimensions(node, rendering, at) }),
  };
}

function conditions(
  values: readonly unknown[],
  modifier: string,
  rendering: Rendering,
  place: Place,
): string[] {
  return values.map((value) => {
    const operand = noted(value);
    if (operand !== undefined) rendering.onUse({ as: "condition", operand });
    return renderExpression(
      value,
      rendering,
      { ...place, at: `${place.at}.${modifier}` },
      "a boolean reference or expression",
    );
  });
}

function noted(value: unknown): Operand | undefined {
  const fragment = fragmentOf(value);
  return fragment === undefined ? undefined : soleOperand(fragment);
}

function readyConditions(
  id: string,
  node: GraphNode,
  rendering: Rendering,
  awaited: boolean,
): readonly string[] {
  const isExternalList = node.isList && node.forEach.length === 0;
  if (node.readyWhen.length > 0) {
    if (isExternalList) throw noListReadiness(id, node);
    const roots = node.isList ? [ELEMENT] : [];
    return conditions(node.readyWhen, "readyWhen", rendering, { at: resourcePath(id), roots });
  }
  if (!awaited || isExternalList) return [];
  return readyRules(node.apiVersion, node.objectKind, node.isList ? "each" : id);
}

// Compiled over the id, evaluated over `each` (kro 0.9): such a condition would never hold.
function noListReadiness(id: string, node: GraphNode): ProviderError {
  return new ProviderError(
    "usage",
    "objects found by a selector cannot have a readyWhen: kro does not evaluate it",
    {
      object: `${resourcePath(id)} (${describeNode(node)})`,
      advice:
        "Put the condition into includeWhen of the resources that depend on them: cel`${list}.all(x, …)`.",
    },
  );
}

/**
 * kro has no field for dependencies: a condition that reads the other resource makes one, and waits for its readyWhen.
 * It is true whenever it can be evaluated.
 */
function existence(other: GraphNode, node: GraphNode, { ids }: Rendering): string {
  const id = ids.get(other);
  if (id === undefined) {
    throw new ProviderError("usage", `it depends on ${describeNode(other)}, which is not in the graph`, {
      object: describeNode(node),
      advice: "Return it with the other resources.",
    });
  }
  return other.isList ? `\${size(${id}) >= 0}` : `\${${id}.metadata.name != ""}`;
}

function dimensions(node: GraphNode, rendering: Rendering, at: string): Record<string, string>[] {
  return node.forEach.map(({ name, list, iterator }) => {
    const place: Place = { at: `${at}.forEach[${name}]`, roots: [] };
    const operand = noted(list);
    if (operand !== undefined) rendering.onUse({ as: "list", operand, iterator });
    const expression = Array.isArray(list) ? cel`${list}` : list;
    return { [name]: renderExpression(expression, rendering, place, "a reference to a list") };
  });
}

/** Paths that are strings in every object. */
function isKnownString({ root, path }: Operand): boolean {
  const live = isNode(root) && root.isList ? path.slice(1) : path;
  const [first, second] = live;
  if (live.length === 1) return first === "apiVersion" || first === "kind";
  if (first !== "metadata") return false;
  if (second === "labels" || second === "annotations") return live.length === 3;
  return live.length === 2 && (second === "name" || second === "namespace" || second === "uid");
}
