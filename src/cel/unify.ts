/** Unification of types as cel-go's checker does it (checker/types.go): type variables, `dyn`, and where null is allowed. */

import { describeType, DYN, partsOf, sameType, withParts } from "./type.ts";
import type { Type } from "./type.ts";

/** What the type variables of one check stand for. */
export interface Bindings {
  byName: Map<string, Type>;
  fresh: number;
}

/** Bindings of nothing. */
export function noBindings(): Bindings {
  return { byName: new Map(), fresh: 0 };
}

/** A type variable that stands for nothing yet. */
export function freshParameter(bindings: Bindings): Type {
  return { kind: "parameter", name: `_var${bindings.fresh++}` };
}

/** Replaces bound variables; with `"dyn"` the unbound ones too. */
export function substitute(bindings: Bindings, type: Type, unbound: "keep" | "dyn" = "keep"): Type {
  if (type.kind !== "parameter") return withParts(type, (part) => substitute(bindings, part, unbound));
  const bound = bindings.byName.get(type.name);
  if (bound !== undefined) return substitute(bindings, bound, unbound);
  return unbound === "dyn" ? DYN : type;
}

/** Whether each type is assignable to the one at its place; what that says of type variables is kept only if all are. */
export function unify(bindings: Bindings, from: readonly Type[], to: readonly Type[]): boolean {
  const before = new Map(bindings.byName);
  const fits =
    from.length === to.length && from.every((type, index) => assignable(bindings, type, to[index] ?? DYN));
  if (!fits) bindings.byName = before;
  return fits;
}

/** The more general of two types that unify. */
export function mostGeneral(a: Type, b: Type): Type {
  return isLessSpecific(a, b) ? a : b;
}

function isLessSpecific(a: Type, b: Type): boolean {
  if (a.kind === "dyn" || a.kind === "parameter") return true;
  if (b.kind === "dyn" || b.kind === "parameter" || a.kind !== b.kind) return false;
  const [ofA, ofB] = [partsOf(a), partsOf(b)];
  return ofA.length === 0
    ? sameType(a, b)
    : ofA.every((part, index) => isLessSpecific(part, ofB[index] ?? part));
}

function assignable(bindings: Bindings, from: Type, to: Type): boolean {
  if (to.kind === "parameter") {
    const substitution = bind(bindings, from, to);
    if (substitution !== "free") return substitution === "bound";
  }
  if (from.kind === "parameter") return bind(bindings, to, from) === "bound";
  if (from.kind === "dyn" || to.kind === "dyn") return true;
  if (from.kind === "null") return isNullable(to);
  if (to.kind === "null") return isNullable(from);
  if (from.kind !== to.kind) return false;
  const [given, wanted] = [partsOf(from), partsOf(to)];
  if (given.length === 0) return from.kind === "type" || sameType(from, to);
  return given.every((part, index) => assignable(bindings, part, wanted[index] ?? part));
}

const NULLABLE = new Set(["null", "object", "opaque", "optional", "timestamp", "duration"]);

function isNullable(type: Type): boolean {
  return NULLABLE.has(type.kind);
}

/** Lets a variable stand for a type. `free`: it stands for nothing yet and cannot stand for this, as it occurs in it. */
function bind(
  bindings: Bindings,
  type: Type,
  variable: Type & { kind: "parameter" },
): "bound" | "refused" | "free" {
  if (type.kind === "parameter" && type.name === variable.name) return "bound";
  const bound = bindings.byName.get(variable.name);
  if (bound === undefined) {
    if (occurs(bindings, variable.name, type)) return "free";
    bindings.byName.set(variable.name, type);
    return "bound";
  }
  if (describeType(bound) === describeType(type) && sameType(bound, type)) return "bound";
  if (!assignable(bindings, type, bound)) return "refused";
  const general = mostGeneral(type, bound);
  if (!occurs(bindings, variable.name, general)) bindings.byName.set(variable.name, general);
  return "bound";
}

function occurs(bindings: Bindings, name: string, type: Type): boolean {
  if (type.kind !== "parameter") return partsOf(type).some((part) => occurs(bindings, name, part));
  if (type.name === name) return true;
  const bound = bindings.byName.get(type.name);
  return bound !== undefined && occurs(bindings, name, bound);
}
