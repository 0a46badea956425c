/** The tree of an expression after its macros are recognised. Types only. */

import type { Value } from "./value.ts";

/** Where a node is in the source, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** An element of a list or map literal; an optional one is left out where it has no value. */
export interface Element {
  value: Node;
  optional: boolean;
}

export interface Entry extends Element {
  key: Node;
}

/** A macro that goes over a list or a map, with one variable (element or key) or two (index and element, key and value). */
export interface Loop {
  op: "loop";
  macro: LoopMacro;
  range: Node;
  variables: readonly string[];
  filter?: Node;
  body: Node;
}

export type LoopMacro =
  | "all"
  | "exists"
  | "existsOne"
  | "map"
  | "filter"
  | "transformMap"
  | "transformMapEntry"
  | "sortBy";

export type Node = Span &
  (
    | { op: "literal"; value: Value }
    | { op: "identifier"; name: string }
    | { op: "select"; operand: Node; field: string; optional: boolean }
    | { op: "has"; operand: Node; field: string }
    | Call
    | { op: "list"; elements: readonly Element[] }
    | { op: "map"; entries: readonly Entry[] }
    | { op: "and" | "or"; left: Node; right: Node }
    | { op: "conditional"; condition: Node; yes: Node; no: Node }
    | Loop
    | { op: "bind"; name: string; value: Node; body: Node }
    | { op: "optional map"; flat: boolean; operand: Node; name: string; body: Node }
  );

/** A call; operators are calls of functions with names such as `_+_`. */
export interface Call {
  op: "call";
  name: string;
  target?: Node;
  args: readonly Node[];
}
