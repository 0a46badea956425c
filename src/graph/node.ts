/** A graph that was analysed: what evaluation needs of it, worked out once. Types only. */

import type { Expression } from "../cel/expression.ts";
import type { StructuralSchema } from "../model/schema.ts";
import type { GraphResource, ResourceGraph } from "./model.ts";
import type { Path } from "./path.ts";

/** One string of a manifest that holds expressions. */
export interface AnalysedField {
  /** Place inside of the manifest. */
  path: Path;
  /** What the user wrote, for messages. */
  text: string;
  expression: Expression;
  /** Whether it reads an iterator of `forEach`, so that it differs from object to object. */
  iterates: boolean;
}

/** One dimension of a collection. */
export interface AnalysedDimension {
  name: string;
  expression: Expression;
}

/** One resource of an analysed graph. */
export interface AnalysedNode {
  id: string;
  resource: GraphResource;
  /** Of the node's objects. */
  apiVersion: string;
  kind: string;
  /** Whether objects of its kind live in namespaces; `undefined` where the kind is not known offline. */
  namespaced: boolean | undefined;
  /** Ids of the nodes that it waits for, in the order in which it names them. */
  dependencies: readonly string[];
  /** Whether its value is a list: it has `forEach`, or refers to objects by selector. */
  isCollection: boolean;
  /** The strings of its manifest (or reference) that hold expressions. */
  fields: readonly AnalysedField[];
  forEach: readonly AnalysedDimension[];
  includeWhen: readonly Expression[];
  readyWhen: readonly Expression[];
}

/** One field of the instance's status. */
export interface AnalysedStatusField {
  /** Below `status`. */
  path: Path;
  text: string;
  expression: Expression;
}

/** A graph that passed all checks. It holds no data of any instance: one serves them all. */
export interface AnalysedGraph {
  graph: ResourceGraph;
  /** Schema of the instance's spec. */
  instanceSchema: StructuralSchema;
  /** Schema of the instance's status as kro infers it, without `state` and `conditions`, which kro adds to the definition. */
  statusSchema: StructuralSchema;
  /** Ids, dependencies first. */
  order: readonly string[];
  nodes: ReadonlyMap<string, AnalysedNode>;
  status: readonly AnalysedStatusField[];
  /** Expressions of the author's own `status.conditions`; kro evaluates them, direct mode does not. */
  conditions: readonly Expression[];
}
