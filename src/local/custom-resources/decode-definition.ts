/**
 * Reading CustomResourceDefinitions as Go does: schemas inside them are recursive, unknown fields are dropped and told, what is
 * empty is left out of what is written back, and what is of a wrong type is refused.
 */

import { isJsonObject } from "../../model/json.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import type { Decoded } from "../kinds/served-kind.ts";
import { SCHEMA, SPEC, STATUS } from "./definition-fields.ts";
import type { Reader, Struct } from "./definition-fields.ts";
import { decodeMetadata, unmarshalError } from "./metadata.ts";

/** Where a value stands. */
interface Place {
  /** With indexes and keys. */
  path: string;
  /** Of names of fields alone: what Go calls it. */
  fields: string;
  /** The struct that it is a field of. */
  owner: string;
  /** Takes unknown fields; absent where Go does not tell of them. */
  unknown: string[] | undefined;
  /** Takes what cannot be read; the first one is told. */
  errors: string[];
}

/** Reads a definition that a client sent. @param sent is not changed */
export function decodeDefinition(sent: JsonObject): Decoded {
  const { spec, status, apiVersion, kind, metadata, ...others } = sent;
  const meta = decodeMetadata(metadata, "metadata");
  const unknown = [...meta.unknown, ...Object.keys(others)];
  const errors = meta.error === undefined ? [] : [meta.error];
  const object: JsonObject = { apiVersion, kind, metadata: meta.metadata };
  const at = (name: string): Place => ({
    path: name,
    fields: name,
    owner: "CustomResourceDefinition",
    unknown,
    errors,
  });
  if (spec !== undefined && spec !== null) object["spec"] = readStruct(spec, SPEC, at("spec"));
  if (status !== undefined && status !== null) object["status"] = readStruct(status, STATUS, at("status"));
  const [error] = errors;
  return { object, unknown: unknown.sort(), ...(error === undefined ? {} : { error }) };
}

function readStruct(value: Json, struct: Struct, place: Place): Json {
  if (!isJsonObject(value)) return refused(value, `v1.${struct.name}`, place);
  const read: JsonObject = {};
  for (const [name, given] of Object.entries(value)) {
    const path = `${place.path}.${name}`;
    const reader = Object.hasOwn(struct.fields, name) ? struct.fields[name] : undefined;
    if (reader === undefined) place.unknown?.push(path);
    else if (given !== null && given !== undefined && !isLeftOut(reader, given)) {
      const at = { ...place, path, fields: `${place.fields}.${name}`, owner: struct.name };
      read[name] = readValue(given, reader, at);
    }
  }
  return read;
}

function refused(value: Json, type: string, { fields, owner, errors }: Place): Json {
  errors.push(unmarshalError(value, `struct field ${owner}.${fields}`, type));
  return value;
}

/** Readers of what is left out when it is empty. */
const OMITTED: ReadonlySet<Reader> = new Set([
  "text",
  "flag",
  "small",
  "count",
  "texts",
  "values",
  "schemas",
  "properties",
]);

function isLeftOut(reader: Reader, value: Json): boolean {
  if (typeof reader === "object" ? !("listOf" in reader) : !OMITTED.has(reader)) return false;
  if (Array.isArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  return value === "" || value === false || value === 0;
}

/** Types of scalars: what Go calls them, and what they are in JSON. */
const SCALARS: Readonly<Record<string, readonly [go: string, json: string]>> = {
  text: ["string", "string"],
  "text*": ["string", "string"],
  flag: ["bool", "boolean"],
  "flag*": ["bool", "boolean"],
  small: ["int32", "number"],
  count: ["int64", "number"],
  "count*": ["int64", "number"],
  "number*": ["float64", "number"],
};

const SCHEMA_TYPE = `v1.${SCHEMA.name}`;

function readValue(value: Json, reader: Reader, place: Place): Json {
  if (typeof reader === "object") {
    if ("of" in reader) return readStruct(value, reader.of, place);
    const { listOf, type = `[]v1.${listOf.name}` } = reader;
    return readList(value, { ...place, type }, (item, at) => readStruct(item, listOf, at));
  }
  const scalar = SCALARS[reader];
  if (scalar !== undefined) return typeof value === scalar[1] ? value : refused(value, scalar[0], place);
  // Those that may be of two types have a decoder of their own, which tells nobody of unknown fields.
  const silent: Place = { ...place, unknown: undefined };
  if (reader === "schema") return readSchema(value, place);
  if (reader === "schemas") return readList(value, { ...place, type: `[]${SCHEMA_TYPE}` }, readSchema);
  if (reader === "properties") return readProperties(value, place);
  if (reader === "schemaOrBool") return typeof value === "boolean" ? value : readSchema(value, silent);
  if (reader === "schemaOrList")
    return Array.isArray(value)
      ? readList(value, { ...silent, type: "" }, readSchema)
      : readSchema(value, silent);
  if (reader === "texts") return readList(value, { ...place, type: "[]string" }, readText);
  return reader === "values" && !Array.isArray(value) ? refused(value, "[]v1.JSON", place) : value;
}

function readSchema(value: Json, place: Place): Json {
  return readStruct(value, SCHEMA, place);
}

function readText(value: Json, place: Place): Json {
  return typeof value === "string" ? value : refused(value, "string", place);
}

function readList(
  value: Json,
  { type, ...place }: Place & { type: string },
  read: (item: Json, place: Place) => Json,
): Json {
  if (!Array.isArray(value)) return refused(value, type, place);
  return value.map((item, index) => read(item, { ...place, path: `${place.path}[${index}]` }));
}

function readProperties(value: Json, place: Place): Json {
  if (!isJsonObject(value)) return refused(value, `map[string]${SCHEMA_TYPE}`, place);
  const entries = Object.entries(value).map(([name, of]): [string, Json] => {
    const at = { ...place, path: `${place.path}.${name}` };
    return [name, readSchema(of ?? {}, at)];
  });
  return Object.fromEntries(entries);
}
