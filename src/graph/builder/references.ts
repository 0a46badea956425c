/**
 * References: stand-ins for values that only the cluster knows, which turn into CEL when a graph is written out.
 * A proxy has the type of its value, so that TypeScript checks every use; JavaScript that would need the value throws with the
 * path. Imports errors only. Invariant: a reference never has a value, and never makes one up.
 */

import { ProviderError } from "../../errors.ts";
import { celPath, celString, type CelPath } from "./cel-text.ts";

/** Where a path starts: the instance, a resource, an iterator of a collection or one of its elements. Compared by identity. */
export interface Root {
  readonly kind: "schema" | "resource" | "iterator" | "element";
  /** Its name in messages, as long as no record of resources gave it an id: `schema`, `Deployment`. */
  readonly label: string;
  /** Told of each path that is read; it may throw. */
  readonly onRead?: (path: CelPath) => void;
  /** What the root itself is as JSON; `undefined` as long as it holds references. */
  readonly json?: () => unknown;
}

/** A path below a root. */
export interface Operand {
  readonly root: Root;
  readonly path: CelPath;
  /** How many leading steps must be there; those after them may be absent (`.?`). @default all */
  readonly certain?: number;
}

/** CEL text with holes where paths belong: their roots have no names yet. */
export type Part = string | Operand;

/** What a reference stands for: one expression, or a string with expressions in it. */
export type Fragment =
  | { readonly kind: "cel"; readonly parts: readonly Part[] }
  | { readonly kind: "text"; readonly pieces: readonly (string | Fragment)[] };

/** The property under which a proxy shows what it stands for. By name, since two copies of the package may be loaded. */
const FRAGMENT = Symbol.for("alchemy-kubernetes::reference");
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** The fragment behind a reference; `undefined` for any other value. */
export function fragmentOf(value: unknown): Fragment | undefined {
  if (typeof value !== "function") return undefined;
  return (value as { [FRAGMENT]?: Fragment })[FRAGMENT];
}

/** The path behind a reference that is a plain path. */
export function operandOf(value: unknown): Operand | undefined {
  const fragment = fragmentOf(value);
  if (fragment?.kind !== "cel" || fragment.parts.length !== 1) return undefined;
  const [part] = fragment.parts;
  return typeof part === "string" ? undefined : part;
}

/** How messages write a fragment, before anything has an id. */
export function describeFragment(fragment: Fragment): string {
  if (fragment.kind === "text") {
    return fragment.pieces
      .map((piece) => (typeof piece === "string" ? piece : `\${${describeFragment(piece)}}`))
      .join("");
  }
  return fragment.parts.map((part) => (typeof part === "string" ? part : describeOperand(part))).join("");
}

/** How messages write a path, before its root has an id. */
export function describeOperand({ root, path, certain }: Operand): string {
  return celPath(root.label, path, certain);
}

/** A reference to a path. */
export function referenceTo(root: Root, path: CelPath = []): unknown {
  return reference({ kind: "cel", parts: [{ root, path }] });
}

/** A reference to anything. What TypeScript takes it for is said by the caller. */
export function reference(fragment: Fragment): unknown {
  const shown = (): string => `<ref ${describeFragment(fragment)}>`;
  // A function, so that calling a method of a string or list that is none yet can be answered with advice.
  // It carries the inspection itself, since runtimes print the target of a proxy.
  const target = Object.assign(() => undefined, { [INSPECT]: shown });
  return new Proxy(target, {
    get: (_, key) => read(fragment, key, shown),
    has: (_, key) => {
      if (typeof key === "symbol") return key === FRAGMENT || key === INSPECT;
      throw misuse(fragment, "asked for a field with `in`", `Ask in CEL: cel\`has(\${…}.${key})\`.`);
    },
    ownKeys: () => {
      throw misuse(
        fragment,
        "spread, or asked for its keys",
        "Pass it as a whole, or name its fields one by one.",
      );
    },
    set: (_, key) => {
      throw misuse(
        fragment,
        `assigned to (${String(key)})`,
        "Set the field in the template that it belongs to.",
      );
    },
    apply: () => {
      throw misuse(
        fragment,
        "called",
        "Write the call in CEL, as cel`${…}.upperAscii()` or cel`${…}.map(x, …)`.",
      );
    },
    getPrototypeOf: () => null,
  });
}

