/** Base64 and JSON. @see https://pkg.go.dev/github.com/google/cel-go/ext#Encoders */

import type { Json } from "../../model/json.ts";
import { EvaluationFailure } from "../error.ts";
import { fromJson, JsonMap } from "../json-value.ts";
import { define } from "../signature.ts";
import type { Library } from "../signature.ts";
import { durationInSeconds, formatTimestamp } from "../time.ts";
import { toJson } from "../to-json.ts";
import { Duration, isList, MapValue, Optional, Timestamp, typeName, Uint } from "../value.ts";
import type { Value } from "../value.ts";

function decode(text: string): Uint8Array {
  const plain = text.replaceAll(/[\r\n]/g, "");
  const padded = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}(?:==)?|[A-Za-z\d+/]{3}=?)?$/.test(plain);
  if (!padded) throw new EvaluationFailure("illegal base64 data");
  return Buffer.from(plain, "base64");
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

// Go escapes what HTML or JavaScript could take for code.
const ESCAPED: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** Writes JSON as Go does: sorted keys, and the escapes above. */
function write(json: Json | undefined): string {
  if (Array.isArray(json)) return `[${json.map(write).join(",")}]`;
  if (typeof json === "object" && json !== null) {
    const keys = Object.keys(json).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return `{${keys.map((key) => `${write(key)}:${write(json[key])}`).join(",")}}`;
  }
  return JSON.stringify(json ?? null).replaceAll(/[<>&\u2028\u2029]/g, (found) => ESCAPED[found] ?? found);
}

/** Numbers of 64 bits that a number of JavaScript does not hold are written in full. */
function marshal(value: Value): string {
  if (value instanceof Uint) return String(value.value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new EvaluationFailure("json.marshal failed to encode value: unsupported value");
  }
  if (value instanceof Optional && value.value !== undefined) return marshal(value.value);
  if (value !== null && isList(value)) return `[${value.map(marshal).join(",")}]`;
  if (value instanceof MapValue && !(value instanceof JsonMap)) return marshalMap(value);
  return write(toJson(value, encode));
}

function marshalMap(map: MapValue): string {
  const entries = map.keys().map((key) => {
    if (typeof key !== "string")
      throw new EvaluationFailure("json.marshal failed to convert value: map key must be string");
    return [key, marshal(map.get(key) ?? null)] as const;
  });
  entries.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${entries.map(([key, value]) => `${write(key)}:${value}`).join(",")}}`;
}

/** Every number of parsed JSON is a double, as in Go. */
function unmarshal(text: string): Value {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Without the words of the parser: they show the text, which may be secret.
    throw new EvaluationFailure("json.unmarshal failed to parse JSON");
  }
  return doubles(json);
}

function doubles(json: unknown): Value {
  if (typeof json === "number") return json;
  if (Array.isArray(json)) return json.map(doubles);
  if (typeof json === "object" && json !== null) return new DoubleMap(json as Record<string, unknown>);
  return fromJson(json);
}

/** An object of parsed JSON. */
class DoubleMap extends JsonMap {
  override get(key: Value): Value | undefined {
    return typeof key === "string" && Object.hasOwn(this.json, key) ? doubles(this.json[key]) : undefined;
  }
}

/** As protobuf maps values to JSON: large integers become strings. */
function protobufJson(value: Value): Json {
  if (typeof value === "bigint" || value instanceof Uint) {
    const number = Number(value instanceof Uint ? value.value : value);
    return Number.isSafeInteger(number) ? number : String(value instanceof Uint ? value.value : value);
  }
  if (value instanceof Duration) return durationInSeconds(value);
  if (value instanceof Timestamp) return formatTimestamp(value, "nanos");
  if (value !== null && isList(value)) return value.map(protobufJson);
  if (value instanceof MapValue) {
    if (value instanceof JsonMap && value.isTyped) {
      throw new EvaluationFailure("type conversion error from map to '*structpb.Value'");
    }
    const entries = value.keys().map((key) => [text(key), protobufJson(value.get(key) ?? null)] as const);
    return Object.fromEntries(entries);
  }
  return toJson(value, encode);
}

function text(key: Value): string {
  if (key instanceof Uint) return String(key.value);
  return typeof key === "object" ? typeName(key) : String(key);
}

export const ENCODERS: Library = [
  define("base64.decode(string): bytes", decode),
  define("base64.encode(bytes): string", encode),
  define("json.encode(dyn): string", (value: Value) => write(protobufJson(value))),
];

/** @see https://kro.run/docs/docs/concepts/rgd/cel-expressions */
export const JSON_LIBRARY: Library = [
  define("json.unmarshal(string): dyn", unmarshal),
  define("json.marshal(dyn): string", marshal),
];
