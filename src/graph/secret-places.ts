/** Where the objects of a graph hold what is made of a Secret's values: that may be sent, and kept nowhere. Pure. */

import { isJsonObject, type Json, valueAt } from "../model/json.ts";
import type { Manifest } from "../model/object.ts";
import type { Reference } from "../cel/expression.ts";
import type { Problem } from "./error.ts";
import { throwProblems } from "./error.ts";
import type { AnalysedField, AnalysedGraph, AnalysedNode } from "./node.ts";
import { joinPath, type Path } from "./path.ts";
import { bodyPath } from "./shape.ts";

/** Places by node id, or by the name of an iterator; the empty path is the whole value. */
type Places = ReadonlyMap<string, readonly Path[]>;

const SECRET_CONTENT: readonly Path[] = [["data"], ["stringData"]];

/**
 * Follows values of Secrets through the expressions of a graph.
 * @returns the places within a node's objects, by the node's id; of Secrets their own content is among them
 * @throws {GraphError} for names that are made of such values: everybody sees names
 */
export function secretPlaces(analysed: AnalysedGraph): Places {
  const places = new Map<string, readonly Path[]>();
  const problems: Problem[] = [];
  for (const id of analysed.order) {
    const node = analysed.nodes.get(id);
    if (node === undefined) continue;
    const known = withIterators(node, places, analysed);
    const made = node.fields.filter((field) => readsSecret(field, known, analysed));
    problems.push(...nameProblems(node, made, known, analysed));
    const paths = made.map(({ path }) => path);
    places.set(id, isSecretNode(node) ? [...SECRET_CONTENT, ...paths] : paths);
  }
  throwProblems(`ResourceGraphDefinition ${analysed.graph.name}`, problems);
  return places;
}

/** The strings, numbers and booleans of a manifest at the places, each with its path. */
export function secretLeaves(manifest: Manifest, places: readonly Path[]): (readonly [Path, Leaf])[] {
  return places.flatMap((path) => leavesOf(valueAt(manifest, path) as Json | undefined, path));
}

type Leaf = string | number | boolean;

function leavesOf(value: Json | undefined, path: Path): (readonly [Path, Leaf])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...path, index]));
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
  return [[path, value]];
}

function isSecretNode({ apiVersion, kind }: AnalysedNode): boolean {
  return apiVersion === "v1" && kind === "Secret";
}

function withIterators(node: AnalysedNode, places: Places, analysed: AnalysedGraph): Places {
  const known = new Map(places);
  for (const { name, expression } of node.forEach)
    known.set(
      name,
      expression.references.flatMap((reference) => below(reference, known, analysed)),
    );
  return known;
}

function readsSecret({ expression }: AnalysedField, known: Places, analysed: AnalysedGraph): boolean {
  return expression.references.some((reference) => below(reference, known, analysed).length > 0);
}

/** The places of secret values within what a reference gives; the empty path where all of it is secret. */
function below({ root, path }: Reference, known: Places, { nodes }: AnalysedGraph): Path[] {
  const isItem = nodes.get(root)?.isCollection === true && typeof path[0] === "number";
  const read = isItem ? path.slice(1) : path;
  return (known.get(root) ?? [])
    .filter((place) => place.every((step, index) => index >= read.length || step === read[index]))
    .map((place) => place.slice(read.length));
}

function nameProblems(
  node: AnalysedNode,
  made: readonly AnalysedField[],
  known: Places,
  analysed: AnalysedGraph,
): Problem[] {
  return made
    .filter(
      ({ path: [first, second] }) => first === "metadata" && (second === "name" || second === "namespace"),
    )
    .filter(({ expression }) =>
      // An expression over whole Secrets, as all that a selector finds, may read nothing but their names.
      expression.references.some((reference) =>
        below(reference, known, analysed).some((place) => place.length === 0),
      ),
    )
    .map(({ path }) => ({
      path: joinPath(bodyPath(node.resource), path),
      message: "is made of a Secret's values, and everybody sees names: take it from the spec",
    }));
}
