/** The schema of a spec that only TypeScript knows: from the fields that a builder used, and how. Pure. */

import { ProviderError } from "../../errors.ts";
import type { JsonObject } from "../../model/json.ts";
import type { SchemaLookup, StructuralSchema } from "../../model/schema.ts";
import type { Use } from "./render.ts";
import { isNode } from "./node.ts";
import { celPath, type CelPath } from "./cel-text.ts";
import { resourcePath } from "../error.ts";
import { joinPath, type Path } from "../path.ts";
import type { Operand, Root } from "./references.ts";
import { schemaAt } from "../schema-at.ts";

/** A spec as SimpleSchema, with the types that its lists of objects need. */
export interface InferredSpec {
  spec: JsonObject;
  types?: JsonObject;
}

/** What inference has to be told. */
export interface InferenceOptions {
  /** The graph's name in messages. */
  graph: string;
  lookup: SchemaLookup;
  /** Ids by resource, for messages. */
  ids: ReadonlyMap<Root, string>;
  /** Types that example values give, by path: `["spec", "name"]`. */
  examples?: ReadonlyMap<string, string>;
}

/** One field of the spec and what is known of it. */
interface Field {
  path: CelPath;
  fields: Map<string, Field>;
  item?: Field;
  /** SimpleSchema types that its uses demand, each with the place of one. */
  demanded: Map<string, string>;
  /** Whether it is a part of a string. */
  inText: boolean;
  /** Whether an expression reads it as if it were always there. */
  isNeeded: boolean;
}

const REMEDY =
  'Give the schema instead of a type: spec: type({ … }) of arktype, a zod schema, or SimpleSchema as { port: "integer" }.';

/**
 * Infers the schema of `schema.spec`.
 * @throws {ProviderError} `usage`, naming every field whose type does not follow from its uses, or follows in two ways
 */
export function inferSpec(uses: readonly Use[], options: InferenceOptions): InferredSpec {
  const root = newField(["spec"]);
  const lists = new Map(
    uses.flatMap((use) => (use.as === "list" ? [[use.iterator, use.operand] as const] : [])),
  );
  for (const use of uses) note(root, use, lists, options);
  for (const [path, type] of options.examples ?? []) {
    const field = fieldAt(root, (JSON.parse(path) as (string | number)[]).slice(1), false);
    if (field.demanded.size === 0) field.demanded.set(type, "the example");
  }
  const writer = new SpecWriter();
  const spec = writer.fields(root);
  if (writer.problems.length === 0)
    return { spec, ...(Object.keys(writer.types).length > 0 && { types: writer.types }) };
  throw new ProviderError(
    "usage",
    `the schema of the spec does not follow from its uses: ${writer.problems.join("; ")}`,
    {
      object: options.graph,
      advice: REMEDY,
    },
  );
}

function newField(path: CelPath): Field {
  return { path, fields: new Map(), demanded: new Map(), inText: false, isNeeded: false };
}

function note(root: Field, use: Use, lists: ReadonlyMap<Root, Operand>, options: InferenceOptions): void {
  const path = specPath(use.operand, lists);
  if (path === undefined) return;
  const { certain } = use.operand;
  const field = fieldAt(root, path, certain === undefined);
  switch (use.as) {
    case "text":
      field.inText = true;
      break;
    case "condition":
      field.demanded.set("boolean", "a condition");
      break;
    case "list":
      field.item ??= newField([...field.path, 0]);
      break;
    case "field":
      noteTarget(field, use, options);
      break;
    case "other":
      break;
  }
}

/** Below `spec`; what is read of an iterator is read of the items of its list. */
function specPath({ root, path }: Operand, lists: ReadonlyMap<Root, Operand>): CelPath | undefined {
  if (root.kind === "schema") return path[0] === "spec" && path.length > 1 ? path.slice(1) : undefined;
  const list = lists.get(root);
  const above = list === undefined ? undefined : specPath(list, lists);
  return above === undefined ? undefined : [...above, 0, ...path];
}

function fieldAt(root: Field, path: CelPath, isNeeded: boolean): Field {
  let field = root;
  for (const step of path) {
    if (typeof step === "number") field = field.item ??= newField([...field.path, 0]);
    else {
      const inner = field.fields.get(step) ?? newField([...field.path, step]);
      field.fields.set(step, inner);
      field = inner;
    }
    field.isNeeded ||= isNeeded;
  }
  return field;
}

function noteTarget(field: Field, use: Use & { as: "field" }, { lookup, ids }: InferenceOptions): void {
  const { node, path } = use;
  if (!isNode(node)) return;
  const known = lookup(node.apiVersion, node.objectKind);
  const target = known === undefined ? identityType(path) : targetType(known.schema, path);
  if (target !== undefined)
    field.demanded.set(target, joinPath(`${resourcePath(ids.get(node) ?? node.label)}.template`, path));
}

/** Fields that are strings in objects of every kind. */
function identityType([first, second]: Path): string | undefined {
  return first === "metadata" && (second === "name" || second === "namespace") ? "string" : undefined;
}

function targetType(schema: StructuralSchema, path: Path): string | undefined {
  const target = schemaAt(schema, path);
  return target === undefined ? identityType(path) : simpleType(target);
}

/** SimpleSchema of what a field takes; of nested objects only that they are some. */
function simpleType(schema: StructuralSchema): string | undefined {
  // Either will do, so the use tells nothing.
  if (schema["x-kubernetes-int-or-string"] === true) return undefined;
  const { type, format, items, additionalProperties } = schema;
  if (format === "quantity") return "string";
  if (type === "number") return "float";
  if (type === "array") return items === undefined ? undefined : `[]${simpleType(items) ?? "object"}`;
  if (type !== "object") return type;
  if (typeof additionalProperties !== "object") return "object";
  return `map[string]${simpleType(additionalProperties) ?? "string"}`;
}

/** Writes fields, and collects what cannot be written: all of it is told at once. */
class SpecWriter {
  readonly problems: string[] = [];
  readonly types: Record<string, JsonObject> = {};

  fields(field: Field): JsonObject {
    return Object.fromEntries([...field.fields].map(([name, inner]) => [name, this.#value(inner)]));
  }

  #value(field: Field): string | JsonObject {
    if (field.fields.size > 0 && [...field.demanded.keys()].every((type) => type === "object"))
      return this.fields(field);
    const type = this.#type(field);
    return field.isNeeded ? `${type} | required=true` : type;
  }

  #type(field: Field): string {
    const [first, second] = field.demanded;
    if (first !== undefined && second !== undefined) {
      this.problems.push(`${text(field)} is ${first[0]} at ${first[1]} and ${second[0]} at ${second[1]}`);
    }
    if (first !== undefined) return first[0];
    if (field.item !== undefined) return `[]${this.#item(field.item)}`;
    if (!field.inText) this.problems.push(`${text(field)} is used in expressions only`);
    return "string";
  }

  #item(item: Field): string {
    if (item.fields.size === 0) return this.#type(item);
    // SimpleSchema has no lists of nameless objects.
    const words = item.path.slice(1).map((step) => (typeof step === "number" ? "item" : step));
    const name = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
    this.types[name] = this.fields(item);
    return name;
  }
}

function text({ path }: Field): string {
  return celPath("schema", path);
}
