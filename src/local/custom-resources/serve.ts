/** From a CustomResourceDefinition to the kinds that it serves, one for each version. */

import type { JsonObject } from "../../model/json.ts";
import { apiVersionOf } from "../../model/kind.ts";
import type { LiveObject } from "../../model/object.ts";
import type { StructuralSchema } from "../../model/schema.ts";
import type { Decoded, ServedKind, Subresource } from "../kinds/served-kind.ts";
import { dropNulls, OBJECT_META, pruneUnknown } from "../validation/index.ts";
import type { Schema } from "../validation/index.ts";
import { specOf, statusOf } from "./definition.ts";
import type { DefinitionVersion } from "./definition.ts";
import { embeddedError } from "./embedded-metadata.ts";
import { decodeMetadata } from "./metadata.ts";
import { objectRules } from "./object-rules.ts";

const STRING: StructuralSchema = { type: "string" };

const EMPTY: ReadonlySet<Subresource> = new Set();

/**
 * The kinds of a definition.
 * @returns none while its names are not accepted
 */
export function servedKinds(definition: LiveObject): ServedKind[] {
  const { group = "", scope, versions = [] } = specOf(definition);
  const { acceptedNames: names = {} } = statusOf(definition);
  const { plural = "", kind = "" } = names;
  const storage = versions.find((version) => version.storage === true);
  if (plural === "" || kind === "" || storage?.name === undefined) return [];
  const storageVersion = storage.name;
  return versions
    .filter((version) => version.served === true)
    .map((version) => {
      const { name = "", subresources } = version;
      const schema = version.schema?.openAPIV3Schema ?? {};
      const own: Schema = { ...schema, "x-kubernetes-embedded-resource": true };
      const served: ServedKind = {
        group,
        version: name,
        kind,
        plural,
        namespaced: scope === "Namespaced",
        resource: `${group}/${plural}`,
        singular: names.singular ?? "",
        shortNames: names.shortNames ?? [],
        categories: names.categories ?? [],
        storageVersion,
        schema: published(schema),
        subresources: subresources === undefined ? EMPTY : subresourcesOf(version),
        rules: objectRules(definition, version),
        decode: (sent, how) => decode(sent, own, { served, merged: how?.merged === true }),
      };
      if (name !== storageVersion) served.conversion = conversion(own, storage);
      return served;
    });
}

function subresourcesOf({ subresources }: DefinitionVersion): ReadonlySet<Subresource> {
  const names: Subresource[] = [];
  if (subresources?.status !== undefined) names.push("status");
  if (subresources?.scale !== undefined) names.push("scale");
  return new Set(names);
}

/** The schema with what every object has. */
function published(schema: Schema): StructuralSchema {
  return {
    type: "object",
    ...(schema as StructuralSchema),
    properties: {
      ...(schema as StructuralSchema).properties,
      apiVersion: STRING,
      kind: STRING,
      metadata: OBJECT_META,
    },
  };
}

function decode(
  sent: JsonObject,
  own: Schema,
  { served, merged }: { served: ServedKind; merged: boolean },
): Decoded {
  const { metadata, unknown: inMetadata, error } = decodeMetadata(sent["metadata"]);
  const { value, unknown } = pruneUnknown(own, { ...sent, metadata });
  const object: JsonObject = structuredClone(value);
  if (!merged) dropNulls(own, object);
  object["apiVersion"] = apiVersionOf(served);
  object["kind"] = served.kind;
  const wrong = error ?? embeddedError(own, object);
  return {
    object,
    unknown: [...inMetadata, ...unknown].sort(),
    ...(wrong === undefined ? {} : { error: wrong }),
  };
}

/** Versions differ by name only; what the other one does not know is dropped on the way. */
function conversion(own: Schema, storage: DefinitionVersion): NonNullable<ServedKind["conversion"]> {
  const kept: Schema = { ...storage.schema?.openAPIV3Schema, "x-kubernetes-embedded-resource": true };
  return {
    toStorage: (object) => pruneUnknown(kept, object).value,
    fromStorage: (object) => pruneUnknown(own, object).value,
  };
}
