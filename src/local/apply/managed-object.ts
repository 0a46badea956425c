/** Objects with and without their managedFields. Copies are shallow. */

import { type Json, type JsonObject, isJsonObject } from "../../model/json.ts";

/** An object's metadata; empty where it has none. */
export function metadataOf(object: JsonObject | undefined): JsonObject {
  const metadata = object?.["metadata"];
  return isJsonObject(metadata) ? metadata : {};
}

/** The object without managedFields; itself where it has none. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  const metadata = metadataOf(object);
  if (!("managedFields" in metadata)) return object;
  const { managedFields: _managedFields, ...rest } = metadata;
  return { ...object, metadata: rest };
}

/** The object with these managedFields; itself where it has them, entry by entry. */
export function withManagedFields(object: JsonObject, entries: JsonObject[] | undefined): JsonObject {
  if (entries === undefined) return withoutManagedFields(object);
  const metadata = metadataOf(object);
  const known = metadata["managedFields"];
  if (
    Array.isArray(known) &&
    known.length === entries.length &&
    known.every((entry, index) => entry === entries[index])
  )
    return object;
  return { ...object, metadata: { ...metadata, managedFields: entries } };
}

/** How the server names an object in its messages about types: `shop/web; apps/v1, Kind=Deployment`. */
export function objectText(object: JsonObject): string {
  const { name, namespace } = metadataOf(object);
  const version = text(object["apiVersion"]);
  // The core group has no name, but a slash.
  const group = version.includes("/") ? "" : "/";
  return `${text(namespace)}/${text(name)}; ${group}${version}, Kind=${text(object["kind"])}`;
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
