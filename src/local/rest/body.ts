/** Bodies of requests: read once, within a limit, in any of the encodings that clients send. */

import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { ProtobufError } from "../protobuf/reader.ts";
import { badRequest } from "../status.ts";
import { scanJson } from "./json-scan.ts";
import { tooLarge, unsupportedBody } from "./refusals.ts";
import { parseYaml, yamlProblem } from "./yaml.ts";

/** Bytes of a body at most. @see https://github.com/kubernetes/apiserver/blob/master/pkg/server/config.go */
export const MAX_BODY = 3 * 1024 * 1024;

/** Deeper than any kind is; what handles objects recurses. */
const MAX_DEPTH = 500;

/** YAML of a few bytes can stand for far more, by aliases. */
const MAX_VALUES = 1_000_000;

/** A body that was read. */
export interface Body {
  value: JsonObject;
  /** What a strict decoder complains of, beside unknown fields. */
  problems: readonly string[];
}

/** `application/json` of a content type with parameters. */
export function mediaTypeOf(request: Request): string {
  const header = request.headers.get("content-type") ?? "";
  const end = header.indexOf(";");
  return (end < 0 ? header : header.slice(0, end)).trim().toLowerCase();
}

/**
 * The body as text.
 * @throws {StatusError} 413
 */
export async function readText(request: Request): Promise<string> {
  const length = request.headers.get("content-length");
  if (length === null) return new TextDecoder().decode(await readBytes(request));
  if (Number(length) > MAX_BODY) throw tooLarge(MAX_BODY);
  return request.text();
}

/**
 * The body as it is.
 * @throws {StatusError} 413
 */
export async function readBytes(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY) throw tooLarge(MAX_BODY);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (next === undefined || next.done) break;
    size += next.value.byteLength;
    if (size > MAX_BODY) {
      await reader?.cancel();
      throw tooLarge(MAX_BODY);
    }
    parts.push(next.value);
  }
  return Buffer.concat(parts);
}

/** Whether a value stays within bounds that everything behind it can handle. */
function bounded(value: unknown): boolean {
  let left = MAX_VALUES;
  function within(one: unknown, depth: number): boolean {
    if (typeof one !== "object" || one === null) return true;
    left -= 1;
    if (depth > MAX_DEPTH || left < 0) return false;
    return Object.values(one).every((inner) => within(inner, depth + 1));
  }
  return within(value, 0);
}

/** How the API server shows a body that it cannot read. */
function summary(text: string): string {
  if (text === "") return "<empty>";
  const bytes = Buffer.from(text);
  const more = bytes.length > 30 ? " ..." : "";
  return text.startsWith("{")
    ? `${bytes.subarray(0, 30).toString()}${more}`
    : `${bytes.subarray(0, 30).toString("hex")}${more}`;
}

/** Options are refused without saying what they should be. */
function unrecognized(kind: string, why: string, text: string): Error {
  if (kind === "DeleteOptions") return badRequest(why);
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(text)})`,
  );
}

const HEADER_TYPE = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;

/** What Go calls a JSON value. */
export function goKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/**
 * Reads JSON text.
 * @param refuse makes the refusal, from the error in Go's words
 */
export function parseJson(text: string, refuse: (why: string) => Error): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw refuse(scanJson(text).error ?? String(error));
  }
  if (!bounded(value))
    throw refuse(`invalid character '${text.includes("[") ? "[" : "{"}' exceeded max depth`);
  return value;
}

/**
 * The fields that stand twice. Text as `JSON.stringify` writes it has none when it is as long as its value, which is all
 * that has to be looked at for most clients.
 */
export function duplicatesIn(text: string, value: unknown): readonly string[] {
  if (JSON.stringify(value).length === text.length) return [];
  return scanJson(text).duplicates.map((path) => `duplicate field "${path}"`);
}

function fromJson(text: string, kind: string): Body {
  const value = parseJson(text, (why) =>
    unrecognized(kind, `couldn't get version/kind; json parse error: ${why}`, text),
  );
  if (!isJsonObject(value)) {
    if (value === null) return { value: {}, problems: [] };
    const why = `json: cannot unmarshal ${goKind(value)} into Go value of type ${HEADER_TYPE}`;
    throw unrecognized(kind, `couldn't get version/kind; json parse error: ${why}`, text);
  }
  return { value, problems: duplicatesIn(text, value) };
}

/** Reads YAML text, of which JSON is a part. @param refuse makes the refusal, from the parser's message */
export function parseYamlBody(text: string, refuse: (why: string) => Error): unknown {
  if (text.trim() === "") return null;
  const problem = yamlProblem(text);
  if (problem !== undefined && !problem.duplicate) {
    const line = problem.line === undefined ? "" : `line ${problem.line}: `;
    throw refuse(`yaml: ${line}${problem.message}`);
  }
  const value = parseYaml(text);
  if (!bounded(value)) throw refuse("yaml: document contains excessive aliasing");
  return value;
}

/** A key that stands twice in YAML, in the words of the strict decoder. */
export function yamlDuplicates(text: string): readonly string[] {
  const problem = yamlProblem(text);
  if (problem === undefined || !problem.duplicate) return [];
  const line = problem.line ?? 1;
  const key = /^[\s\-{,?]*["']?([^"':{},]+)["']?\s*:/.exec(text.split("\n")[line - 1] ?? "")?.[1] ?? "";
  return [`yaml: unmarshal errors:\n  line ${line}: key "${key.trim()}" already set in map`];
}

function fromYaml(text: string, kind: string): Body {
  const value = parseYamlBody(text, (why) => unrecognized(kind, why, text));
  if (value === null || value === undefined) return { value: {}, problems: [] };
  if (!isJsonObject(value)) {
    const why = `json: cannot unmarshal ${goKind(value)} into Go value of type ${HEADER_TYPE}`;
    throw unrecognized(kind, `couldn't get version/kind; json parse error: ${why}`, text);
  }
  return { value, problems: yamlDuplicates(text) };
}

async function fromProtobuf(bytes: Uint8Array, kind: string): Promise<Body> {
  // Few clients send it, and its table of messages is large.
  const { decodeProtobuf } = await import("../protobuf/decode.ts");
  try {
    return { value: decodeProtobuf(bytes), problems: [] };
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    const shown = Buffer.from(bytes.subarray(0, 30)).toString("hex");
    const more = bytes.length > 30 ? " ..." : "";
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ${error.message} (${shown}${more})`,
    );
  }
}

/**
 * Reads an object that was sent.
 * @param kind that it should be of, for refusals
 * @throws {StatusError} 400, 413 or 415
 */
export async function readBody(request: Request, kind: string): Promise<Body> {
  switch (mediaTypeOf(request)) {
    // Without a content type the API server takes JSON.
    case "":
    case "application/json":
      return fromJson(await readText(request), kind);
    case "application/yaml":
      return fromYaml(await readText(request), kind);
    case "application/vnd.kubernetes.protobuf":
      return fromProtobuf(await readBytes(request), kind);
    default:
      throw unsupportedBody();
  }
}
