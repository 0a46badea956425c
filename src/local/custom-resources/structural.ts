/** What makes a schema structural. @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema */

import { regularExpressionError } from "./pattern.ts";
import { sameJson } from "../../model/json.ts";
import { forbidden, invalid, required } from "../validation/field-errors.ts";
import type { FieldError } from "../validation/field-errors.ts";
import type { Schema } from "../validation/index.ts";

type Level = "root" | "item" | "field";

/**
 * Finds why a schema is not structural.
 * @param path of the schema
 * @returns sorted, as the API server does
 */
export function structuralErrors(schema: Schema, path: string): FieldError[] {
  const errors = [...nodeErrors(schema, "root", path), ...completenessErrors(schema, schema, [path, path])];
  return errors.sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

function text({ field, message }: FieldError): string {
  return `${field}: ${message}`;
}

function propertyPath(path: string, name: string): string {
  return `${path}.properties[${name}]`;
}

function nodeErrors(schema: Schema, level: Level, path: string): FieldError[] {
  const { items, properties = {}, additionalProperties, type = "" } = schema;
  const errors: FieldError[] = [];
  if (type === "array" && items === undefined) errors.push(required(`${path}.items`, "must be specified"));
  if (items !== undefined) errors.push(...nodeErrors(items, "item", `${path}.items`));
  for (const [name, of] of Object.entries(properties))
    errors.push(...nodeErrors(of, "field", propertyPath(path, name)));
  if (additionalProperties !== undefined) {
    if (level === "root")
      errors.push(forbidden(`${path}.additionalProperties`, "must not be used at the root"));
    if (typeof additionalProperties === "object")
      errors.push(...nodeErrors(additionalProperties, "field", `${path}.additionalProperties`));
  }
  errors.push(...extensionErrors(schema, path));
  const allOf = isIntOrString(schema.allOf?.[0]?.anyOf);
  errors.push(...valueErrors(schema, { skipAnyOf: isIntOrString(schema.anyOf), skipFirst: allOf, path }));
  errors.push(...typeErrors(schema, level, path));
  errors.push(...metadataErrors(schema, level, path));
  return errors;
}

const EITHER = [{ type: "integer" }, { type: "string" }];

/** Whether this is the one `anyOf` that may name types: that of int-or-string. */
function isIntOrString(anyOf: Schema[] | undefined): boolean {
  return sameJson(anyOf, EITHER);
}

function extensionErrors(schema: Schema, path: string): FieldError[] {
  if (schema["x-kubernetes-int-or-string"] !== true) return [];
  const others = ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"] as const;
  return others
    .filter((extension) => schema[extension] === true)
    .map((extension) =>
      invalid(`${path}.${extension}`, true, "must be false if x-kubernetes-int-or-string is true"),
    );
}

const EMPTY_TYPE: Readonly<Record<Level, string>> = {
  root: "must not be empty at the root",
  item: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};

function typeErrors(schema: Schema, level: Level, path: string): FieldError[] {
  const { type = "", additionalProperties, properties = {} } = schema;
  const isEmbedded = schema["x-kubernetes-embedded-resource"] === true;
  const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const errors: FieldError[] = [];
  if (isEmbedded && type !== "object") {
    const detail = "must be object if x-kubernetes-embedded-resource is true";
    errors.push(type === "" ? required(`${path}.type`, detail) : invalid(`${path}.type`, type, detail));
  } else if (type === "" && schema["x-kubernetes-int-or-string"] !== true && !isOpen) {
    errors.push(required(`${path}.type`, EMPTY_TYPE[level]));
  }
  if (isEmbedded && additionalProperties !== undefined) {
    const detail = "must not be used if x-kubernetes-embedded-resource is set";
    errors.push(forbidden(`${path}.additionalProperties`, detail));
  }
  if (level === "root" && type !== "" && type !== "object")
    errors.push(invalid(`${path}.type`, type, "must be object at the root"));
  if (isEmbedded && !isOpen && Object.keys(properties).length === 0) {
    const detail =
      "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
    errors.push(required(`${path}.properties`, detail));
  }
  return errors;
}

/** `kind`, `apiVersion` and `metadata` are given: a schema may say little of them. */
function metadataErrors(schema: Schema, level: Level, path: string): FieldError[] {
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  const isObject = level === "root" || schema["x-kubernetes-embedded-resource"] === true;
  const errors: FieldError[] = [];
  for (const [name, of] of Object.entries({ kind, apiVersion })) {
    if (isObject && of !== undefined && of.type !== "string")
      errors.push(invalid(`${propertyPath(path, name)}.type`, of.type ?? "", "must be string"));
  }
  if (metadata === undefined) return errors;
  const at = propertyPath(path, "metadata");
  if (isObject && metadata.type !== "object")
    errors.push(invalid(`${at}.type`, metadata.type ?? "", "must be object"));
  if (level === "root" && !restrictsNameOnly(metadata)) {
    const detail =
      "must not specify anything other than name and generateName, but metadata is implicitly specified";
    errors.push(forbidden(at, detail));
  }
  return errors;
}

function restrictsNameOnly({ properties = {}, ...rest }: Schema): boolean {
  const others = Object.keys(rest).filter((keyword) => keyword !== "type" && keyword !== "default");
  return (
    Object.keys(properties).every((name) => name === "name" || name === "generateName") && others.length === 0
  );
}

interface Combination {
  skipAnyOf: boolean;
  /** Whether the `anyOf` of the first `allOf` may name types. */
  skipFirst: boolean;
  path: string;
}

/** Value keywords, with what stands in combinations. */
function valueErrors(schema: Schema, { skipAnyOf, skipFirst, path }: Combination): FieldError[] {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern = "" } = schema;
  const nested = (of: Schema[], name: string) =>
    of.flatMap((part, index) => nestedErrors(part, `${path}.${name}[${index}]`));
  const errors = [
    ...(skipAnyOf ? [] : nested(anyOf, "anyOf")),
    ...allOf.flatMap((part, index) =>
      nestedErrors(part, `${path}.allOf[${index}]`, skipFirst && index === 0),
    ),
    ...nested(oneOf, "oneOf"),
    ...(not === undefined ? [] : nestedErrors(not, `${path}.not`)),
  ];
  const wrong = pattern === "" ? undefined : regularExpressionError(pattern);
  if (wrong === undefined) return errors;
  const detail = `must be a valid regular expression, but isn't: ${wrong}`;
  return [...errors, invalid(`${path}.pattern`, pattern, detail)];
}

