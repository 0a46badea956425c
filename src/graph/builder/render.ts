/** Values with references in them, written as kro's templates: the ids of resources are known by now. Pure. */

import { ProviderError } from "../../errors.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import { describeValue, isPlainObject } from "./cel-tag.ts";
import { celPath, literal } from "./cel-text.ts";
import { isNode, type GraphNode } from "./node.ts";
import { joinPath, type Path } from "../path.ts";
import {
  describeOperand,
  fragmentOf,
  type Fragment,
  type Operand,
  type Part,
  type Root,
} from "./references.ts";
import { isUnreadable, unknownField } from "./schema-proxy.ts";

/** How an expression was used: what its value must be follows from it. */
export type Use =
  /** It is the whole value of a field of a resource. */
  | { as: "field"; operand: Operand; node: GraphNode; path: Path }
  /** It is a part of a string, which takes any scalar. */
  | { as: "text"; operand: Operand }
  | { as: "condition"; operand: Operand }
  /** It is the list of a dimension. */
  | { as: "list"; operand: Operand; iterator: Root }
  /** It is a part of a larger expression, or of the status. */
  | { as: "other"; operand: Operand };

/** What rendering has to know of its surroundings. */
export interface Rendering {
  /** Ids by resource. */
  readonly ids: ReadonlyMap<Root, string>;
  /** Whether a path surely gives a string, so that it needs no conversion inside of one. */
  readonly isString: (operand: Operand) => boolean;
  /** Says more of a value that no manifest can hold. */
  readonly explain: (value: unknown) => string | undefined;
  readonly onUse: (use: Use) => void;
}

/** Where a value stands. */
export interface Place {
  /** For messages: `spec.resources[web].template`. */
  readonly at: string;
  /** The resource whose template it is, if it is one. */
  readonly node?: GraphNode;
  /** Iterators and elements that have a meaning there. */
  readonly roots: readonly Root[];
}

/**
 * Writes a value: references become `${…}`, everything else stays.
 * @throws {ProviderError} `usage` for what no manifest can hold, and for references that mean nothing there
 */
export function renderValue(value: unknown, rendering: Rendering, place: Place, path: Path = []): Json {
  const fragment = fragmentOf(value);
  if (fragment !== undefined) {
    noteField(fragment, rendering, place, path);
    return renderFragment(fragment, rendering, place);
  }
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) {
    return (value as unknown[]).map((item, index) => renderValue(item, rendering, place, [...path, index]));
  }
  if (isPlainObject(value)) return renderFields(value, rendering, place, path);
  throw new ProviderError("usage", `no template can hold ${describeValue(value)}`, {
    object: joinPath(place.at, path),
    advice: rendering.explain(value) ?? "Put references and plain JSON values into it.",
  });
}

/** Writes an object; fields that are `undefined` are left out. */
export function renderFields(
  value: Readonly<Record<string, unknown>>,
  rendering: Rendering,
  place: Place,
  path: Path = [],
): JsonObject {
  const said = rendering.explain(value);
  if (said !== undefined) {
    throw new ProviderError("usage", "no template can hold this object", {
      object: joinPath(place.at, path),
      advice: said,
    });
  }
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    fields.map(([key, inner]) => [key, renderValue(inner, rendering, place, [...path, key])]),
  );
}

/** Writes a condition or a list: one expression and nothing round it. */
export function renderExpression(value: unknown, rendering: Rendering, place: Place, wanted: string): string {
  const fragment = fragmentOf(value);
  if (fragment?.kind === "cel") return renderFragment(fragment, rendering, place);
  const found = fragment === undefined ? describeValue(value) : "a string";
  const early = typeof value === "boolean" ? ": it was decided while the graph was built" : "";
  throw new ProviderError("usage", `it takes ${wanted}, not ${found}${early}`, {
    object: place.at,
    advice: "Write an expression: cel`${schema.spec.replicas} > 0`.",
  });
}

function noteField(fragment: Fragment, { onUse }: Rendering, { node }: Place, path: Path): void {
  const operand = soleOperand(fragment);
  if (operand !== undefined && node !== undefined) onUse({ as: "field", operand, node, path });
}

function renderFragment(fragment: Fragment, rendering: Rendering, place: Place): string {
  if (fragment.kind === "cel") return `\${${renderParts(fragment.parts, rendering, place)}}`;
  return fragment.pieces.map((piece) => renderPiece(piece, rendering, place)).join("");
}

function renderPiece(piece: string | Fragment, rendering: Rendering, place: Place): string {
  if (typeof piece === "string") return literal(piece);
  if (piece.kind === "text") return renderFragment(piece, rendering, place);
  const operand = soleOperand(piece);
  if (operand !== undefined) rendering.onUse({ as: "text", operand });
  const expression = renderParts(piece.parts, rendering, place);
  const plain = operand !== undefined && operand.certain === undefined && rendering.isString(operand);
  return plain ? `\${${expression}}` : `\${string(${expression})}`;
}

/** The path that an expression consists of; of `optional(path, …)` the path too, since its value has the same type. */
export function soleOperand(fragment: Fragment): Operand | undefined {
  if (fragment.kind !== "cel") return undefined;
  const [first, ...rest] = fragment.parts;
  if (typeof first !== "object") return undefined;
  return rest.length === 0 || first.certain !== undefined ? first : undefined;
}

function renderParts(parts: readonly Part[], rendering: Rendering, place: Place): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      rendering.onUse({ as: "other", operand: part });
      return celPath(rootName(part, rendering, place), part.path, part.certain);
    })
    .join("");
}

function rootName(operand: Operand, { ids }: Rendering, { at, roots }: Place): string {
  const { root, path } = operand;
  if (root.kind === "schema") {
    if (path.length > 0 && !isUnreadable(path)) return "schema";
    throw path.length > 0
      ? unknownField(path)
      : new ProviderError("usage", "the whole instance is no value", {
          object: at,
          advice: "Read one of its fields, as schema.spec.name.",
        });
  }
  if (isNode(root)) {
    const id = ids.get(root);
    if (id === undefined) throw notReturned(operand, root, at);
    return id;
  }
  if (roots.includes(root)) return root.label;
  throw new ProviderError("usage", `${describeOperand(operand)} has no meaning here`, {
    object: at,
    advice:
      root.kind === "iterator"
        ? "An iterator is known in the template of its own forEach only."
        : "The single object of a collection is known in its own readyWhen only.",
  });
}

function notReturned(operand: Operand, node: GraphNode, at: string): ProviderError {
  return new ProviderError(
    "usage",
    `it reads ${describeOperand(operand)} of ${describeNode(node)}, which is not in the graph`,
    {
      object: at,
      advice: "Return it with the other resources: return { resources: { …, id: resource } }.",
    },
  );
}

/** A resource as messages name it: its kind, and its name as far as it is known. */
export function describeNode({ body, objectKind }: GraphNode): string {
  const fields = "template" in body ? body.template : body.externalRef;
  const metadata = fields["metadata"];
  const name = isPlainObject(metadata) ? metadata["name"] : undefined;
  if (typeof name === "string") return `${objectKind} "${name}"`;
  const fragment = fragmentOf(name);
  return fragment?.kind === "cel" ? `${objectKind} "\${${textOf(fragment)}}"` : objectKind;
}

function textOf(fragment: Fragment & { kind: "cel" }): string {
  return fragment.parts.map((part) => (typeof part === "string" ? part : describeOperand(part))).join("");
}
