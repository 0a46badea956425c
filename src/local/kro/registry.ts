/** What kro's controllers remember of graphs: which were compiled, and which kinds are served. Lost with the process. */

import { instanceKind } from "../../graph/definition.ts";
import type { LiveObject } from "../../model/object.ts";
import type { CompiledGraph } from "./compile.ts";
import { graphLabels, LABELS } from "./names.ts";

/** A revision of a graph that was compiled. */
export interface CompiledRevision {
  revision: number;
  /** Of its spec. */
  hash: string;
  /** Absent where it could not be compiled. */
  graph?: CompiledGraph;
}

/** A kind that a graph makes and whose instances are reconciled. */
export interface Serving {
  /** Name of the graph. */
  graph: string;
  /** Storage name of the instances. */
  resource: string;
  kind: string;
  group: string;
  /** On every instance. */
  labels: Readonly<Record<string, string>>;
  /** Whether the graph says conditions of its own. */
  hasAuthorConditions: boolean;
  /** What it was served with first. */
  compiled: CompiledGraph;
}

/** The state of the controllers. */
export class Registry {
  readonly #revisions = new Map<string, CompiledRevision>();
  readonly #servings = new Map<string, Serving>();
  readonly #byKind = new Map<string, Serving>();
  /** Graphs that are refused: another kind may mend them. */
  readonly refused = new Set<string>();

  /** The newest revision of a graph. */
  revisionOf(graph: string): CompiledRevision | undefined {
    return this.#revisions.get(graph);
  }

  setRevision(graph: string, revision: CompiledRevision): void {
    this.#revisions.set(graph, revision);
  }

  forgetRevisions(graph: string): void {
    this.#revisions.delete(graph);
  }

  /** Whether any kind is served: without one there are no instances to look after. */
  get isServing(): boolean {
    return this.#servings.size > 0;
  }

  /** What is served of a resource. */
  servingOf(resource: string): Serving | undefined {
    return this.#servings.get(resource);
  }

  servingOfKind(group: string, kind: string): Serving | undefined {
    return this.#byKind.get(`${group}/${kind}`);
  }

  /** What a graph serves. */
  servedBy(graph: string): Serving | undefined {
    return [...this.#servings.values()].find((serving) => serving.graph === graph);
  }

  /** Serves the kind of a graph from now on. @returns whether instances have to be looked at again for it */
  serve(graph: LiveObject, compiled: CompiledGraph): Serving & { isNew: boolean } {
    const { analysed } = compiled;
    const { group, plural, kind } = instanceKind(analysed.graph.schema);
    const serving: Serving = {
      graph: graph.metadata.name,
      resource: `${group}/${plural}`,
      kind,
      group,
      labels: graphLabels(graph),
      hasAuthorConditions: analysed.conditions.length > 0,
      compiled,
    };
    const before = this.#servings.get(serving.resource);
    this.#servings.set(serving.resource, serving);
    this.#byKind.set(`${group}/${kind}`, serving);
    const isSame =
      before?.compiled === compiled && before.labels[LABELS.graphId] === serving.labels[LABELS.graphId];
    return { ...serving, isNew: !isSame };
  }

  stopServing({ resource, group, kind }: Serving): void {
    this.#servings.delete(resource);
    this.#byKind.delete(`${group}/${kind}`);
  }
}
