/** What the parts of a plan share. */

import type { Node } from "./ast.ts";
import type { Overload } from "./signature.ts";
import type { Value } from "./value.ts";

/** What one evaluation works on. */
export interface Frame {
  /** The value of a variable. @throws {EvaluationFailure} where it is absent */
  variable(name: string): Value;
  /** Values of the names that macros bind, by slot; undefined while nobody has asked for one that `cel.bind` gives. */
  slots: (Value | undefined)[];
}

/** A planned node. */
export type Run = (frame: Frame) => Value;

/** Where the value of a bound name is. */
export interface Slot {
  index: number;
  /** Gives the value when it is asked for first; absent for variables of loops, which are set. */
  init?: Run;
}

/** What planning needs to know besides the node. */
export interface Planning {
  overloads: ReadonlyMap<Node, readonly Overload[]>;
  /** Slots of the bound names that are known here. */
  slots: ReadonlyMap<string, Slot>;
  /** Slots in use. */
  depth: number;
  /** Plans a node. */
  plan: (node: Node, planning: Planning) => Run;
}

/** A slot for a name, and the planning of what knows it. */
export function binding(planning: Planning, name: string, init?: Run): [index: number, inner: Planning] {
  const index = planning.depth;
  const slot: Slot = init === undefined ? { index } : { index, init };
  return [index, { ...planning, depth: index + 1, slots: new Map(planning.slots).set(name, slot) }];
}
