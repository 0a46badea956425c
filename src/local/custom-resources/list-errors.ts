/** `x-kubernetes-list-type` and `x-kubernetes-list-map-keys` of schemas. */

import { forbidden, invalid, notSupported, required } from "../validation/field-errors.ts";
import type { FieldError } from "../validation/field-errors.ts";
import type { Schema } from "../validation/index.ts";

const LIST_TYPES = ["atomic", "set", "map"];

/** Finds what is wrong with how a schema says that its lists are merged. @param path of the schema */
export function listErrors(schema: Schema, path: string): FieldError[] {
  const type = schema["x-kubernetes-list-type"];
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const errors: FieldError[] = [];
  if (type !== undefined && schema.type !== "array") {
    const detail = "must be array if x-kubernetes-list-type is specified";
    const { type: found = "" } = schema;
    errors.push(found === "" ? required(`${path}.type`, detail) : invalid(`${path}.type`, found, detail));
  } else if (type === "set") errors.push(...setErrors(schema, path));
  const at = `${path}.x-kubernetes-list-type`;
  if (type !== undefined && !LIST_TYPES.includes(type)) errors.push(notSupported(at, type, LIST_TYPES));
  if (keys.length > 0 && type !== "map") {
    const detail = "must be map if x-kubernetes-list-map-keys is non-empty";
    errors.push(type === undefined ? required(at, detail) : invalid(at, type, detail));
  }
  if (type === "map") errors.push(...mapErrors(schema, keys, path));
  if ((type === "map" || type === "set") && schema.items?.nullable === true)
    errors.push(
      forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${type}`),
    );
  if (type === "map") errors.push(...keyErrors(schema, keys, path));
  return errors;
}

function setErrors({ items }: Schema, path: string): FieldError[] {
  const detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
  const listType = items?.["x-kubernetes-list-type"];
  if (items?.type === "array" && listType !== undefined && listType !== "atomic")
    return [invalid(`${path}.items.x-kubernetes-list-type`, listType, detail)];
  // The API server shows the list type here as well.
  if (items?.type === "object" && items["x-kubernetes-map-type"] !== "atomic")
    return [invalid(`${path}.items.x-kubernetes-map-type`, listType ?? null, detail)];
  return [];
}

function mapErrors({ items }: Schema, keys: readonly string[], path: string): FieldError[] {
  const at = `${path}.x-kubernetes-list-map-keys`;
  const errors: FieldError[] = [];
  if (keys.length === 0) errors.push(required(at, "must not be empty if x-kubernetes-list-type is map"));
  if (items === undefined) {
    errors.push(required(`${path}.items`, "must have a schema if x-kubernetes-list-type is map"));
    return errors;
  }
  if (items.type !== "object") {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(invalid(`${path}.items.type`, items.type ?? "", detail));
    return errors;
  }
  for (const [index, key] of keys.entries()) {
    const property = items.properties?.[key];
    if (property === undefined)
      errors.push(invalid(at, keys, "entries must all be names of item properties"));
    else if (property.type === "array" || property.type === "object") {
      const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
      errors.push(invalid(`${path}.items.properties[${key}].type`, items.type, detail));
    }
    if (keys.indexOf(key) < index) errors.push(invalid(at, keys, "must not contain duplicate entries"));
  }
  return errors;
}

/** Items without their keys could not be told apart. */
function keyErrors({ items }: Schema, keys: readonly string[], path: string): FieldError[] {
  return keys.flatMap((key) => {
    const property = items?.properties?.[key];
    if (property === undefined) return [];
    const at = `${path}.items.properties[${key}]`;
    const errors: FieldError[] = [];
    if (items?.required?.includes(key) !== true && property.default === undefined) {
      const detail =
        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property";
      errors.push(required(`${at}.default`, detail));
    }
    if (property.nullable === true) {
      const detail = "this property is in x-kubernetes-list-map-keys, so it cannot be nullable";
      errors.push(forbidden(`${at}.nullable`, detail));
    }
    return errors;
  });
}
