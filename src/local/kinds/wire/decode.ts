/**
 * Objects as the API server has them after reading: what Go's types leave out or always write, quantities and times in their
 * one notation. Pure; the plan of a struct is made when it is first met.
 */

import { isJsonObject, type JsonObject } from "../../../model/json.ts";
import type { Decoded } from "../served-kind.ts";
import type { GoTypes } from "./go-types.ts";
import { complaintsOf } from "./complaints.ts";
import { SCALARS, UNREADABLE } from "./scalars.ts";

/** Makes of a value what Go would keep of it, or `UNREADABLE`. Objects and lists are copied. */
type Convert = (value: unknown) => unknown;

interface Field {
  convert: Convert;
  /** Whether a value that Go calls empty is left out. */
  isOmitted: (value: unknown) => boolean;
}

interface Struct {
  fields: Map<string, Field>;
  /** What is written even when it is absent, by name. */
  always: [name: string, empty: () => unknown][];
}

const never = (): boolean => false;

/** Reads what a client sent, as the API server does. Leaves its argument as it is. */
export type Decoder = (sent: JsonObject) => Decoded;

/** The structs that were met so far. */
interface Plans {
  types: GoTypes;
  byName: Map<string, Struct>;
}

/**
 * Makes decoders of Go types.
 * @returns finds the decoder of a kind by `apps/v1/Deployment`; `undefined` for kinds whose types are not known
 */
export function decoders(types: GoTypes): (kind: string) => Decoder | undefined {
  const plans: Plans = { types, byName: new Map() };
  return (kind) => {
    const struct = types.kinds[kind];
    if (struct === undefined) return undefined;
    const copy = structCopier(plans, struct);
    return (sent) => {
      const object = copy(sent);
      if (object !== UNREADABLE) return { object: object as JsonObject, unknown: [] };
      const { known, unknown, error } = complaintsOf(types, struct, sent);
      if (error !== undefined) return { object: {}, unknown, error };
      return { object: copy(known) as JsonObject, unknown };
    };
  };
}

function planOf(plans: Plans, name: string): Struct {
  const known = plans.byName.get(name);
  if (known !== undefined) return known;
  const made: Struct = { fields: new Map(), always: [] };
  plans.byName.set(name, made);
  for (const [field, code] of Object.entries(plans.types.structs[name] ?? {}))
    addField(plans, made, { name: field, code });
  return made;
}

function addField(plans: Plans, to: Struct, { name, code: whole }: { name: string; code: string }): void {
  const [code = ""] = whole.split("~");
  const flag = code[0] === "!" || code[0] === "?" ? code[0] : "";
  const type = flag === "" ? code : code.slice(1);
  // What is kept does not tell an empty list from none, and none is written as null.
  const isCollection = /^[[{]/.test(type);
  to.fields.set(name, {
    convert: converter(plans, type),
    isOmitted: flag === "!" && !isCollection ? never : emptiness(type),
  });
  const empty = alwaysWritten(plans, flag, type);
  if (empty !== undefined) to.always.push([name, empty]);
}

function alwaysWritten(plans: Plans, flag: string, type: string): (() => unknown) | undefined {
  if (flag === "") return undefined;
  if (type.startsWith("@")) {
    const copy = structCopier(plans, type.slice(1));
    return () => copy({});
  }
  if (type === "q") return () => "0";
  return flag === "!" || type === "t" || type === "T" ? () => zeroOf(type) : undefined;
}

function structCopier(plans: Plans, name: string): Convert {
  // Structs may hold themselves, so the plan is made when it is needed.
  let plan: Struct | undefined;
  return (value) => {
    if (!isJsonObject(value)) return UNREADABLE;
    plan ??= planOf(plans, name);
    const copy: Record<string, unknown> = {};
    for (const key in value) {
      const given = value[key];
      const field = plan.fields.get(key);
      if (field === undefined) return UNREADABLE;
      if (given === null || given === undefined) continue;
      const converted = field.convert(given);
      if (converted === UNREADABLE) return UNREADABLE;
      if (!field.isOmitted(converted)) copy[key] = converted;
    }
    for (const [key, empty] of plan.always) if (copy[key] === undefined) copy[key] = empty();
    return copy;
  };
}

function converter(plans: Plans, type: string): Convert {
  const rest = type.slice(1);
  if (type.startsWith("*")) return converter(plans, rest);
  if (type.startsWith("@")) return structCopier(plans, rest);
  if (type.startsWith("{")) return copyMap(converter(plans, rest), zeroOf(rest));
  if (!type.startsWith("[")) return SCALARS[type] ?? SCALARS["j"] ?? ((value) => value);
  const item = structCopier(plans, rest.slice(1));
  return copyList(
    converter(plans, rest),
    zeroOf(rest, () => item({})),
  );
}

const ZERO: Readonly<Record<string, unknown>> = { s: "", n: 0, f: 0, b: false, p: 0, q: "0" };

/** What Go writes of a field that was not set. */
function zeroOf(type: string, struct: () => unknown = () => null): unknown {
  return type.startsWith("@") ? struct : (ZERO[type[0] ?? ""] ?? null);
}

function copyList(of: Convert, zero: unknown): Convert {
  return (value) => {
    if (!Array.isArray(value)) return UNREADABLE;
    const copy: unknown[] = [];
    for (const item of value as unknown[]) {
      const converted =
        item === null ? (typeof zero === "function" ? (zero as () => unknown)() : zero) : of(item);
      if (converted === UNREADABLE) return UNREADABLE;
      copy.push(converted);
    }
    return copy;
  };
}

function copyMap(of: Convert, zero: unknown): Convert {
  return (value) => {
    if (!isJsonObject(value)) return UNREADABLE;
    const copy: Record<string, unknown> = {};
    for (const key in value) {
      const item = value[key];
      const converted = item === null ? zero : of(item);
      if (converted === UNREADABLE) return UNREADABLE;
      if (key === "__proto__")
        Object.defineProperty(copy, key, {
          value: converted,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      else copy[key] = converted;
    }
    return copy;
  };
}

function emptiness(type: string): (value: unknown) => boolean {
  if (type.startsWith("[") || type === "y") return (value) => (value as { length: number }).length === 0;
  if (type.startsWith("{")) return isEmptyMap;
  if (type === "s") return (value) => value === "";
  if (type === "b") return (value) => value === false;
  return type.startsWith("n") || type === "f" ? (value) => value === 0 : never;
}

function isEmptyMap(value: unknown): boolean {
  for (const _ in value as object) return false;
  return true;
}
