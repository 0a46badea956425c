/** What a CustomResourceDefinition must be like, in the words of the API server (apis/apiextensions/validation). */

import type { LiveObject, Manifest } from "../../model/object.ts";
import { dnsLabel1035, dnsSubdomain } from "../kinds/names.ts";
import { forbidden, invalid, notSupported, required } from "../validation/field-errors.ts";
import type { FieldError } from "../validation/field-errors.ts";
import type { Schema } from "../validation/index.ts";
import { APPROVAL, approvalOf } from "./approval.ts";
import { conversionErrors } from "./conversion-errors.ts";
import { defaultErrors } from "./default-values.ts";
import { hasCondition, internalSpec, specOf, statusOf } from "./definition.ts";
import type { DefinitionVersion, InternalSpec, Shared } from "./definition.ts";
import { shownSchema } from "./go-struct.ts";
import { nameListErrors } from "./name-errors.ts";
import { schemaErrors, usesUnsupported } from "./schema-errors.ts";
import { columnErrors, selectableFieldErrors, subresourceErrors } from "./serving-errors.ts";
import { structuralErrors } from "./structural.ts";
import { storedVersionErrors, versionListErrors } from "./version-errors.ts";

/** All that is wrong with a definition. */
export function definitionErrors(definition: Manifest): FieldError[] {
  const spec = internalSpec(specOf(definition));
  return [
    ...nameErrors(definition, spec),
    ...specErrors(spec),
    ...nameListErrors(statusOf(definition).acceptedNames ?? {}, "status.acceptedNames"),
    ...storedVersionErrors(definition, spec.versions),
    ...approvalErrors(definition, spec),
    ...preserveErrors(spec),
  ];
}

/** All that is wrong with a definition that takes the place of another. */
export function definitionUpdateErrors(definition: Manifest, previous: LiveObject): FieldError[] {
  const [spec, old] = [specOf(definition), specOf(previous)];
  const { names = {} } = spec;
  const { names: oldNames = {} } = old;
  const established = hasCondition(previous, "Established");
  const internal = internalSpec(spec);
  return [
    ...specErrors(internal),
    ...(established ? immutable(spec.scope, old.scope, "spec.scope") : []),
    ...(established ? immutable(names.kind, oldNames.kind, "spec.names.kind") : []),
    ...immutable(spec.group, old.group, "spec.group"),
    ...immutable(names.plural, oldNames.plural, "spec.names.plural"),
    ...nameListErrors(statusOf(definition).acceptedNames ?? {}, "status.acceptedNames"),
    ...storedVersionErrors(definition, internal.versions),
    ...(old.preserveUnknownFields === true ? [] : preserveErrors(internal)),
  ];
}

function immutable(value: unknown, before: unknown, field: string): FieldError[] {
  return value === before ? [] : [invalid(field, value ?? "", "field is immutable")];
}

function nameErrors({ metadata }: Manifest, { names = {}, group = "" }: InternalSpec): FieldError[] {
  const wrong = [...dnsSubdomain(metadata.name)];
  if (metadata.name !== `${names.plural ?? ""}.${group}`)
    wrong.push('must be spec.names.plural+"."+spec.group');
  return wrong.map((detail) => invalid("metadata.name", metadata.name, detail));
}

function specErrors(spec: InternalSpec): FieldError[] {
  const { shared, versions, names = {} } = spec;
  const status = (version: DefinitionVersion) =>
    (shared.subresources ?? version.subresources)?.status !== undefined;
  return [
    ...groupErrors(spec),
    ...missingSchemaErrors(spec),
    ...versions.flatMap((version, index) =>
      versionErrors(version, `spec.versions[${index}]`, status(version)),
    ),
    ...versionListErrors(spec),
    ...(["plural", "singular", "kind", "listKind"] as const)
      .filter((name) => (names[name] ?? "") === "")
      .map((name) => required(`spec.names.${name}`)),
    ...nameListErrors(names, "spec.names"),
    ...sharedErrors(shared, "spec", { schema: "validation", hasStatus: versions.some(status) }),
    ...conversionErrors(spec.conversion, "spec.conversion"),
  ];
}

function groupErrors({ group = "", scope = "" }: InternalSpec): FieldError[] {
  const errors: FieldError[] = [];
  const wrong = dnsSubdomain(group);
  if (group === "") errors.push(required("spec.group"));
  else if (wrong.length > 0) errors.push(invalid("spec.group", group, wrong.join(",")));
  else if (!group.includes("."))
    errors.push(invalid("spec.group", group, "should be a domain with at least one dot"));
  const scopes = ["Cluster", "Namespaced"];
  if (scope === "") errors.push(required("spec.scope"));
  else if (!scopes.includes(scope)) errors.push(notSupported("spec.scope", scope, scopes));
  return errors;
}

function missingSchemaErrors({ shared, versions }: InternalSpec): FieldError[] {
  if (shared.schema?.openAPIV3Schema !== undefined) return [];
  return versions.flatMap(({ schema }, index) =>
    schema?.openAPIV3Schema === undefined ? [required(`spec.versions[${index}].schema.openAPIV3Schema`)] : [],
  );
}

