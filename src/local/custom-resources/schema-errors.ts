/** What schemas of CustomResourceDefinitions may say, beside being structural. */

import { forbidden, invalid, notSupported, required } from "../validation/field-errors.ts";
import type { FieldError } from "../validation/field-errors.ts";
import type { Schema } from "../validation/index.ts";
import { listErrors } from "./list-errors.ts";
import { expressionErrors, ruleErrors } from "./rule-errors.ts";

const TYPES = ["array", "boolean", "integer", "number", "object", "string"];

/** Keywords of OpenAPI that no schema may use. */
const UNSUPPORTED = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"];

/** What is always there in an object. */
const META_FIELDS: ReadonlySet<string> = new Set(["metadata", "kind", "apiVersion"]);

/** Where a schema stands. */
export interface SchemaPlace {
  path: string;
  isRoot: boolean;
  insideMeta: boolean;
  /** Why no default may be set. */
  noDefaults?: string;
  /** The nearest place above that cannot be told from before an update: below it rules may not look at `oldSelf`. */
  uncorrelated?: string | undefined;
  /** Whether rules are compiled: not inside combinations, and not where the schema is not structural. */
  rules: boolean;
}

/** Errors of the schema, and those of expressions, which are looked for only where the schema has none. */
export interface SchemaErrors {
  schema: FieldError[];
  rules: FieldError[];
}

/**
 * Finds what is wrong with a schema.
 * @param place of the schema; for the root of a version `isRoot`
 */
export function schemaErrors(schema: Schema, place: SchemaPlace): SchemaErrors {
  const { path } = place;
  const errors: SchemaErrors = { schema: keywordErrors(schema, place), rules: [] };
  for (const [of, at] of childrenOf(schema, place)) {
    const inner = schemaErrors(of, at);
    errors.schema.push(...inner.schema);
    errors.rules.push(...inner.rules);
  }
  errors.schema.push(...extensionErrors(schema, path), ...listErrors(schema, path));
  const rules = schema["x-kubernetes-validations"] ?? [];
  if (rules.length === 0) return errors;
  errors.schema.push(
    ...rules.flatMap((rule, index) => ruleErrors(rule, schema, `${path}.x-kubernetes-validations[${index}]`)),
  );
  if (errors.schema.length === 0 && place.rules) {
    errors.rules.push(...rules.flatMap((rule, index) => expressionErrors(rule, schema, { ...place, index })));
  }
  return errors;
}

/** Whether there is anything in a schema that keeps it from being read as a structural one. */
export function usesUnsupported(schema: Schema): boolean {
  if (UNSUPPORTED.some((keyword) => Object.hasOwn(schema, keyword)) || Array.isArray(schema.items))
    return true;
  if (schema["x-kubernetes-preserve-unknown-fields"] === false) return true;
  return childrenOf(schema, { path: "", isRoot: false, insideMeta: false, rules: false }).some(([of]) =>
    usesUnsupported(of),
  );
}

function keywordErrors(schema: Schema, { path, noDefaults, insideMeta }: SchemaPlace): FieldError[] {
  const { type = "", default: standard } = schema;
  const errors: FieldError[] = [];
  if (type !== "" && !TYPES.includes(type)) errors.push(notSupported(`${path}.type`, type, TYPES));
  if (standard !== undefined && noDefaults !== undefined)
    errors.push(forbidden(`${path}.default`, `must not be set ${noDefaults}`));
  for (const keyword of UNSUPPORTED) {
    if (Object.hasOwn(schema, keyword))
      errors.push(forbidden(`${path}.${keyword}`, `${keyword} is not supported`));
  }
  if (type === "null")
    errors.push(forbidden(`${path}.type`, "type cannot be set to null, use nullable as an alternative"));
  if (Array.isArray(schema.items))
    errors.push(forbidden(`${path}.items`, "items must be a schema object and not an array"));
  if (insideMeta && schema["x-kubernetes-embedded-resource"] === true) {
    const detail = "must not be used inside of resource meta";
    errors.push(forbidden(`${path}.x-kubernetes-embedded-resource`, detail));
  }
  if (schema.uniqueItems === true) {
    const detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
    errors.push(forbidden(`${path}.uniqueItems`, detail));
  }
  const { additionalProperties, properties = {} } = schema;
  if (
    additionalProperties !== undefined &&
    additionalProperties !== true &&
    Object.keys(properties).length > 0
  ) {
    const detail = "additionalProperties and properties are mutual exclusive";
    errors.push(forbidden(`${path}.additionalProperties`, detail));
  }
  return errors;
}

type Child = [schema: Schema, place: SchemaPlace];

/** The schemas inside a schema, and where they stand. */
function childrenOf(schema: Schema, place: SchemaPlace): Child[] {
  const { additionalProperties, items } = schema;
  const { path } = place;
  const inner = { ...place, isRoot: false };
  const children = [...propertiesOf(schema, place), ...combinationsOf(schema, place)];
  if (typeof additionalProperties === "object") {
    const why = "inside additionalProperties applying to object metadata";
    const noDefaults = place.insideMeta ? { noDefaults: why } : {};
    children.push([additionalProperties, { ...inner, ...noDefaults, path: `${path}.additionalProperties` }]);
  }
  if (items !== undefined && !Array.isArray(items)) {
    const keyed = schema["x-kubernetes-list-type"] === "map";
    const uncorrelated = place.uncorrelated ?? (keyed ? undefined : path);
    children.push([items, { ...inner, path: `${path}.items`, uncorrelated }]);
  }
  return children;
}

function propertiesOf(schema: Schema, place: SchemaPlace): Child[] {
  const isObject = place.isRoot || schema["x-kubernetes-embedded-resource"] === true;
  return Object.entries(schema.properties ?? {}).map(([name, of]) => {
    const isMeta = isObject && META_FIELDS.has(name);
    const at = {
      ...place,
      isRoot: false,
      path: `${place.path}.properties[${name}]`,
      insideMeta: place.insideMeta || isMeta,
    };
    return [of, isMeta && place.isRoot ? { ...at, noDefaults: `in top-level ${name}` } : at];
  });
}

function combinationsOf({ not, allOf = [], oneOf = [], anyOf = [] }: Schema, place: SchemaPlace): Child[] {
  const inner = { ...place, isRoot: false, rules: false };
  const { path } = place;
  const parts = Object.entries({ allOf, oneOf, anyOf }).flatMap(([name, schemas]) =>
    schemas.map((of, index): Child => [of, { ...inner, path: `${path}.${name}[${index}]` }]),
  );
  return not === undefined ? parts : [[not, { ...inner, path: `${path}.not` }], ...parts];
}

function extensionErrors(schema: Schema, path: string): FieldError[] {
  const { type = "" } = schema;
  const errors: FieldError[] = [];
  if (schema["x-kubernetes-preserve-unknown-fields"] === false)
    errors.push(invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, "must be true or undefined"));
  const mapType = schema["x-kubernetes-map-type"];
  if (mapType === undefined) return errors;
  if (type !== "object") {
    const detail = "must be object if x-kubernetes-map-type is specified";
    errors.push(type === "" ? required(`${path}.type`, detail) : invalid(`${path}.type`, type, detail));
  }
  if (mapType !== "atomic" && mapType !== "granular")
    errors.push(notSupported(`${path}.x-kubernetes-map-type`, mapType, ["atomic", "granular"]));
  return errors;
}
