/** The Go structs of CustomResourceDefinitions: which fields there are, of which type, and which are left out when they are empty. Data. */

/**
 * How a field is read. `text`, `flag`, `small` (int32), `count` (int64), lists and maps are left out when they are empty; those with
 * a star never are. `json` is anything, `any` is not looked at.
 */
export type Reader =
  | "text"
  | "flag"
  | "small"
  | "count"
  | "text*"
  | "flag*"
  | "count*"
  | "number*"
  | "json"
  | "any"
  | "texts"
  | "values"
  | "schema"
  | "schemas"
  | "properties"
  | "schemaOrBool"
  | "schemaOrList"
  | { of: Struct }
  | {
      listOf: Struct;
      /** What Go calls the list. @default `[]v1.` and the name of the struct */ type?: string;
    };

/** A struct of `apiextensions/v1`. */
export interface Struct {
  name: string;
  fields: Readonly<Record<string, Reader>>;
}

const RULE: Struct = {
  name: "ValidationRule",
  fields: {
    rule: "text*",
    message: "text",
    messageExpression: "text",
    reason: "text*",
    fieldPath: "text",
    optionalOldSelf: "flag*",
  },
};

const DOCS: Struct = { name: "ExternalDocumentation", fields: { description: "text", url: "text" } };

export const SCHEMA: Struct = {
  name: "JSONSchemaProps",
  fields: {
    id: "text",
    $schema: "text",
    $ref: "text*",
    description: "text",
    type: "text",
    format: "text",
    title: "text",
    default: "json",
    maximum: "number*",
    exclusiveMaximum: "flag",
    minimum: "number*",
    exclusiveMinimum: "flag",
    maxLength: "count*",
    minLength: "count*",
    pattern: "text",
    maxItems: "count*",
    minItems: "count*",
    uniqueItems: "flag",
    multipleOf: "number*",
    enum: "values",
    maxProperties: "count*",
    minProperties: "count*",
    required: "texts",
    items: "schemaOrList",
    allOf: "schemas",
    oneOf: "schemas",
    anyOf: "schemas",
    not: "schema",
    properties: "properties",
    additionalProperties: "schemaOrBool",
    patternProperties: "properties",
    dependencies: "any",
    additionalItems: "schemaOrBool",
    definitions: "properties",
    externalDocs: { of: DOCS },
    example: "json",
    nullable: "flag",
    "x-kubernetes-preserve-unknown-fields": "flag*",
    "x-kubernetes-embedded-resource": "flag",
    "x-kubernetes-int-or-string": "flag",
    "x-kubernetes-list-map-keys": "texts",
    "x-kubernetes-list-type": "text*",
    "x-kubernetes-map-type": "text*",
    "x-kubernetes-validations": { listOf: RULE, type: "v1.ValidationRules" },
  },
};

const NAMES: Struct = {
  name: "CustomResourceDefinitionNames",
  fields: {
    plural: "text*",
    singular: "text",
    shortNames: "texts",
    kind: "text*",
    listKind: "text",
    categories: "texts",
  },
};

const COLUMN: Struct = {
  name: "CustomResourceColumnDefinition",
  fields: {
    name: "text*",
    type: "text*",
    format: "text",
    description: "text",
    priority: "small",
    jsonPath: "text*",
  },
};

const SCALE: Struct = {
  name: "CustomResourceSubresourceScale",
  fields: { specReplicasPath: "text*", statusReplicasPath: "text*", labelSelectorPath: "text*" },
};

const SUBRESOURCES: Struct = {
  name: "CustomResourceSubresources",
  fields: { status: { of: { name: "CustomResourceSubresourceStatus", fields: {} } }, scale: { of: SCALE } },
};

const VERSION: Struct = {
  name: "CustomResourceDefinitionVersion",
  fields: {
    name: "text*",
    served: "flag*",
    storage: "flag*",
    deprecated: "flag",
    deprecationWarning: "text*",
    schema: { of: { name: "CustomResourceValidation", fields: { openAPIV3Schema: "schema" } } },
    subresources: { of: SUBRESOURCES },
    additionalPrinterColumns: { listOf: COLUMN },
    selectableFields: { listOf: { name: "SelectableField", fields: { jsonPath: "text*" } } },
  },
};

const SERVICE: Struct = {
  name: "ServiceReference",
  fields: { namespace: "text*", name: "text*", path: "text*", port: "any" },
};

const CLIENT: Struct = {
  name: "WebhookClientConfig",
  fields: { url: "text*", service: { of: SERVICE }, caBundle: "any" },
};

const WEBHOOK: Struct = {
  name: "WebhookConversion",
  fields: { clientConfig: { of: CLIENT }, conversionReviewVersions: "texts" },
};

const CONVERSION: Struct = {
  name: "CustomResourceConversion",
  fields: { strategy: "text*", webhook: { of: WEBHOOK } },
};

export const SPEC: Struct = {
  name: "CustomResourceDefinitionSpec",
  fields: {
    group: "text*",
    names: { of: NAMES },
    scope: "text*",
    versions: { listOf: VERSION },
    conversion: { of: CONVERSION },
    preserveUnknownFields: "flag",
  },
};

const CONDITION: Struct = {
  name: "CustomResourceDefinitionCondition",
  fields: {
    type: "text*",
    status: "text*",
    lastTransitionTime: "any",
    reason: "text",
    message: "text",
    observedGeneration: "count",
  },
};

export const STATUS: Struct = {
  name: "CustomResourceDefinitionStatus",
  fields: {
    conditions: { listOf: CONDITION },
    acceptedNames: { of: NAMES },
    storedVersions: "texts",
    observedGeneration: "count",
  },
};
