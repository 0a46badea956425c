/** A resource while its graph is built: it has an identity, and no id yet. Pure. */

import { ProviderError } from "../../errors.ts";
import { describeValue, isPlainObject } from "./cel-tag.ts";
import { celPath, type CelPath } from "./cel-text.ts";
import { fragmentOf, operandOf, referenceTo, type Root } from "./references.ts";
import type { Iterators, Dimensions, Modifiers } from "./reference-types.ts";

// Two copies of the package may be loaded, so a node is told by its own mark rather than by a WeakSet.
const NODE: unique symbol = Symbol.for("alchemy-kubernetes::graph-node");

/** The fields of a manifest or an external reference, with references in them. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a resource of a graph is made of. */
export interface GraphNode extends Root {
  readonly kind: "resource";
  readonly [NODE]: true;
  /** Paths of the live object that were read. */
  readonly reads: CelPath[];
  readonly body: { readonly template: Fields } | { readonly externalRef: Fields };
  readonly apiVersion: string;
  readonly objectKind: string;
  /** Whether its id stands for a list. */
  readonly isList: boolean;
  readonly forEach: readonly Dimension[];
  readonly readyWhen: readonly unknown[];
  readonly includeWhen: readonly unknown[];
  readonly dependsOn: readonly GraphNode[];
}

/** One dimension of a collection. */
export interface Dimension {
  readonly name: string;
  readonly iterator: Root;
  readonly list: unknown;
}

/** Modifiers as they come from a program: their types may have been forced. */
export type AnyModifiers = Modifiers<never> & { forEach?: Dimensions };

const MODIFIERS: ReadonlySet<string> = new Set(["readyWhen", "includeWhen", "dependsOn", "forEach"]);

/** kro's name of the single object in the readyWhen of a collection. */
export const ELEMENT: Root = { kind: "element", label: "each" };

/** The resource behind a value that a builder returned; `undefined` for any other value, fields of resources included. */
export function nodeOf(value: unknown): GraphNode | undefined {
  const operand = operandOf(value);
  if (operand === undefined || operand.path.length > 0) return undefined;
  const { root } = operand;
  return isNode(root) ? root : undefined;
}

/** Whether the root of a path is a resource. */
export function isNode(root: Root): root is GraphNode {
  return NODE in root;
}

/** What a resource is, once its fields are known. */
export interface Description {
  apiVersion: string;
  kind: string;
  body: GraphNode["body"];
  /** Whether it is a list without `forEach`: an external reference by selector. */
  isList?: boolean;
}

/**
 * Makes a resource of a graph.
 * @param describe gives its fields; a collection's from its iterators
 * @param subject its kind in messages, as long as it is not described
 * @returns a reference to it
 * @throws {ProviderError} `usage` when the modifiers are wrong
 */
export function resource(
  subject: string,
  modifiers: AnyModifiers,
  describe: (each: Iterators<Dimensions>) => Description,
): unknown {
  refuseUnknown(subject, modifiers);
  const forEach = Object.entries(modifiers.forEach ?? {}).map(([name, list]): Dimension => {
    return { name, list, iterator: { kind: "iterator", label: name } };
  });
  const each = Object.fromEntries(forEach.map(({ name, iterator }) => [name, referenceTo(iterator)]));
  const { apiVersion, kind, body, isList = false } = describe(each as Iterators<Dimensions>);
  const reads: CelPath[] = [];
  const node: GraphNode & { readyWhen: readonly unknown[] } = {
    kind: "resource",
    label: kind,
    [NODE]: true,
    onRead: (path) => void reads.push(path),
    json: () =>
      "template" in body && forEach.length === 0 && isLiteral(body.template) ? body.template : undefined,
    reads,
    body,
    apiVersion,
    objectKind: kind,
    isList: isList || forEach.length > 0,
    forEach,
    readyWhen: [],
    includeWhen: listOf(modifiers.includeWhen),
    dependsOn: dependencies(kind, modifiers),
  };
  node.readyWhen = readyConditions(node, modifiers);
  return referenceTo(node);
}

/** Whether a template holds no references: it is a manifest then. */
function isLiteral(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isLiteral);
  if (isPlainObject(value)) return Object.values(value).every(isLiteral);
  return fragmentOf(value) === undefined;
}

function refuseUnknown(kind: string, modifiers: AnyModifiers): void {
  for (const name of Object.keys(modifiers)) {
    if (MODIFIERS.has(name)) continue;
    throw new ProviderError("usage", `there is no modifier ${name}`, {
      object: kind,
      advice: `There are ${[...MODIFIERS].join(", ")}.`,
    });
  }
}

function readyConditions(node: GraphNode, { readyWhen }: AnyModifiers): readonly unknown[] {
  if (typeof readyWhen !== "function" || fragmentOf(readyWhen) !== undefined) return listOf(readyWhen);
  const self = node.isList ? referenceTo(ELEMENT) : referenceTo(node);
  return listOf((readyWhen as (self: unknown) => unknown)(self));
}

function dependencies(kind: string, { dependsOn }: AnyModifiers): readonly GraphNode[] {
  return listOf(dependsOn).map((value) => {
    const node = nodeOf(value);
    if (node !== undefined) return node;
    const operand = operandOf(value);
    const found = operand === undefined ? describeValue(value) : celPath(operand.root.label, operand.path);
    throw new ProviderError("usage", `dependsOn takes resources of the graph, not ${found}`, {
      object: kind,
      advice: "Pass what template.<Kind>(…) or externalRef(…) gave.",
    });
  });
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
