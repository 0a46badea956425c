/** Why a node is not what it should be, in kro's words: most of it is waiting. */

import { CelError } from "../../../cel/error.ts";
import type { Expression } from "../../../cel/expression.ts";
import { GraphError } from "../../../graph/error.ts";

/** What a node waits for: data that it reads, or its own readiness. Absent: it is wrong. */
export type Waits = "data" | "readiness";

export class NodeError extends Error {
  override readonly name = "NodeError";
  readonly waits: Waits | undefined;

  constructor(message: string, waits?: Waits) {
    super(message);
    this.waits = waits;
  }
}

/** A child that is going: nothing is written until it is gone. */
export class ChildDeleting extends Error {
  override readonly name = "ChildDeleting";

  constructor(node: string, { namespace, name }: { namespace?: string; name: string }) {
    const child = namespace === undefined ? name : `${namespace}/${name}`;
    super(
      `resource "${child}" for node "${node}" is currently being deleted; waiting for deletion to complete before continuing reconciliation`,
    );
  }
}

/** What cel-go says, without the names and places that our errors add. */
export function celText(error: unknown): string {
  if (error instanceof CelError) {
    const prefix = `${error.object ?? ""}: `;
    const { summary } = error;
    return (summary.startsWith(prefix) ? summary.slice(prefix.length) : summary).replace(/\.$/, "");
  }
  if (error instanceof GraphError) {
    if (error.cause instanceof CelError) return celText(error.cause);
    return error.problems[0]?.message ?? error.summary;
  }
  return error instanceof Error ? error.message : String(error);
}

/** What kro says of an expression that failed, or gave what no manifest can hold. */
export function evalText({ source }: Expression, words: string): string {
  return `${words.startsWith("unsupported type") ? "convert" : "eval"} ${quoted(source)}: ${words}`;
}

/** Go's `%q`. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
