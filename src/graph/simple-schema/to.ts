/** Structural schema to SimpleSchema. Pure. */

import { canonicalJson, type JsonObject } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import { GraphError, type Problem } from "../error.ts";
import { joinPath } from "../path.ts";
import { unsayable } from "./expressible.ts";
import { markersOf } from "./marker-text.ts";

/** A SimpleSchema: fields, and the custom types that they use. */
export interface SimpleSchema {
  spec: JsonObject;
  /** Absent where there are none. */
  types?: JsonObject;
}

interface Context {
  types: Map<string, string | JsonObject>;
  /** Names of types by what they are, so that equal ones are written once. */
  names: Map<string, string>;
  problems: Problem[];
}

/** Where a schema is. */
interface Place {
  path: string;
  /** Names of the fields to it, for names of types. */
  words: readonly string[];
  required: boolean;
}

/** Stands in for what is missing, which is reported already. */
const ANYTHING: StructuralSchema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

const ATOMIC = { string: "string", integer: "integer", number: "float", boolean: "boolean" } as const;

/**
 * Writes a schema as SimpleSchema, so that `fromSimpleSchema` gives the same schema: objects that are required, described or
 * in lists and maps become custom types, as do items that have markers.
 * Left out knowingly: `title`, `format`, the description of the whole, messages of validation rules. An object whose fields
 * have defaults, none of them required, gets the default `{}` from kro, whether or not it has it here.
 * @param schema of an object with properties
 * @throws {GraphError} with every field that SimpleSchema cannot say, and what to do instead
 */
export function toSimpleSchema(schema: StructuralSchema): SimpleSchema {
  const context: Context = { types: new Map(), names: new Map(), problems: [] };
  checkRoot(context, schema);
  const spec = writeObject(context, schema, { path: "", words: [], required: false });
  if (context.problems.length > 0) throw new GraphError("schema", context.problems);
  return context.types.size === 0 ? { spec } : { spec, types: Object.fromEntries(context.types) };
}

function checkRoot({ problems }: Context, schema: StructuralSchema): void {
  const report = (message: string): void => void problems.push({ path: "", message });
  for (const message of unsayable(schema)) report(message);
  if (!isStruct(schema)) report("SimpleSchema describes the fields of an object. Give the schema properties");
  const { description: _, ...rest } = schema;
  const markers = markersOf(rest, { required: false, impliedDefault: impliesDefault(schema) });
  if (markers !== "") report(`SimpleSchema has no markers for the whole: ${markers}. Put them on a field`);
}

/** Whether it is written as fields. An object without any keyword has no fields. */
function isStruct(schema: StructuralSchema): boolean {
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const map = schema.additionalProperties !== undefined && schema.additionalProperties !== false;
  return schema.type === "object" && !open && !map;
}

/** Whether kro gives it the default `{}`. */
function impliesDefault(schema: StructuralSchema): boolean {
  if (!isStruct(schema) || (schema.required ?? []).length > 0) return false;
  return Object.values(schema.properties ?? {}).some(
    (property) => property.default !== undefined || impliesDefault(property),
  );
}

function writeObject(context: Context, schema: StructuralSchema, place: Place): JsonObject {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    writeField(context, property, below(place, name, required.has(name))),
  ]);
  return Object.fromEntries(fields) as JsonObject;
}

function below({ path, words }: Place, name: string, required: boolean): Place {
  return { path: joinPath(path, [name]), words: [...words, name], required };
}

function writeField(context: Context, schema: StructuralSchema, place: Place): string | JsonObject {
  const markers = checkedMarkers(context, schema, place);
  if (isStruct(schema) && markers === "") return writeObject(context, schema, place);
  return withMarkers(typeText(context, schema, place), markers);
}

/** The type of items, and of the values of maps: what has markers becomes a custom type. */
function elementText(context: Context, schema: StructuralSchema, place: Place): string {
  const markers = checkedMarkers(context, schema, place);
  const type = typeText(context, schema, place);
  return markers === "" ? type : customType(context, withMarkers(type, markers), place);
}

function withMarkers(type: string, markers: string): string {
  return markers === "" ? type : `${type} | ${markers}`;
}

function checkedMarkers({ problems }: Context, schema: StructuralSchema, { path, required }: Place): string {
  problems.push(...unsayable(schema).map((message) => ({ path, message })));
  return markersOf(schema, { required, impliedDefault: impliesDefault(schema) });
}

function typeText(context: Context, schema: StructuralSchema, place: Place): string {
  const { type, items, additionalProperties: values } = schema;
  if (type === "array") return `[]${elementText(context, items ?? ANYTHING, element(place, "[]"))}`;
  if (type !== "object") return type === undefined ? "object" : ATOMIC[type];
  if (isStruct(schema)) return customType(context, writeObject(context, schema, place), place);
  if (typeof values !== "object") return "object";
  return `map[string]${elementText(context, values, element(place, "[*]"))}`;
}

function element({ path, words }: Place, step: string): Place {
  return {
    path: `${path}${step}`,
    words: [...words.slice(0, -1), singular(words.at(-1) ?? "")],
    required: false,
  };
}

/** Only for names: `ports` has items of the type `Port`. */
function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return /[^su]s$/.test(word) ? word.slice(0, -1) : `${word}Item`;
}

/** Gives what a type is a name, after the field that it is of: as few words of its path as make it another name. */
function customType({ types, names }: Context, definition: string | JsonObject, { words }: Place): string {
  const content = canonicalJson(definition);
  const known = names.get(content);
  if (known !== undefined) return known;
  const candidates = words.map((_, index) => typeName(words.slice(-1 - index)));
  const last = candidates.at(-1) ?? "Type";
  let name = candidates.find((candidate) => !types.has(candidate));
  for (let number = 2; name === undefined; number++) {
    if (!types.has(`${last}${number}`)) name = `${last}${number}`;
  }
  types.set(name, definition);
  names.set(content, name);
  return name;
}

function typeName(words: readonly string[]): string {
  const parts = words.flatMap((word) => word.split(/[^A-Za-z0-9]+/)).filter((part) => part !== "");
  const name = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
  return /^[A-Z]/.test(name) ? name : `Type${name}`;
}
