/** Whether the result of an expression fits a field: by name of its type, else by its structure (pkg/cel/compatibility.go of kro). */

import type { CelType } from "./expression.ts";
import { fieldsOf } from "./schema-type.ts";
import { keyOf, partsOf, sameType } from "./type.ts";
import type { Type } from "./type.ts";

/**
 * Whether a value of one type may be put where another type is expected.
 * `dyn` fits everywhere; an optional value fits where its value does; an object fits one that has all of its fields.
 */
export function isAssignable(from: CelType, to: CelType): boolean {
  return isNominal(from, to) || isStructural(from, to);
}

function isNominal(from: Type, to: Type): boolean {
  if (to.kind === "dyn") return true;
  const [given, wanted] = [partsOf(from), partsOf(to)];
  if (wanted.length === 0) return sameType(from, to);
  return from.kind === to.kind && wanted.every((part, index) => isNominal(given[index] ?? part, part));
}

function isStructural(from: Type, to: Type): boolean {
  if (from.kind === "dyn" || to.kind === "dyn") return true;
  if (from.kind === "optional") return isStructural(from.of, to);
  if (to.kind === "object") return fitsObject(from, to);
  // Opaque types of Kubernetes and kro are objects to cel-go, of which nothing is known; those of addresses are not.
  if (to.kind === "map" && from.kind === "opaque") return !from.name.startsWith("net.");
  if (to.kind === "map" && from.kind === "object") {
    return keyOf(to).kind === "string" && fieldsOf(from).every(([, type]) => isStructural(type, to.of));
  }
  if (to.kind === "list" || to.kind === "map") {
    const [given, wanted] = [partsOf(from), partsOf(to)];
    // As in kro: the parts count, not the kind; a list is compared with whatever has at least its parts.
    if (given.length < wanted.length) return false;
    return wanted.every((part, index) => isStructural(given[index] ?? part, part));
  }
  return from.kind === to.kind;
}

function fitsObject(from: Type, to: CelType & { kind: "object" }): boolean {
  const expected = new Map(fieldsOf(to));
  if (from.kind === "map") {
    if (expected.size > 0 && keyOf(from).kind !== "string") return false;
    return [...expected.values()].every((type) => isStructural(from.of, type));
  }
  // As in kro: what has no fields is a subset of every object, be it a string, a list or a quantity.
  if (from.kind !== "object") return true;
  if (to.schema["x-kubernetes-preserve-unknown-fields"] === true) return true;
  return fieldsOf(from).every(([field, type]) => {
    const wanted = expected.get(field);
    return wanted !== undefined && isStructural(type, wanted);
  });
}
