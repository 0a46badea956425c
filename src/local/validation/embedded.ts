/** Objects inside objects: `x-kubernetes-embedded-resource`. */

import { isJsonObject } from "../../model/json.ts";
import { childPath, invalid, keyPath, required } from "./field-errors.ts";
import type { FieldError } from "./field-errors.ts";
import { memoized } from "./schema.ts";
import type { Schema } from "./schema.ts";

/**
 * Finds what is wrong with the type and the name of embedded objects.
 * @param path of the value
 */
export function validateEmbedded(schema: Schema, value: unknown, path = ""): FieldError[] {
  return hasEmbedded(schema).any ? validate(schema, value, path) : [];
}

const hasEmbedded: (schema: Schema) => { any: boolean } = memoized<{ any: boolean }>((schema) => {
  const { additionalProperties, items, properties = {} } = schema;
  const inner = [...Object.values(properties), items, additionalProperties];
  const own = schema["x-kubernetes-embedded-resource"] === true;
  return { any: own || inner.some((of) => typeof of === "object" && hasEmbedded(of).any) };
});

function validate(schema: Schema, value: unknown, path: string): FieldError[] {
  const { properties = {}, additionalProperties: others, items } = schema;
  if (Array.isArray(value)) {
    return items === undefined
      ? []
      : value.flatMap((item, index) => validate(items, item, `${path}[${index}]`));
  }
  if (!isJsonObject(value)) return [];
  const own = schema["x-kubernetes-embedded-resource"] === true ? validateObject(value, path) : [];
  const fields = Object.entries(value).flatMap(([key, field]) => {
    const of = properties[key];
    if (of !== undefined) return validate(of, field, childPath(path, key));
    return typeof others === "object" ? validate(others, field, keyPath(path, key)) : [];
  });
  return [...own, ...fields];
}

const LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?";

function validateObject({ apiVersion, kind, metadata }: Record<string, unknown>, path: string): FieldError[] {
  const meta = childPath(path, "metadata");
  return [
    ...validateApiVersion(apiVersion, childPath(path, "apiVersion")),
    ...validateKind(kind, childPath(path, "kind")),
    ...(isJsonObject(metadata) ? validateName(metadata["name"], childPath(meta, "name")) : []),
  ];
}

function validateApiVersion(apiVersion: unknown, path: string): FieldError[] {
  if (apiVersion === undefined) return [required(path)];
  if (typeof apiVersion !== "string") return [invalid(path, apiVersion, "must be a string")];
  if (apiVersion === "") return [invalid(path, apiVersion, "must not be empty")];
  if (apiVersion.split("/").length <= 2) return [];
  return [invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
}

function validateKind(kind: unknown, path: string): FieldError[] {
  if (kind === undefined) return [required(path)];
  if (typeof kind !== "string") return [invalid(path, kind, "must be a string")];
  if (kind === "") return [invalid(path, kind, "must not be empty")];
  const wrong = [
    ...(kind.length > 63 ? ["must be no more than 63 bytes"] : []),
    ...(new RegExp(`^${LABEL}$`).test(kind.toLowerCase())
      ? []
      : [
          `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${LABEL}')`,
        ]),
  ];
  if (wrong.length === 0) return [];
  return [invalid(path, kind, `may have mixed case, but should otherwise match: ${wrong.join(",")}`)];
}

/** Names of embedded objects are not those of any kind that is known here: only what no path can hold is refused. */
function validateName(name: unknown, path: string): FieldError[] {
  if (typeof name !== "string") return [];
  if (name === "." || name === "..") return [invalid(path, name, `may not be '${name}'`)];
  return ["/", "%"]
    .filter((part) => name.includes(part))
    .map((part) => invalid(path, name, `may not contain '${part}'`));
}
