/** SimpleSchema to structural schema. Pure. */

import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import { GraphError, type Problem } from "../error.ts";
import { findCycle, topologicalOrder } from "../order.ts";
import { copyJson, joinPath } from "../path.ts";
import { didYouMean } from "../../model/suggest.ts";
import { customTypesOf, parseField, parseFieldType, type SimpleType } from "./field.ts";
import { applyMarkers, type Parent } from "./markers.ts";
import { FieldProblem } from "./scalars.ts";

/** A custom type that is built. */
interface CustomType {
  schema: StructuralSchema;
  /** An alias that is marked as required makes every field of it required. */
  required: boolean;
}

interface Context {
  types: Map<string, CustomType>;
  problems: Problem[];
}

/** Where a field is. */
interface Place {
  name: string;
  path: string;
  parent: Parent;
}

/** Where a SimpleSchema stands in a ResourceGraphDefinition. */
const SPEC_PATH = "spec.schema.spec";
const TYPES_PATH = "spec.schema.types";

/**
 * The schema of the spec of a graph's instances, as kro builds it.
 * @param spec field name to type and markers (`integer | default=1`), or to the fields of an object
 * @param types custom types by name, each as a field of `spec`
 * @returns with the defaults `{}` that kro gives to objects whose fields have defaults
 * @throws {GraphError} with every field that is wrong, in kro's words, by its path in a ResourceGraphDefinition
 * @see https://kro.run/api/specifications/simple-schema
 */
export function fromSimpleSchema(spec: JsonObject, types: JsonObject = {}): StructuralSchema {
  const context: Context = { types: new Map(), problems: [] };
  for (const name of orderedTypes(types, context)) buildType(context, name, types[name]);
  const schema = buildObject(context, spec, SPEC_PATH);
  if (context.problems.length > 0) throw new GraphError("SimpleSchema", context.problems);
  return schema;
}

/** The custom types, each behind those that it is made of. */
function orderedTypes(types: JsonObject, { problems }: Context): string[] {
  const names = Object.keys(types);
  const dependencies = new Map(
    names.map((name) => [name, typesIn(types[name]).filter((of) => Object.hasOwn(types, of))]),
  );
  const cycle = findCycle(names, dependencies);
  if (cycle === undefined) return topologicalOrder(names, dependencies);
  const [name = ""] = cycle;
  const message =
    cycle.length === 2
      ? "self references are not allowed"
      : `cyclic dependency in type ${name}: graph contains a cycle: ${cycle.join(" -> ")}`;
  problems.push({ path: joinPath(TYPES_PATH, [name]), message });
  return names;
}

function typesIn(spec: Json | undefined): string[] {
  if (isJsonObject(spec)) return Object.values(spec).flatMap(typesIn);
  if (typeof spec !== "string") return [];
  try {
    return customTypesOf(parseFieldType(spec));
  } catch {
    // It is reported where it is built.
    return [];
  }
}

function buildType(context: Context, name: string, spec: Json | undefined): void {
  const parent: Parent = { required: new Set() };
  const schema = buildField(context, spec, { name, path: joinPath(TYPES_PATH, [name]), parent });
  context.types.set(name, { schema, required: parent.required.size > 0 });
}

function buildObject(context: Context, spec: JsonObject, path: string): StructuralSchema {
  const parent: Parent = { required: new Set() };
  const properties: [string, StructuralSchema][] = Object.entries(spec).map(([name, field]) => [
    name,
    buildField(context, field, { name, path: joinPath(path, [name]), parent }),
  ]);
  const schema: StructuralSchema = { type: "object", properties: Object.fromEntries(properties) };
  if (parent.required.size > 0) schema.required = [...parent.required].sort();
  else if (properties.some(([, property]) => property.default !== undefined)) schema.default = {};
  return schema;
}

function buildField(context: Context, spec: Json | undefined, place: Place): StructuralSchema {
  if (isJsonObject(spec)) return buildObject(context, spec, place.path);
  try {
    if (typeof spec !== "string") throw new FieldProblem(`unexpected type: ${goType(spec)}`);
    return buildFromText(context, spec, place);
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error;
    context.problems.push({ path: place.path, message: error.message });
    return {};
  }
}

function buildFromText(context: Context, text: string, { name, parent }: Place): StructuralSchema {
  const { type, markers } = parseField(text);
  const schema = schemaOf(context, type);
  if (type.kind === "custom" && context.types.get(type.name)?.required === true) parent.required.add(name);
  applyMarkers({ schema, name, parent }, markers);
  return schema;
}

function schemaOf(context: Context, type: SimpleType): StructuralSchema {
  switch (type.kind) {
    case "atomic":
      return { type: type.type };
    case "object":
      return { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    case "list":
      return { type: "array", items: schemaOf(context, type.of) };
    case "map":
      return { type: "object", additionalProperties: schemaOf(context, type.of) };
    case "custom":
      return customSchema(context, type.name);
  }
}

/** A copy, since markers change it. */
function customSchema({ types }: Context, name: string): StructuralSchema {
  const custom = types.get(name);
  if (custom !== undefined) return copyJson(custom.schema);
  const known = ["string", "integer", "boolean", "float", "object", ...types.keys()];
  throw new FieldProblem(`unknown type: ${name}${didYouMean(name, known)}`);
}

/** What kro calls the values of YAML that are neither text nor an object. */
function goType(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  return typeof value === "number" ? "float64" : "bool";
}
