/** Signatures of functions as text: `list(T).first(): optional(T)`. One capital letter is a type variable. */

import { CONDITION, RUNTIME } from "./type.ts";
import type { Type } from "./type.ts";
import type { Value } from "./value.ts";

/** What a function does; its arguments are of the types that its signature says. */
export type Implementation = (...args: never[]) => Value;

/** One function of a library: its signatures, and what it does for all of them. */
export interface Definition {
  signatures: readonly string[];
  run: Implementation;
  /** It looks at the types of its arguments itself, as operators do: their types are not compared with the signature again. */
  unguarded?: true;
}

/** A library: functions by signature. */
export type Library = readonly Definition[];

/** One way to call a function. */
export interface Overload {
  name: string;
  member: boolean;
  /** The receiver of a member comes first. */
  parameters: readonly Type[];
  result: Type;
  definition: Definition;
}

/** A function of one signature. */
export function define(signature: string, run: Implementation): Definition {
  return { signatures: [signature], run };
}

const OPAQUE: Record<string, Type> = {
  URL: { kind: "opaque", name: "kubernetes.URL" },
  Quantity: { kind: "opaque", name: "kubernetes.Quantity" },
  Semver: { kind: "opaque", name: "kubernetes.Semver" },
  IP: { kind: "opaque", name: "net.IP" },
  CIDR: { kind: "opaque", name: "net.CIDR" },
  Format: { kind: "opaque", name: "kubernetes.NamedFormat" },
  Runtime: RUNTIME,
  Condition: CONDITION,
};

const KINDS = [
  "string",
  "int",
  "uint",
  "double",
  "bool",
  "bytes",
  "null",
  "timestamp",
  "duration",
  "dyn",
] as const;
const SCALARS = new Map<string, Type>(KINDS.map((kind) => [kind, { kind }]));

const SIGNATURE =
  /^(?:(?<receiver>[A-Za-z]+(?:\([^.]*\))?)\.)?(?<name>[\w.@?![\]<>=+\-*/%:&|]+)\((?<parameters>.*)\): (?<result>.+)$/;

/** Reads the signatures of a definition. */
export function overloadsOf(definition: Definition): Overload[] {
  return definition.signatures.map((signature) => {
    const groups = SIGNATURE.exec(signature)?.groups;
    if (groups === undefined) throw new Error(`not a signature: ${signature}`);
    const { receiver, name = "", parameters = "", result = "" } = groups;
    const target = receiver === undefined ? undefined : typeNamed(receiver);
    const all = [...(target ? [target] : []), ...split(parameters).map(typeOf)];
    // `lists.range` is a function with a dot in its name, `string.size` one of a string.
    const full = receiver !== undefined && target === undefined ? `${receiver}.${name}` : name;
    return { name: full, member: target !== undefined, parameters: all, result: typeOf(result), definition };
  });
}

/** Splits a list of types at its outer commas. */
function split(text: string): string[] {
  return text.match(/(?:[^,()]|\((?:[^()]|\([^()]*\))*\))+/g)?.map((part) => part.trim()) ?? [];
}

function typeOf(text: string): Type {
  const type = typeNamed(text);
  if (type === undefined) throw new Error(`not a type: ${text}`);
  return type;
}

function typeNamed(text: string): Type | undefined {
  if (/^[A-Z]$/.test(text)) return { kind: "parameter", name: text };
  const [, outer, inner = ""] = /^(list|optional|map|type)\((.*)\)$/.exec(text) ?? [];
  if (outer === "map") {
    const [key, of] = split(inner).map(typeOf);
    return key && of && { kind: "map", key, of };
  }
  if (outer === "list" || outer === "optional" || outer === "type") return { kind: outer, of: typeOf(inner) };
  return SCALARS.get(text) ?? OPAQUE[text];
}
