/** Types of CEL as values: constants, names, and the type variables that exist only inside signatures and the checker. */

import type { CelType } from "./expression.ts";

/** A type, or a variable for one as in `list(T)`. A type from outside holds no variables. */
export type Type =
  | Exclude<CelType, { of?: CelType }>
  | { kind: "list"; of: Type }
  | { kind: "map"; of: Type; key?: Type }
  | { kind: "optional"; of: Type }
  | { kind: "type"; of?: Type }
  | { kind: "parameter"; name: string };

export const BOOL = { kind: "bool" } as const satisfies CelType;
export const INT = { kind: "int" } as const satisfies CelType;
export const STRING = { kind: "string" } as const satisfies CelType;
export const DYN = { kind: "dyn" } as const satisfies CelType;

/** The type of the variable `runtime`, which conditions of an instance's status may use. */
export const RUNTIME: CelType = { kind: "opaque", name: "kro.run.Runtime" };
/** The type of what `runtime.newCondition` and `runtime.condition` give. */
export const CONDITION: CelType = { kind: "opaque", name: "kro.run.Condition" };

const NAMES: Record<string, string> = {
  null: "null_type",
  timestamp: "google.protobuf.Timestamp",
  duration: "google.protobuf.Duration",
};

/** The key type of a map. */
export function keyOf(type: { key?: Type }): Type {
  return type.key ?? STRING;
}

/** Writes a type as cel-go does: `list(int)`, `map(string, dyn)`, `optional_type(bool)`; an object by where its schema is from. */
export function describeType(type: Type): string {
  if (type.kind === "list") return `list(${describeType(type.of)})`;
  if (type.kind === "map") return `map(${describeType(keyOf(type))}, ${describeType(type.of)})`;
  if (type.kind === "optional") return `optional_type(${describeType(type.of)})`;
  if (type.kind === "type") return type.of === undefined ? "type" : `type(${describeType(type.of)})`;
  if (type.kind === "object") return type.name ?? "object";
  if (type.kind === "opaque" || type.kind === "parameter") return type.name;
  return NAMES[type.kind] ?? type.kind;
}

/** Whether two types are the same type. Objects are, if their schemas are from the same place. */
export function sameType(a: Type, b: Type): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "object" && b.kind === "object" && a.name === undefined) return a.schema === b.schema;
  return describeType(a) === describeType(b);
}

/** The types that a type is made of. */
export function partsOf(type: Type): Type[] {
  if (type.kind === "map") return [keyOf(type), type.of];
  return type.kind === "list" || type.kind === "optional" ? [type.of] : [];
}

/** The same type with other parts. */
export function withParts(type: Type, change: (part: Type) => Type): Type {
  if (type.kind === "list" || type.kind === "optional") return { kind: type.kind, of: change(type.of) };
  if (type.kind === "map") return { kind: "map", key: change(keyOf(type)), of: change(type.of) };
  return type.kind === "type" && type.of !== undefined ? { kind: "type", of: change(type.of) } : type;
}

/** Whether an expression of this type may be a condition: a bool, or an optional one. `dyn` may not, as in kro. */
export function isCondition(type: CelType): boolean {
  return type.kind === "bool" || (type.kind === "optional" && type.of.kind === "bool");
}
