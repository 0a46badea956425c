/** Makes the objects of a node from the values that its expressions read. Pure. */

import { isJsonObject, type Json, type JsonObject, valueAt } from "../model/json.ts";
import type { Manifest } from "../model/object.ts";
import { GraphError, resourcePath } from "./error.ts";
import { evaluateAt, evaluateCondition, type Place, type Variables, wrong } from "./evaluate.ts";
import type { AnalysedField, AnalysedNode } from "./node.ts";
import { copyJson, joinPath, setAt } from "./path.ts";
import { bodyOf, bodyPath } from "./shape.ts";

/** The most objects that kro's `--rgd-max-collection-size` allows by default. */
export const MAX_COLLECTION_SIZE = 1000;

/** What a node comes to with the data that there is. */
export type Rendering =
  | { state: "objects"; objects: Manifest[] }
  /** It is left out: a condition of its `includeWhen` is false. */
  | { state: "skipped"; because: string }
  /** Data that it reads is not there yet. */
  | { state: "pending"; reason: string };

/**
 * Renders a node of templates.
 * Whether its dependencies are ready, and whether one of them was skipped (then it is skipped too), is for the caller to see.
 * @param variables `schema` and the nodes that it reads, see `variablesNeeded`
 * @returns objects of namespaced kinds in the instance's namespace where the template names none; a collection may be empty
 * @throws {GraphError} naming the node and the place, where the data is wrong rather than missing
 */
export function renderNode(node: AnalysedNode, variables: Variables): Rendering {
  const excluded = exclusion(node, variables);
  if (excluded !== undefined) return excluded;
  const items = expand(node, variables);
  if (!Array.isArray(items)) return items;
  const shared: Values = new Map();
  const pending = evaluateFields(node, false, variables, shared);
  if (pending !== undefined) return pending;
  const objects: Manifest[] = [];
  for (const iterators of items) {
    const values: Values = new Map(shared);
    const missing = evaluateFields(node, true, { ...variables, ...iterators }, values);
    if (missing !== undefined) return missing;
    objects.push(build(node, values, variables));
  }
  if (node.isCollection) checkIdentities(node, objects);
  return { state: "objects", objects };
}

type Values = Map<AnalysedField, Json>;
type Unfinished = Exclude<Rendering, { state: "objects" }>;

/**
 * Judges `includeWhen`.
 * @returns why the node has no objects, or `undefined` where it has some
 * @throws {GraphError}
 */
export function exclusion(node: AnalysedNode, variables: Variables): Unfinished | undefined {
  for (const [index, expression] of node.includeWhen.entries()) {
    const place = placeOf(node, `includeWhen[${index}]`, expression.source);
    const result = evaluateCondition(expression, variables, place);
    if (result.state === "pending") {
      const waits = expression.references.some(({ root }) => root !== "schema");
      // The instance's spec does not change by waiting: kro calls it an error, and so do we.
      if (!waits) throw wrong(place, result.reason);
      return {
        state: "pending",
        reason: `node ${node.id}: includeWhen ${expression.source}: ${result.reason}`,
      };
    }
    if (!result.value) return { state: "skipped", because: `includeWhen ${expression.source} is false` };
  }
  return undefined;
}

/** The iterators of each object: one empty set for a node that is no collection. */
function expand(node: AnalysedNode, variables: Variables): Record<string, Json>[] | Unfinished {
  let product: Record<string, Json>[] = [{}];
  for (const [index, { name, expression }] of node.forEach.entries()) {
    const place = placeOf(node, `forEach[${index}].${name}`, expression.source);
    const result = evaluateAt(expression, variables, place);
    if (result.state === "pending") {
      return { state: "pending", reason: `node ${node.id}: forEach ${name}: ${result.reason}` };
    }
    const { value } = result;
    if (!Array.isArray(value))
      throw wrong(place, `returned ${value === null ? "null" : typeof value}, expected list`);
    const size = product.length * value.length;
    if (size > MAX_COLLECTION_SIZE) {
      throw wrong(
        place,
        `collection size of ${size} is over the maximum collection size of ${MAX_COLLECTION_SIZE}`,
      );
    }
    product = product.flatMap((outer) => value.map((item) => ({ ...outer, [name]: item })));
  }
  return product;
}

function evaluateFields(
  node: AnalysedNode,
  iterates: boolean,
  variables: Variables,
  values: Values,
): Unfinished | undefined {
  for (const field of node.fields) {
    if (field.iterates !== iterates) continue;
    const place = fieldPlace(node, field);
    const result = evaluateAt(field.expression, variables, place);
    if (result.state === "pending")
      return { state: "pending", reason: `node ${node.id}: ${place.path}: ${result.reason}` };
    values.set(field, result.value);
  }
  return undefined;
}

function build(node: AnalysedNode, values: Values, variables: Variables): Manifest {
  const object = copyJson(bodyOf(node.resource));
  for (const [{ path }, value] of values) setAt(object, path, value);
  return complete(node, object, variables);
}

/**
 * Checks who an object is, and puts it into the instance's namespace where it names none.
 * @throws {GraphError}
 */
export function complete(node: AnalysedNode, object: JsonObject, variables: Variables): Manifest {
  const metadata = isJsonObject(object["metadata"]) ? object["metadata"] : {};
  const place = `${bodyPath(node.resource)}.metadata`;
  const refuse = (field: string, message: string): never => {
    throw new GraphError(`node ${node.id}`, [{ path: `${place}.${field}`, message }]);
  };
  const { name, namespace } = metadata;
  if (typeof name !== "string" || name === "")
    refuse("name", `must be a string that is not empty, got ${show(name)}`);
  if (namespace !== undefined && namespace !== null && typeof namespace !== "string") {
    refuse("namespace", `must be a string, got ${show(namespace)}`);
  }
  // Whether a kind that is not known offline has namespaces is seen on the cluster: whoever writes it leaves the namespace out.
  if (node.namespaced !== false && (namespace === undefined || namespace === null || namespace === "")) {
    const inherited = valueAt(variables["schema"], ["metadata", "namespace"]);
    if (typeof inherited !== "string" || inherited === "") {
      if (node.namespaced === undefined) return object as unknown as Manifest;
      refuse(
        "namespace",
        `node "${node.id}" is namespaced and must resolve metadata.namespace when the instance is cluster-scoped`,
      );
    } else metadata["namespace"] = inherited;
  }
  return object as unknown as Manifest;
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function checkIdentities(node: AnalysedNode, objects: readonly Manifest[]): void {
  const seen = new Set<string>();
  for (const { metadata } of objects) {
    const key = `${metadata.namespace ?? ""}/${metadata.name}`;
    if (seen.has(key)) {
      const message = `identity collision: two objects of the collection are both called ${key}: use every iterator in the name`;
      throw new GraphError(`node ${node.id}`, [
        { path: `${bodyPath(node.resource)}.metadata.name`, message },
      ]);
    }
    seen.add(key);
  }
}

/** Where a field of a manifest stands in the document. */
export function fieldPlace(node: AnalysedNode, field: AnalysedField): Place {
  return { object: `node ${node.id}`, path: joinPath(bodyPath(node.resource), field.path), text: field.text };
}

/** Where a modifier stands in the document. */
export function placeOf(node: AnalysedNode, field: string, text: string): Place {
  return { object: `node ${node.id}`, path: `${resourcePath(node.id)}.${field}`, text };
}
