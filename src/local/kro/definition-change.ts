/** Whether kro writes a definition that is there already (pkg/graph/crd/compat). Pure. */

import { breakingChanges } from "../../graph/breaking.ts";
import { isJsonObject, type JsonObject, sameJson, textAt, valueAt } from "../../model/json.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import { isOwned, labelOf, LABELS } from "./names.ts";

/** What becomes of a definition. */
export type DefinitionChange = "none" | "update" | { refusal: string };

/**
 * Compares a definition with the one that is there.
 * @param allowBreaking whether the graph says that it may break instances
 */
export function definitionChange(
  live: LiveObject,
  wanted: Manifest,
  allowBreaking: boolean,
): DefinitionChange {
  const owner = ownershipProblem(live, wanted);
  if (owner !== undefined) return { refusal: owner };
  const [before, after] = [versionOf(live), versionOf(wanted)];
  if (before === undefined || after === undefined)
    return { refusal: "failed to check schema compatibility: expected exactly one version in each CRD" };
  const changes = breakingIn(before, after);
  if (changes.length === 0 && sameToKro(before, after) && sameNames(live, wanted)) return "none";
  if (changes.length === 0 || allowBreaking) return "update";
  const shown = changes.slice(0, SHOWN);
  if (changes.length > SHOWN) shown.push(`and ${changes.length - SHOWN} more changes`);
  const { name } = wanted.metadata;
  return { refusal: `cannot update CRD ${name}: breaking changes detected: ${shown.join("; ")}` };
}

const SHOWN = 3;

function ownershipProblem(live: LiveObject, { metadata: { name, labels } }: Manifest): string | undefined {
  if (!isOwned(live)) return `failed to update CRD ${name}: CRD already exists and is not owned by KRO`;
  const owner = labelOf(live, LABELS.graphName);
  if (owner === labels?.[LABELS.graphName]) return undefined;
  return `failed to update CRD ${name}: CRD is owned by another ResourceGraphDefinition ${owner ?? ""}`;
}

interface Version {
  name: string;
  schema: StructuralSchema;
  columns: unknown[];
}

function versionOf(definition: Manifest): Version | undefined {
  const versions = valueAt(definition, ["spec", "versions"]);
  if (!Array.isArray(versions) || versions.length !== 1) return undefined;
  const version = versions[0] as JsonObject;
  const columns = version["additionalPrinterColumns"];
  return {
    name: textAt(version, ["name"], ""),
    schema: valueAt(version, ["schema", "openAPIV3Schema"]) as StructuralSchema,
    columns: Array.isArray(columns)
      ? columns.map((column) => ({ priority: 0, ...(column as JsonObject) }))
      : [],
  };
}

function breakingIn(before: Version, after: Version): string[] {
  if (before.name !== after.name) return [`Type changed from ${before.name} to ${after.name}`];
  return breakingChanges(before.schema, after.schema).map(({ change }) => change);
}

function sameToKro(before: Version, after: Version): boolean {
  return sameJson(before.columns, after.columns) && sameJson(seen(before.schema), seen(after.schema));
}

function sameNames(live: Manifest, wanted: Manifest): boolean {
  const [before, after] = [live, wanted].map((definition) => {
    const names = valueAt(definition, ["spec", "names"]);
    return { shortNames: [], categories: [], ...(isJsonObject(names) ? names : {}) };
  });
  return sameJson(before, after);
}

/** Keywords that kro compares; it takes no notice of others. */
const SEEN = [
  "description",
  "default",
  "type",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
] as const satisfies (keyof StructuralSchema)[];

function seen(schema: StructuralSchema): JsonObject {
  const { properties = {}, required = [], items } = schema;
  const kept: JsonObject = Object.fromEntries(SEEN.map((keyword) => [keyword, schema[keyword]]));
  return {
    ...kept,
    properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, seen(inner)])),
    required: required.toSorted(),
    enum: schema.enum?.map((value) => JSON.stringify(value)).sort() ?? [],
    ...(schema.type === "array" && items !== undefined && { items: seen(items) }),
  };
}