function versionErrors(version: DefinitionVersion, path: string, hasStatus: boolean): FieldError[] {
  const { name = "", deprecated = false, deprecationWarning } = version;
  const wrong = dnsLabel1035(name);
  const warning = deprecationWarningErrors(deprecated, deprecationWarning);
  return [
    ...(wrong.length === 0 ? [] : [invalid(`${path}.name`, name, wrong.join(","))]),
    ...warning.map((detail) => invalid(`${path}.deprecationWarning`, deprecationWarning, detail)),
    ...sharedErrors(version, path, { schema: "schema", hasStatus }),
  ];
}

function deprecationWarningErrors(deprecated: boolean, warning: string | undefined): string[] {
  if (warning === undefined) return [];
  if (!deprecated) return ["can only be set for deprecated versions"];
  if (warning === "") return ["must not be an empty string"];
  return warning.length > 256 ? ["must be <= 256 characters long"] : [];
}

interface SharedPlace {
  /** What the schema is called here. */
  schema: string;
  hasStatus: boolean;
}

/** What may stand in a version, or, where all versions have it, in `spec`. */
function sharedErrors(shared: Shared, path: string, place: SharedPlace): FieldError[] {
  const { schema, subresources, additionalPrinterColumns = [], selectableFields = [] } = shared;
  const root = schema?.openAPIV3Schema;
  const at = `${path}.${place.schema}.openAPIV3Schema`;
  return [
    ...(root === undefined ? [] : rootSchemaErrors(root, at, place.hasStatus)),
    ...subresourceErrors(subresources, `${path}.subresources`),
    ...additionalPrinterColumns.flatMap((column, index) =>
      columnErrors(column, `${path}.additionalPrinterColumns[${index}]`),
    ),
    ...selectableFieldErrors(selectableFields, root, `${path}.selectableFields`),
  ];
}

/** What the root may say when the status has a subresource: its schema must mean the same when it is taken out. */
const ROOT_KEYWORDS: Readonly<Record<string, string>> = {
  description: "Description",
  type: "Type",
  format: "Format",
  title: "Title",
  maximum: "Maximum",
  exclusiveMaximum: "ExclusiveMaximum",
  minimum: "Minimum",
  exclusiveMinimum: "ExclusiveMinimum",
  maxLength: "MaxLength",
  minLength: "MinLength",
  pattern: "Pattern",
  maxItems: "MaxItems",
  minItems: "MinItems",
  uniqueItems: "UniqueItems",
  multipleOf: "MultipleOf",
  required: "Required",
  items: "Items",
  properties: "Properties",
  externalDocs: "ExternalDocs",
  example: "Example",
  "x-kubernetes-preserve-unknown-fields": "XPreserveUnknownFields",
  "x-kubernetes-validations": "XValidations",
};

function statusErrors(root: Schema, path: string): FieldError[] {
  const { type = "" } = root;
  const errors: FieldError[] = [];
  if (type !== "object" && type !== "") {
    const detail = `only "object" is allowed as the type at the root of the schema if the status subresource is enabled`;
    errors.push(invalid(`${path}.type`, type, detail));
  } else if (Object.keys(root).some((keyword) => !Object.hasOwn(ROOT_KEYWORDS, keyword))) {
    const allowed = Object.values(ROOT_KEYWORDS).join(" ");
    const detail = `only [${allowed}] fields are allowed at the root of the schema if the status subresource is enabled`;
    errors.push(invalid(path, shownSchema(root), detail));
  }
  return errors;
}

function rootSchemaErrors(root: Schema, path: string, hasStatus: boolean): FieldError[] {
  const errors = hasStatus ? statusErrors(root, path) : [];
  if (root.nullable === true)
    errors.push(forbidden(`${path}.nullable`, "nullable cannot be true at the root"));
  const convertible = !usesUnsupported(root);
  const structure = convertible ? structuralErrors(root, path) : [];
  const defaults = convertible && structure.length === 0 ? defaultErrors(root, path) : [];
  const rules = convertible && structure.length + defaults.length === 0;
  const found = schemaErrors(root, { path, isRoot: true, insideMeta: false, rules });
  return [...errors, ...structure, ...defaults, ...found.schema, ...found.rules];
}

/** Groups of the Kubernetes project need an approval. */
function approvalErrors({ metadata }: Manifest, { group = "" }: InternalSpec): FieldError[] {
  const approval = approvalOf(group, metadata.annotations);
  const path = `metadata.annotations[${APPROVAL}]`;
  if (approval?.state === "missing") return [required(path, approval.reason)];
  return approval?.state === "invalid"
    ? [invalid(path, metadata.annotations?.[APPROVAL], approval.reason)]
    : [];
}

function preserveErrors({ preserveUnknownFields }: InternalSpec): FieldError[] {
  if (preserveUnknownFields !== true) return [];
  const detail =
    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
  return [invalid("spec.preserveUnknownFields", true, detail)];
}
