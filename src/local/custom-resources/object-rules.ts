/** What the API server does to objects of a custom kind on their way to the store. */

import { valueAt } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import { addMetadata } from "../kinds/metadata.ts";
import { dnsSubdomain } from "../kinds/names.ts";
import type { KindRules } from "../kinds/served-kind.ts";
import { forbidden } from "../status.ts";
import type { StatusCause } from "../status.ts";
import { printerColumns } from "../table/printer-columns.ts";
import type { AdditionalPrinterColumn } from "../table/printer-columns.ts";
import { invalid } from "../validation/field-errors.ts";
import {
  fillDefaults,
  validateEmbedded,
  validateListTypes,
  validateRules,
  validateStructure,
  validateStructureUpdate,
} from "../validation/index.ts";
import type { Schema } from "../validation/index.ts";
import { DEFINITIONS, specOf } from "./definition.ts";
import type { DefinitionVersion } from "./definition.ts";
import { isTerminating } from "./definition-rules.ts";

/** Errors that keep rules from being evaluated: the object is not what they expect. */
const BLOCKING: ReadonlySet<string | undefined> = new Set([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);

/** The rules of the objects of one version of a custom kind. */
export function objectRules(definition: LiveObject, version: DefinitionVersion): KindRules {
  const { group = "", names = {}, scope } = specOf(definition);
  const schema: Schema = version.schema?.openAPIV3Schema ?? {};
  const { scale, status } = version.subresources ?? {};
  const scaleOf = {
    specReplicas: scale?.specReplicasPath ?? "",
    statusReplicas: scale?.statusReplicasPath ?? "",
  };
  const selector = scale?.labelSelectorPath ?? "";
  const namespaced = scope === "Namespaced";
  return {
    generation: "all",
    defaults: (object) => {
      fillDefaults(schema, object);
    },
    prepare: (object, previous, { store }) => {
      if (previous !== undefined) return;
      if (isTerminating(store.get(DEFINITIONS, undefined, definition.metadata.name))) {
        const why = "create not allowed while custom resource definition is terminating";
        throw forbidden({ group, plural: names.plural ?? "", name: object.metadata.name }, why);
      }
    },
    validate: (object) => {
      const causes: StatusCause[] = [];
      addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced, strictFinalizers: false });
      causes.push(...validateStructure(schema, object), ...scaleErrors(object, version));
      return withRules(causes, schema, { object });
    },
    validateUpdate: (object, previous, { warn }) =>
      withRules(
        [...validateStructureUpdate(schema, object, { previous }), ...scaleErrors(object, version)],
        schema,
        { object, previous, warn },
      ),
    ...(status === undefined
      ? {}
      : {
          validateStatus: (object: Manifest, previous: LiveObject) =>
            withRules(statusErrors(version, object, previous), schema, { object, previous }),
        }),
    ...(scale === undefined ? {} : { scale: selector === "" ? scaleOf : { ...scaleOf, selector } }),
    table: printerColumns(version.additionalPrinterColumns as AdditionalPrinterColumn[] | undefined),
  };
}

type Warn = ((text: string) => void) | undefined;

/** Adds what needs the whole object: embedded objects, lists, and the rules, unless the object is wrong already. */
function withRules(
  found: readonly StatusCause[],
  schema: Schema,
  { object, previous, warn }: { object: Manifest; previous?: LiveObject; warn?: Warn },
): StatusCause[] {
  const causes = [...found, ...validateEmbedded(schema, object)];
  const duplicates = validateListTypes(schema, object);
  if (duplicates.length > 0 && (previous === undefined || validateListTypes(schema, previous).length === 0))
    causes.push(...duplicates);
  if (!hasRules(schema)) return causes;
  if (causes.some(({ reason }) => BLOCKING.has(reason))) {
    const why =
      "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";
    return [...causes, invalid("", null, why)];
  }
  return [...causes, ...validateRules(schema, object, { previous, warn })];
}

function hasRules(schema: Schema): boolean {
  const { additionalProperties: others, items, properties = {} } = schema;
  return (
    (schema["x-kubernetes-validations"] ?? []).length > 0 ||
    (items !== undefined && hasRules(items)) ||
    (typeof others === "object" && hasRules(others)) ||
    Object.values(properties).some(hasRules)
  );
}

function statusErrors(version: DefinitionVersion, object: Manifest, previous: LiveObject): StatusCause[] {
  const of = version.schema?.openAPIV3Schema?.properties?.["status"];
  const status = object["status"];
  const structure =
    of === undefined || status === undefined
      ? []
      : validateStructureUpdate(of, status, { previous: previous["status"], base: "status" });
  return [...structure, ...replicaErrors(object, version.subresources?.scale?.statusReplicasPath)];
}

/** Counts of replicas must be counts, whatever the schema says. */
function scaleErrors(object: Manifest, { subresources }: DefinitionVersion): StatusCause[] {
  const { specReplicasPath, statusReplicasPath } = subresources?.scale ?? {};
  return [...replicaErrors(object, specReplicasPath), ...replicaErrors(object, statusReplicasPath)];
}

const MAX_REPLICAS = 2 ** 31 - 1;

function replicaErrors(object: Manifest, path: string | undefined): StatusCause[] {
  const value = path === undefined ? undefined : valueAt(object, path.slice(1).split("."));
  if (path === undefined || value === undefined) return [];
  if (typeof value !== "number" || !Number.isInteger(value)) {
    const detail = `${path} accessor error: ${JSON.stringify(value)} is of the type ${goType(value)}, expected int64`;
    return [invalid(path, 0, detail)];
  }
  if (value < 0) return [invalid(path, value, "should be a non-negative integer")];
  return value > MAX_REPLICAS
    ? [invalid(path, value, `should be less than or equal to ${MAX_REPLICAS}`)]
    : [];
}

/** The Go type that JSON is read as. */
function goType(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (typeof value === "object") return "map[string]interface {}";
  return { string: "string", boolean: "bool", number: "float64" }[typeof value as "string"] ?? typeof value;
}
