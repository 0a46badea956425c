/** Messages that are written in JSON as something other than objects. Data. */

import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { ProtobufError } from "./reader.ts";

/** From the fields of the message to what JSON has; `undefined` where JSON has nothing. */
type Convert = (fields: JsonObject) => Json | undefined;

function numberOf(value: Json | undefined): number {
  return typeof value === "number" ? value : 0;
}

function time(digits: 0 | 6): Convert {
  return ({ seconds, nanos }) => {
    if (seconds === undefined && nanos === undefined) return undefined;
    const at = new Date(numberOf(seconds) * 1000);
    if (Number.isNaN(at.getTime())) throw new ProtobufError("a time is out of range");
    const whole = at.toISOString().slice(0, 19);
    const micros = String(Math.trunc(numberOf(nanos) / 1000)).padStart(6, "0");
    return digits === 0 ? `${whole}Z` : `${whole}.${micros}Z`;
  };
}

/** Bytes that are JSON themselves arrive as base64. */
function embedded(field: string): Convert {
  return (fields) => {
    const raw = fields[field];
    if (typeof raw !== "string" || raw === "") return undefined;
    try {
      return JSON.parse(Buffer.from(raw, "base64").toString()) as Json;
    } catch (error) {
      throw new ProtobufError(`embedded JSON cannot be read: ${String(error)}`);
    }
  };
}

/** `metav1.Duration` is written as Go writes durations; only whole and fractional seconds occur. */
const duration: Convert = ({ duration: nanoseconds }) => `${numberOf(nanoseconds) / 1e9}s`;

const listOf: Convert = ({ items }) => items ?? [];

const schemaOrBool: Convert = ({ schema, allows }) => schema ?? allows === true;

export const SPECIAL: Readonly<Record<string, Convert>> = {
  "meta.v1.Time": time(0),
  "meta.v1.Timestamp": time(0),
  "meta.v1.MicroTime": time(6),
  "meta.v1.Duration": duration,
  "meta.v1.FieldsV1": embedded("-"),
  "meta.v1.Verbs": listOf,
  "authentication.v1.ExtraValue": listOf,
  "authorization.v1.ExtraValue": listOf,
  "certificates.v1.ExtraValue": listOf,
  "pkg.runtime.RawExtension": embedded("-"),
  "apiextensions.v1.JSON": embedded("-"),
  "apiextensions.v1.JSONSchemaPropsOrBool": schemaOrBool,
  "apiextensions.v1.JSONSchemaPropsOrArray": ({ schema, jSONSchemas }) => schema ?? jSONSchemas,
  "apiextensions.v1.JSONSchemaPropsOrStringArray": ({ schema, property }) =>
    isJsonObject(schema) ? schema : property,
  "api.resource.Quantity": ({ string }) => string ?? "0",
  "util.intstr.IntOrString": ({ type, intVal, strVal }) =>
    numberOf(type) === 0 ? numberOf(intVal) : (strVal ?? ""),
};