const IN_CEL = "Write the calculation in CEL, as cel`${…} + 1` or cel`${…} > 1`.";

/** What JavaScript asks of a value before it turns it into a primitive or a list, and what to write instead. */
const CONVERSIONS = new Map<string | symbol, readonly [use: string, advice: string]>([
  ["toString", ["turned into a string", "Write text`…${…}…` for a string around it."]],
  ["toLocaleString", ["turned into a string", "Write text`…${…}…` for a string around it."]],
  ["valueOf", ["turned into a primitive", IN_CEL]],
  [
    "toJSON",
    [
      "written as JSON",
      "Pass it as a value: it is written out with the graph. For JSON in the cluster: cel`json.marshal(${…})`.",
    ],
  ],
  [
    Symbol.iterator,
    ["spread or iterated", "Use forEach for one object per element, or cel`${…}.map(x, …)` for a list."],
  ],
  [
    Symbol.asyncIterator,
    ["iterated", "Use forEach for one object per element, or cel`${…}.map(x, …)` for a list."],
  ],
]);

function read(fragment: Fragment, key: string | symbol, shown: () => string): unknown {
  if (key === FRAGMENT) return fragment;
  if (key === INSPECT) return shown;
  if (key === Symbol.toPrimitive) return (hint: string) => toPrimitive(fragment, hint);
  const conversion = CONVERSIONS.get(key);
  if (conversion !== undefined) {
    return () => {
      const json = key === "toJSON" ? rootOf(fragment)?.json?.() : undefined;
      if (json !== undefined) return json;
      throw misuse(fragment, ...conversion);
    };
  }
  // `await` asks for `then`: a reference is no promise.
  if (typeof key === "symbol" || key === "then") return undefined;
  return reference(child(fragment, key));
}

function rootOf(fragment: Fragment): Root | undefined {
  if (fragment.kind === "text" || fragment.parts.length !== 1) return undefined;
  const [part] = fragment.parts;
  return typeof part === "object" && part.path.length === 0 ? part.root : undefined;
}

function toPrimitive(fragment: Fragment, hint: string): never {
  if (hint === "string") {
    throw misuse(fragment, "put into a string", "Write text`…${…}…` or cel`…` in place of `…`.");
  }
  throw misuse(
    fragment,
    hint === "number" ? "used as a number" : "added to or compared with something",
    IN_CEL,
  );
}

function child(fragment: Fragment, key: string): Fragment {
  const step = /^(0|[1-9]\d*)$/.test(key) ? Number(key) : key;
  if (fragment.kind === "cel" && fragment.parts.length === 1) {
    const [part] = fragment.parts;
    if (typeof part === "object" && part.certain === undefined) {
      const path = [...part.path, step];
      part.root.onRead?.(path);
      return { kind: "cel", parts: [{ root: part.root, path }] };
    }
  }
  return { kind: "cel", parts: [...parenthesized(fragment), celPath("", [step])] };
}

/** A fragment as an operand of a larger expression: in parentheses unless it is a path. */
export function parenthesized(fragment: Fragment): readonly Part[] {
  if (fragment.kind === "text") return ["(", ...textParts(fragment.pieces), ")"];
  const alone = fragment.parts.length === 1 && typeof fragment.parts[0] !== "string";
  return alone ? fragment.parts : ["(", ...fragment.parts, ")"];
}

/** A string with expressions in it, as one expression. */
export function textParts(pieces: readonly (string | Fragment)[]): readonly Part[] {
  if (pieces.length === 0) return ['""'];
  return pieces.flatMap((piece, index) => {
    const plus = index === 0 ? [] : [" + "];
    if (typeof piece === "string") return [...plus, celString(piece)];
    return [...plus, "string(", ...(piece.kind === "text" ? textParts(piece.pieces) : piece.parts), ")"];
  });
}

function misuse(fragment: Fragment, use: string, advice: string): ProviderError {
  return new ProviderError("usage", `it is ${use}, but its value is known in the cluster only`, {
    object: `Reference ${describeFragment(fragment)}`,
    advice,
  });
}
