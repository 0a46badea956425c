/**
 * Kubernetes' protobuf bodies as JSON: kubectl and Helm send them for some requests. Imports model only; the table of
 * messages is read on first use.
 * Invariant: what comes out is what the same object would be in JSON, without empty fields that nobody set.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
 */

import { brotliDecompressSync } from "node:zlib";
import type { Json, JsonObject } from "../../model/json.ts";
import { groupOf, versionOf } from "../../model/kind.ts";
import { parseMessage, type Message, type MessageField } from "./message.ts";
import { messagesPacked } from "./messages.generated.ts";
import { block, double, FIXED64, LENGTH, ProtobufError, skip, tag, varint, type Reader } from "./reader.ts";
import { SPECIAL } from "./special.ts";

/** `k8s` and a zero byte. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00];

/** Deeper than any kind of Kubernetes is. */
const MAX_DEPTH = 100;

const utf8 = new TextDecoder();

let lines: Map<string, string> | undefined;
const messages = new Map<string, Message>();

function messageOf(name: string): Message | undefined {
  lines ??= new Map(
    brotliDecompressSync(Buffer.from(messagesPacked, "base64"))
      .toString()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
  );
  const known = messages.get(name);
  if (known !== undefined) return known;
  const line = lines.get(name);
  if (line === undefined) return undefined;
  const message = line === "" ? new Map<number, MessageField>() : parseMessage(line);
  messages.set(name, message);
  return message;
}

function isZero(value: Json | undefined): boolean {
  if (value === undefined || value === "" || value === 0 || value === false) return true;
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}

function scalar(reader: Reader, type: string, wire: number): Json {
  switch (type) {
    case "string":
      return utf8.decode(block(reader));
    case "bytes":
      return Buffer.from(block(reader)).toString("base64");
    case "bool":
      return varint(reader) !== 0n;
    case "double":
      return double(reader);
    default:
      if (wire === FIXED64) return double(reader);
      return Number(BigInt.asIntN(64, varint(reader)));
  }
}

function isMessage(type: string): boolean {
  return type.includes(".");
}

function expectedWire(type: string): number {
  if (type === "double") return FIXED64;
  return isMessage(type) || type === "string" || type === "bytes" ? LENGTH : 0;
}

/** One value of a field's type. */
function valueOf(
  reader: Reader,
  type: string,
  { wire, depth }: { wire: number; depth: number },
): Json | undefined {
  if (wire !== expectedWire(type))
    throw new ProtobufError(`proto: wrong wireType = ${wire} for field of ${type}`);
  return isMessage(type) ? decodeMessage(block(reader), type, depth + 1) : scalar(reader, type, wire);
}

/** One entry of a map is a message with the key as field 1 and the value as field 2. */
function entryOf(bytes: Uint8Array, type: string, depth: number): [string, Json | undefined] {
  const reader: Reader = { bytes, position: 0, message: "Entry" };
  let key = "";
  let value: Json | undefined = isMessage(type) ? undefined : type === "int" ? 0 : "";
  for (let next = tag(reader); next !== undefined; next = tag(reader)) {
    if (next.number === 1) key = utf8.decode(block(reader));
    else if (next.number === 2) value = valueOf(reader, type, { wire: next.wire, depth });
    else skip(reader, next.wire);
  }
  return [key, value];
}

/** Puts a value where it belongs. `__proto__` is a key like any other in JSON. */
function define(target: JsonObject, name: string, value: Json | undefined): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}

function put(target: JsonObject, field: MessageField, value: Json | undefined): void {
  if (field.name === "") Object.assign(target, value);
  else if (value !== undefined && (field.pointer || !isZero(value))) define(target, field.name, value);
}

/** The first value of a list or map makes it. */
function collection<T extends Json>(target: JsonObject, name: string, empty: T): T {
  if (!Object.hasOwn(target, name)) define(target, name, empty);
  return target[name] as T;
}

function decodeMessage(bytes: Uint8Array, type: string, depth: number): Json | undefined {
  if (depth > MAX_DEPTH) throw new ProtobufError("exceeded max depth");
  const message = messageOf(type);
  if (message === undefined) throw new ProtobufError(`no message ${type} is known`);
  const reader: Reader = { bytes, position: 0, message: type.slice(type.lastIndexOf(".") + 1) };
  const fields: JsonObject = {};
  for (let next = tag(reader); next !== undefined; next = tag(reader)) {
    const field = message.get(next.number);
    if (field === undefined) skip(reader, next.wire);
    else if (field.holds === "map") {
      const [key, value] = entryOf(block(reader), field.type, depth);
      define(collection<JsonObject>(fields, field.name, {}), key, value ?? {});
    } else if (field.holds === "list")
      collection<Json[]>(fields, field.name, []).push(
        valueOf(reader, field.type, { wire: next.wire, depth }) ?? {},
      );
    else put(fields, field, valueOf(reader, field.type, { wire: next.wire, depth }));
  }
  const convert = SPECIAL[type];
  return convert === undefined ? fields : convert(fields);
}

/** The envelope of every body. */
interface Envelope {
  apiVersion: string;
  kind: string;
  raw: Uint8Array;
}

function envelopeOf(bytes: Uint8Array): Envelope {
  const envelope: Envelope = { apiVersion: "", kind: "", raw: new Uint8Array() };
  const reader: Reader = { bytes, position: MAGIC.length, message: "Unknown" };
  for (let next = tag(reader); next !== undefined; next = tag(reader)) {
    if (next.number === 1) {
      const inner: Reader = { bytes: block(reader), position: 0, message: "TypeMeta" };
      for (let part = tag(inner); part !== undefined; part = tag(inner)) {
        if (part.number === 1) envelope.apiVersion = utf8.decode(block(inner));
        else if (part.number === 2) envelope.kind = utf8.decode(block(inner));
        else skip(inner, part.wire);
      }
    } else if (next.number === 2) envelope.raw = block(reader);
    else skip(reader, next.wire);
  }
  return envelope;
}

function messageName(apiVersion: string, kind: string): string {
  if (kind === "DeleteOptions") return "meta.v1.DeleteOptions";
  const group = groupOf(apiVersion).split(".")[0] ?? "";
  return `${group === "" ? "core" : group}.${versionOf(apiVersion)}.${kind}`;
}

/**
 * Reads a body.
 * @returns the object with its apiVersion and kind
 * @throws {ProtobufError} when it is none or of a kind that is not known
 */
export function decodeProtobuf(bytes: Uint8Array): JsonObject {
  if (!MAGIC.every((byte, index) => bytes[index] === byte))
    throw new ProtobufError(
      `provided data does not appear to be a protobuf message, expected prefix [${MAGIC.join(" ")}]`,
    );
  const { apiVersion, kind, raw } = envelopeOf(bytes);
  const name = messageName(apiVersion, kind);
  if (messageOf(name) === undefined)
    throw new ProtobufError(`no kind "${kind}" is registered for version "${apiVersion}"`);
  return { apiVersion, kind, ...(decodeMessage(raw, name, 0) as JsonObject) };
}
