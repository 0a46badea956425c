/** Types of the macros that go over a list or a map. */

import type { Loop, Node } from "./ast.ts";
import { expectType } from "./check-run.ts";
import type { Check, Scope } from "./check-run.ts";
import { CompileFailure } from "./error.ts";
import { SORT_KEYS } from "./library/lists.ts";
import { BOOL, describeType, DYN, INT, keyOf } from "./type.ts";
import type { Type } from "./type.ts";
import { freshParameter, substitute, unify } from "./unify.ts";

/** The type of a loop; its variables are known within its body only. */
export function checkLoop(run: Check, node: Node & Loop, scope: Scope | undefined): Type {
  const range = substitute(run.bindings, run.typeOf(node.range, scope));
  const types = variableTypes(run, range, node);
  const inner = node.variables.reduce<Scope | undefined>(
    (outer, name, index) => ({ name, type: types[index] ?? DYN, outer }),
    scope,
  );
  if (node.filter !== undefined) {
    run.typeOf(node.filter, inner);
    expectType(run, node.filter, BOOL);
  }
  const body = run.typeOf(node.body, inner);
  return resultType(run, node, { range, body, first: types[0] ?? DYN });
}

function variableTypes(run: Check, range: Type, node: Loop): Type[] {
  const isPair = node.variables.length === 2;
  if (range.kind === "list") return isPair ? [INT, range.of] : [range.of];
  if (range.kind === "map") return isPair ? [keyOf(range), range.of] : [keyOf(range)];
  if (range.kind === "parameter") unify(run.bindings, [DYN], [range]);
  if (range.kind === "parameter" || range.kind === "dyn") return [DYN, DYN];
  throw new CompileFailure(
    "type",
    `expression of type '${describeType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    node.range.start,
  );
}

interface Parts {
  range: Type;
  body: Type;
  /** The type of the first variable. */
  first: Type;
}

function resultType(run: Check, node: Loop, { range, body, first }: Parts): Type {
  switch (node.macro) {
    case "map":
      return { kind: "list", of: body };
    case "filter":
      expectType(run, node.body, BOOL);
      return { kind: "list", of: first };
    case "transformMap":
      return { kind: "map", key: first, of: body };
    case "transformMapEntry": {
      const entry: Type = {
        kind: "map",
        key: freshParameter(run.bindings),
        of: freshParameter(run.bindings),
      };
      expectType(run, node.body, entry);
      return substitute(run.bindings, entry);
    }
    case "sortBy":
      return sortedType(run, node, { range, body });
    case "all":
    case "exists":
    case "existsOne":
      expectType(run, node.body, BOOL);
      return BOOL;
  }
}

function sortedType(run: Check, node: Loop, { range, body }: Omit<Parts, "first">): Type {
  const list: Type = { kind: "list", of: freshParameter(run.bindings) };
  expectType(run, node.range, list);
  const kind = substitute(run.bindings, body).kind;
  if (kind !== "dyn" && kind !== "parameter" && !SORT_KEYS.includes(kind)) {
    throw new CompileFailure("type", `'${describeType(body)}' cannot be sorted by`, node.body.start);
  }
  return range.kind === "list" ? range : substitute(run.bindings, list);
}
