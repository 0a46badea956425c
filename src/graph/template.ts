/** Finds the expressions in a manifest, and judges the literal values beside them by the schema of its kind. Pure. */

import type { Template } from "../cel/template.ts";
import { isJsonObject } from "../model/json.ts";
import type { StructuralSchema } from "../model/schema.ts";
import { templateAt } from "./compile.ts";
import type { Problem } from "./error.ts";
import { joinPath, type Path, pathText } from "./path.ts";
import { fieldSchema } from "./schema-at.ts";
import { didYouMean } from "../model/suggest.ts";

/** One string that holds expressions, before they are compiled. */
export interface TemplateField {
  path: Path;
  template: Template;
  /** Schema of the place; `undefined` where anything may stand. */
  schema: StructuralSchema | undefined;
}

/** What one walk over a manifest found. */
export interface TemplateFields {
  fields: TemplateField[];
  /** Places of literal strings, and of all literal values that no schema judges. */
  literals: Path[];
  problems: Problem[];
}

/**
 * Walks a manifest along its schema, as kro's parser does.
 * @param value the manifest, or a part of it
 * @param schema `undefined` judges no literal value
 * @param base place of the value in the document, for problems
 */
export function readTemplate(
  value: unknown,
  schema: StructuralSchema | undefined,
  base: string,
): TemplateFields {
  const walk = new Walk(base);
  if (schema === undefined) walk.open(value, undefined, []);
  else walk.typed(value, schema, []);
  return walk.found;
}

/** Types that a literal may have; `undefined` where any may stand. */
function expectedTypes(schema: StructuralSchema): readonly string[] | undefined {
  if (schema.format === "quantity") return ["string", "number"];
  if (schema["x-kubernetes-preserve-unknown-fields"] === true) return undefined;
  if (schema["x-kubernetes-int-or-string"] === true) return ["string", "integer"];
  return schema.type === undefined ? undefined : [schema.type];
}

class Walk {
  readonly found: TemplateFields = { fields: [], literals: [], problems: [] };
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  /** Judges literals by the schema. */
  typed(value: unknown, schema: StructuralSchema, path: Path): void {
    const types = expectedTypes(schema);
    if (types === undefined) return this.open(value, schema, path);
    if (value === null || value === undefined) return;
    if (isJsonObject(value)) return this.#typedObject(value, schema, path);
    if (Array.isArray(value)) return this.#typedList(value, schema, path);
    if (typeof value === "string") return this.#string(value, schema, path, types);
    if (!types.some((type) => fits(value, type))) this.#mismatch(types, path, value);
  }

  /** Finds expressions only. */
  open(value: unknown, schema: StructuralSchema | undefined, path: Path): void {
    if (isJsonObject(value)) {
      for (const [name, inner] of Object.entries(value))
        this.open(inner, fieldSchema(schema, name), [...path, name]);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.open(item, schema?.items, [...path, index]);
    } else if (typeof value === "string") this.#string(value, schema, path);
    else this.found.literals.push(path);
  }

  #typedObject(value: Record<string, unknown>, schema: StructuralSchema, path: Path): void {
    const others = schema.additionalProperties;
    const types = expectedTypes(schema) ?? [];
    if (!types.includes("object")) return this.#mismatch(types, path, value);
    for (const [name, inner] of Object.entries(value)) {
      const place = [...path, name];
      const known = fieldSchema(schema, name);
      if (known !== undefined) this.typed(inner, known, place);
      // An object without properties of its own says nothing of its fields, as ManagedFieldsEntry.fieldsV1.
      else if (others === true || schema.properties === undefined) this.open(inner, undefined, place);
      else
        this.#report(
          place,
          `schema not found for field ${name}${didYouMean(name, Object.keys(schema.properties))}`,
        );
    }
  }

  #typedList(value: readonly unknown[], schema: StructuralSchema, path: Path): void {
    const types = expectedTypes(schema) ?? [];
    if (!types.includes("array")) return this.#mismatch(types, path, value);
    for (const [index, item] of value.entries()) {
      if (schema.items === undefined) this.open(item, undefined, [...path, index]);
      else this.typed(item, schema.items, [...path, index]);
    }
  }

  /** A text, with expressions or without; `types` only where its literal parts are judged. */
  #string(text: string, schema: StructuralSchema | undefined, path: Path, types?: readonly string[]): void {
    const { problems, fields, literals } = this.found;
    const before = problems.length;
    const template = templateAt(text, joinPath(this.#base, path), problems);
    if (problems.length > before) return;
    // An expression that stands alone has the type of its value, which is judged when it is compiled.
    const literal = template?.standalone !== true && types !== undefined && !types.includes("string");
    if (literal) this.#mismatch(types, path, text);
    else if (template === undefined) literals.push(path);
    else fields.push({ path, template, schema });
  }

  #mismatch(types: readonly string[], path: Path, value: unknown): void {
    const place = pathText(path);
    this.#report(path, `expected ${types.join(" or ")} type for path ${place}, got ${typeName(value)}`);
  }

  #report(path: Path, message: string): void {
    this.found.problems.push({ path: joinPath(this.#base, path), message });
  }
}

function fits(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

/** As Go names the types of decoded JSON, which is what kro's messages show. */
function typeName(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "float64";
  return typeof value;
}
