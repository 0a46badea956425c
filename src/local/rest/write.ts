/** POST, PUT and PATCH of objects and of their status, scale and finalizers. */

import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { apiVersionOf } from "../../model/kind.ts";
import type { Manifest } from "../../model/object.ts";
import type { ApplyOptions, PatchType, WriteOptions, Written } from "../objects/objects.ts";
import { badRequest, invalid } from "../status.ts";
import { objectAnswer } from "./answer.ts";
import type { Exchange } from "./api.ts";
import {
  duplicatesIn,
  goKind,
  mediaTypeOf,
  parseJson,
  parseYamlBody,
  readBody,
  readText,
  yamlDuplicates,
} from "./body.ts";
import { bodyKind, checkName, manifestOf, metadataOf, placed } from "./object-body.ts";
import { unsupportedPatch } from "./refusals.ts";
import { writeOptions } from "./write-options.ts";

/** Answers once what was written is on disk. */
async function writtenAnswer(exchange: Exchange, written: Written): Promise<Response> {
  if (written.changed) await exchange.api.store.committed();
  return objectAnswer(exchange, written.object, written.created ? 201 : 200);
}

/** POST to a collection. */
export async function create(exchange: Exchange): Promise<Response> {
  const { api, route } = exchange;
  const options = writeOptions(exchange, "CreateOptions");
  const body = await readBody(exchange.request, route.kind.kind);
  const manifest = placed(exchange, manifestOf(exchange, body, options));
  return writtenAnswer(exchange, api.objects.create(route.kind, manifest, options));
}

/** PUT. */
export async function update(exchange: Exchange): Promise<Response> {
  const { api, route } = exchange;
  const options = writeOptions(exchange, "UpdateOptions");
  const body = await readBody(exchange.request, bodyKind(exchange).kind);
  const value = manifestOf(exchange, body, options);
  checkName(exchange, value);
  return writtenAnswer(exchange, api.objects.update(route.kind, placed(exchange, value), options));
}

const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
};

const APPLY = "application/apply-patch+yaml";

/** PATCH of any type. */
export function patch(exchange: Exchange): Promise<Response> {
  const mediaType = mediaTypeOf(exchange.request);
  if (mediaType === APPLY) return apply(exchange);
  const type = PATCH_TYPES[mediaType];
  if (type === undefined) throw unsupportedPatch();
  return patchAs(exchange, type);
}

async function patchAs(exchange: Exchange, type: PatchType): Promise<Response> {
  const { api, route, request } = exchange;
  const options = writeOptions(exchange, "PatchOptions");
  const text = await readText(request);
  const patch = patchOf(exchange, { text, type, options });
  const target = { ...place(exchange), type, patch };
  return writtenAnswer(exchange, api.objects.patch(route.kind, target, options));
}

function place({ route }: Exchange): { namespace?: string; name: string } {
  return {
    name: route.name ?? "",
    ...(route.namespace === undefined ? {} : { namespace: route.namespace }),
  };
}

function undecodable(why: string): Error {
  return badRequest(`error decoding patch: ${why}`);
}

interface PatchText {
  text: string;
  type: PatchType;
  options: WriteOptions;
}

/** Reads a patch and refuses what is none. @throws {StatusError} 400 or 422 */
function patchOf(exchange: Exchange, { text, type, options }: PatchText): Json {
  // The API server hands strategic patches on before it looks at them.
  const patch = parseJson(text, type === "strategic" ? badRequest : undecodable);
  if (type === "json") {
    if (patch !== null && !Array.isArray(patch))
      throw undecodable(
        `json: cannot unmarshal ${goKind(patch)} into Go value of type []handlers.jsonPatchOp`,
      );
    return patch ?? [];
  }
  if (!isJsonObject(patch))
    throw undecodable(
      patch === null
        ? "json: cannot unmarshal null into Go value of type map[string]interface {}"
        : `json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`,
    );
  const problems = duplicatesIn(text, patch);
  if (problems.length > 0) complainOfPatch(exchange, problems, { text, type, options });
  return patch;
}

function complainOfPatch(
  exchange: Exchange,
  problems: readonly string[],
  { text, options }: PatchText,
): void {
  if (options.fieldValidation === "Warn") for (const problem of problems) options.warn?.(problem);
  if (options.fieldValidation !== "Strict") return;
  const message = `Invalid value: ${JSON.stringify(text)}: strict decoding error: ${problems.join(", ")}`;
  throw invalid(exchange.route.kind, exchange.route.name ?? "", [
    { reason: "FieldValueInvalid", message, field: "patch" },
  ]);
}

/** PATCH by server-side apply. */
async function apply(exchange: Exchange): Promise<Response> {
  const { api, route, request } = exchange;
  const options = writeOptions(exchange, "PatchOptions", { apply: true });
  const text = await readText(request);
  const value = appliedOf(text, options);
  return writtenAnswer(exchange, api.objects.apply(route.kind, named(exchange, value), options));
}

function undecodableYaml(why: string): Error {
  return badRequest(`error decoding YAML: error converting YAML to JSON: ${why}`);
}

/** Reads an applied configuration: JSON is YAML that can be read faster. */
function appliedOf(text: string, options: ApplyOptions): JsonObject {
  const value = jsonOf(text) ?? parseYamlBody(text, undecodableYaml);
  // Nothing is an object that says nothing.
  if (value === null || value === undefined) return {};
  if (!isJsonObject(value))
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goKind(value)} into Go value of type map[string]interface {}`,
    );
  if (options.fieldValidation === "Ignore" || JSON.stringify(value).length === text.length) return value;
  const problems = yamlDuplicates(text);
  if (problems.length > 0 && options.fieldValidation === "Strict")
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${problems.join(", ")}`);
  for (const problem of problems) options.warn?.(`error converting YAML to JSON: ${problem}`);
  return value;
}

/** @returns `undefined` for text that is no JSON, and for JSON so deep that only the other parser should say so */
function jsonOf(text: string): Json | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return parseJson(text, undecodable);
  } catch {
    return undefined;
  }
}

/** An applied configuration is of the kind and the object in the path. @throws {StatusError} 400 */
function named(exchange: Exchange, value: JsonObject): Manifest {
  const { apiVersion = "", kind = "" } = value;
  const expected = bodyKind(exchange);
  if (apiVersion !== apiVersionOf(expected) || kind !== expected.kind) {
    const version = typeof apiVersion === "string" ? apiVersion : "";
    const shown = version === "" || version.includes("/") ? version || "/" : `/${version}`;
    throw badRequest(`invalid object type: ${shown}, Kind=${typeof kind === "string" ? kind : ""}`);
  }
  checkName(exchange, value);
  return metadataOf(value).namespace === exchange.route.namespace
    ? (value as unknown as Manifest)
    : placed(exchange, value);
}
