/** The error of a resource graph that is wrong: all that is wrong at once, each with its place. Pure. */

import { ProviderError } from "../errors.ts";

/** One thing that is wrong, and what to do about it. */
export interface Problem {
  /** Place in the document, for example `spec.resources[web].template.spec.replicas`. */
  path: string;
  /** What is wrong, in kro's words where kro has some, without a full stop. */
  message: string;
}

/** A resource graph, an instance of one, or the data that one of its nodes works on is wrong. More time does not mend it. */
export class GraphError extends ProviderError {
  override readonly name = "GraphError";
  /** Everything that is wrong, in the order of the document. */
  readonly problems: readonly Problem[];

  /**
   * @param object what is wrong, as people say it: `ResourceGraphDefinition shop`
   * @param problems at least one
   */
  constructor(object: string, problems: readonly Problem[], options: { cause?: unknown } = {}) {
    super("invalid", list(problems), { object, ...options });
    this.problems = problems;
  }
}

function list(problems: readonly Problem[]): string {
  const lines = problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  return lines.length === 1 ? lines.join("") : `${lines.length} problems:\n- ${lines.join("\n- ")}`;
}

/** The place of a resource in the document, by its id as Kubernetes writes the elements of keyed lists. */
export function resourcePath(id: string): string {
  return `spec.resources[${id}]`;
}

/**
 * Throws when there are problems.
 * @throws {GraphError}
 */
export function throwProblems(object: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new GraphError(object, problems);
}