/** What combinations may not say, and how messages put it. */
const FORBIDDEN: readonly (readonly [keyword: keyof Schema, detail: string])[] = [
  ["type", "must be empty to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["default", "must be undefined to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["nullable", "must be false to be structural"],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural"],
  ["x-kubernetes-embedded-resource", "must be false to be structural"],
  ["x-kubernetes-int-or-string", "must be false to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
  ["x-kubernetes-validations", "must be empty to be structural"],
];

function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== "" && value !== false && value !== null;
}

function nestedErrors(schema: Schema, path: string, skipAnyOf = false): FieldError[] {
  const { items, properties = {} } = schema;
  const errors = [
    ...valueErrors(schema, { skipAnyOf, skipFirst: false, path }),
    ...(items === undefined ? [] : nestedErrors(items, `${path}.items`)),
    ...Object.entries(properties).flatMap(([name, of]) => nestedErrors(of, propertyPath(path, name))),
    ...FORBIDDEN.filter(([keyword]) => isSet(schema[keyword])).map(([keyword, detail]) =>
      forbidden(`${path}.${keyword}`, detail),
    ),
  ];
  if (properties["metadata"] !== undefined)
    errors.push(forbidden(propertyPath(path, "metadata"), "must not be specified in a nested context"));
  return errors;
}

type Paths = readonly [structure: string, value: string];

/** Whatever a combination is about must be specified outside of it as well. */
function completenessErrors(value: Schema, schema: Schema, [at, path]: Paths): FieldError[] {
  const { not, allOf = [], anyOf = [], oneOf = [] } = value;
  const within = (parts: Schema[], name: string) =>
    parts.flatMap((part, index) => nestedCompleteness(part, schema, [at, `${path}.${name}[${index}]`]));
  return [
    ...(not === undefined ? [] : nestedCompleteness(not, schema, [at, `${path}.not`])),
    ...within(allOf, "allOf"),
    ...within(anyOf, "anyOf"),
    ...within(oneOf, "oneOf"),
  ];
}

function nestedCompleteness(value: Schema, schema: Schema | undefined, [at, path]: Paths): FieldError[] {
  if (schema === undefined) return [required(at, `because it is defined in ${path}`)];
  const { items, properties = {} } = value;
  return [
    ...completenessErrors(value, schema, [at, path]),
    ...(items === undefined ? [] : nestedCompleteness(items, schema.items, [`${at}.items`, `${path}.items`])),
    ...Object.entries(properties).flatMap(([name, of]) => {
      const inner: Paths = [propertyPath(at, name), propertyPath(path, name)];
      return nestedCompleteness(of, schema.properties?.[name], inner);
    }),
  ];
}
