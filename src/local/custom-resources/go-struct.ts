/** Schemas and versions as messages show them: Go structs with all of their fields, in Go's order. */

import { isJsonObject } from "../../model/json.ts";
import type { Json } from "../../model/json.ts";
import { Printed } from "../validation/field-errors.ts";
import type { Schema, ValidationRule } from "../validation/index.ts";
import { goJson } from "../validation/go-text.ts";
import type { DefinitionVersion } from "./definition.ts";

/** How a field is written: its value, or something of its own. */
type Writer = (value: never) => string;

/** A field of a struct: its name in JSON, what stands there when it is empty, and how it is written. */
type Row = readonly [name: string, field: string, empty: string, write?: Writer];

function struct(value: object | undefined, rows: readonly Row[]): string {
  if (value === undefined) return "null";
  const parts = rows.map(([name, field, empty, write = goJson]) => {
    const found = (value as Record<string, never>)[field];
    return `"${name}":${found === undefined ? empty : write(found)}`;
  });
  return `{${parts.join(",")}}`;
}

function list(write: Writer): Writer {
  return (items: readonly never[]) => `[${items.map(write).join(",")}]`;
}

const PROPERTIES: Writer = (properties: Record<string, Schema>) => {
  const names = Object.keys(properties).sort();
  return `{${names.map((name) => `${goJson(name)}:${schemaText(properties[name] ?? {})}`).join(",")}}`;
};

const SCHEMA_OR_BOOL: Writer = (value: boolean | Schema) =>
  `{"Allows":${value !== false},"Schema":${typeof value === "object" ? schemaText(value) : "null"}}`;

const SCHEMA_OR_LIST: Writer = (value: Schema) =>
  Array.isArray(value)
    ? `{"Schema":null,"JSONSchemas":[${value.map(schemaText).join(",")}]}`
    : `{"Schema":${schemaText(value)},"JSONSchemas":null}`;

const RULE: readonly Row[] = [
  ["Rule", "rule", '""'],
  ["Message", "message", '""'],
  ["MessageExpression", "messageExpression", '""'],
  ["Reason", "reason", "null"],
  ["FieldPath", "fieldPath", '""'],
  ["OptionalOldSelf", "optionalOldSelf", "null"],
];

const DOCS: readonly Row[] = [
  ["Description", "description", '""'],
  ["URL", "url", '""'],
];

const SCHEMA: readonly Row[] = [
  ["ID", "id", '""'],
  ["Schema", "$schema", '""'],
  ["Ref", "$ref", "null"],
  ["Description", "description", '""'],
  ["Type", "type", '""'],
  ["Nullable", "nullable", "false"],
  ["Format", "format", '""'],
  ["Title", "title", '""'],
  ["Default", "default", "null"],
  ["Maximum", "maximum", "null"],
  ["ExclusiveMaximum", "exclusiveMaximum", "false"],
  ["Minimum", "minimum", "null"],
  ["ExclusiveMinimum", "exclusiveMinimum", "false"],
  ["MaxLength", "maxLength", "null"],
  ["MinLength", "minLength", "null"],
  ["Pattern", "pattern", '""'],
  ["MaxItems", "maxItems", "null"],
  ["MinItems", "minItems", "null"],
  ["UniqueItems", "uniqueItems", "false"],
  ["MultipleOf", "multipleOf", "null"],
  ["Enum", "enum", "null"],
  ["MaxProperties", "maxProperties", "null"],
  ["MinProperties", "minProperties", "null"],
  ["Required", "required", "null"],
  ["Items", "items", "null", SCHEMA_OR_LIST],
  ["AllOf", "allOf", "null", list(schemaText)],
  ["OneOf", "oneOf", "null", list(schemaText)],
  ["AnyOf", "anyOf", "null", list(schemaText)],
  ["Not", "not", "null", schemaText],
  ["Properties", "properties", "null", PROPERTIES],
  ["AdditionalProperties", "additionalProperties", "null", SCHEMA_OR_BOOL],
  ["PatternProperties", "patternProperties", "null", PROPERTIES],
  ["Dependencies", "dependencies", "null"],
  ["AdditionalItems", "additionalItems", "null", SCHEMA_OR_BOOL],
  ["Definitions", "definitions", "null", PROPERTIES],
  ["ExternalDocs", "externalDocs", "null", (docs: object) => struct(docs, DOCS)],
  ["Example", "example", "null"],
  ["XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", "null"],
  ["XEmbeddedResource", "x-kubernetes-embedded-resource", "false"],
  ["XIntOrString", "x-kubernetes-int-or-string", "false"],
  ["XListMapKeys", "x-kubernetes-list-map-keys", "null"],
  ["XListType", "x-kubernetes-list-type", "null"],
  ["XMapType", "x-kubernetes-map-type", "null"],
  ["XValidations", "x-kubernetes-validations", "null", list((rule: ValidationRule) => struct(rule, RULE))],
];

function schemaText(schema: Schema): string {
  return struct(schema, SCHEMA);
}

const SUBRESOURCES: readonly Row[] = [
  ["Status", "status", "null"],
  [
    "Scale",
    "scale",
    "null",
    (scale: object) =>
      struct(scale, [
        ["SpecReplicasPath", "specReplicasPath", '""'],
        ["StatusReplicasPath", "statusReplicasPath", '""'],
        ["LabelSelectorPath", "labelSelectorPath", "null"],
      ]),
  ],
];

const COLUMN: readonly Row[] = [
  ["Name", "name", '""'],
  ["Type", "type", '""'],
  ["Format", "format", '""'],
  ["Description", "description", '""'],
  ["Priority", "priority", "0"],
  ["JSONPath", "jsonPath", '""'],
];

const VERSION: readonly Row[] = [
  ["Name", "name", '""'],
  ["Served", "served", "false"],
  ["Storage", "storage", "false"],
  ["Deprecated", "deprecated", "false"],
  ["DeprecationWarning", "deprecationWarning", "null"],
  [
    "Schema",
    "schema",
    "null",
    (value: Json) =>
      `{"OpenAPIV3Schema":${isJsonObject(value) && isJsonObject(value["openAPIV3Schema"]) ? schemaText(value["openAPIV3Schema"]) : "null"}}`,
  ],
  ["Subresources", "subresources", "null", (value: object) => struct(value, SUBRESOURCES)],
  [
    "AdditionalPrinterColumns",
    "additionalPrinterColumns",
    "null",
    list((column: object) => struct(column, COLUMN)),
  ],
  [
    "SelectableFields",
    "selectableFields",
    "null",
    list((field: object) => struct(field, [["JSONPath", "jsonPath", '""']])),
  ],
];

/** A schema as a value in a message. */
export function shownSchema(schema: Schema): Printed {
  return new Printed(schemaText(schema));
}

/** Versions as a value in a message. */
export function shownVersions(versions: readonly DefinitionVersion[]): Printed {
  return new Printed(`[${versions.map((version) => struct(version, VERSION)).join(",")}]`);
}

/** A rule as a value in a message. */
export function shownRule(rule: ValidationRule): Printed {
  return new Printed(struct(rule, RULE));
}
