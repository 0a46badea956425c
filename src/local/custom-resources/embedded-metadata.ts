/** Type and metadata of objects inside of objects, which must be such that they can be read. */

import { isJsonObject } from "../../model/json.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import { childPath, invalid, keyPath } from "../validation/field-errors.ts";
import type { Schema } from "../validation/index.ts";
import { decodeMetadata } from "./metadata.ts";

/**
 * Reads the metadata of embedded objects, and writes it back as it is read.
 * @param schema of the whole object, whose own metadata is read elsewhere
 * @param object is changed
 * @returns why one of them cannot be read
 */
export function embeddedError(schema: Schema, object: JsonObject): string | undefined {
  return inFields({ ...schema, "x-kubernetes-embedded-resource": false }, object, "");
}

function errorIn(schema: Schema, value: Json | undefined, path: string): string | undefined {
  if (isJsonObject(value)) return inFields(schema, value, path);
  const { items } = schema;
  if (!Array.isArray(value) || items === undefined) return undefined;
  for (const [index, item] of value.entries()) {
    const error = errorIn(items, item, `${path}[${index}]`);
    if (error !== undefined) return error;
  }
  return undefined;
}

function inFields(schema: Schema, value: JsonObject, path: string): string | undefined {
  const { properties = {}, additionalProperties: others } = schema;
  const own = schema["x-kubernetes-embedded-resource"] === true ? ownError(value, path) : undefined;
  if (own !== undefined) return own;
  for (const [name, field] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const error =
      property !== undefined
        ? errorIn(property, field, childPath(path, name))
        : typeof others === "object"
          ? errorIn(others, field, keyPath(path, name))
          : undefined;
    if (error !== undefined) return error;
  }
  return undefined;
}

function ownError(value: JsonObject, path: string): string | undefined {
  for (const name of ["apiVersion", "kind"]) {
    const text = value[name];
    if (text !== undefined && typeof text !== "string") {
      const { field, message } = invalid(childPath(path, name), text, "must be a string");
      return `${field}: ${message}`;
    }
  }
  const { metadata } = value;
  if (metadata === undefined) return undefined;
  const read = decodeMetadata(metadata);
  value["metadata"] = read.metadata;
  if (read.error === undefined) return undefined;
  const { field, message } = invalid(childPath(path, "metadata"), metadata, read.error);
  return `${field}: ${message}`;
}
