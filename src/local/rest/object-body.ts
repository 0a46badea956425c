/** Objects that clients send, made to fit the path that they are sent to. */

import type { JsonObject } from "../../model/json.ts";
import { isJsonObject } from "../../model/json.ts";
import { isBuiltIn } from "../../model/kind-table.ts";
import { apiVersionOf, groupOf, versionOf, type Kind } from "../../model/kind.ts";
import type { Manifest, ObjectMeta } from "../../model/object.ts";
import type { WriteOptions } from "../objects/objects.ts";
import { badRequest } from "../status.ts";
import { internalName } from "./answer.ts";
import type { Exchange } from "./api.ts";
import type { Body } from "./body.ts";

/** What a Scale is sent as. */
const SCALE: Kind = {
  group: "autoscaling",
  version: "v1",
  kind: "Scale",
  plural: "scales",
  namespaced: true,
};

/** The kind that the body of a request must be of. */
export function bodyKind({ route }: Exchange): Kind {
  return route.subresource === "scale" ? SCALE : route.kind;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A body of another kind than that of the path. */
function otherKind({ api }: Exchange, expected: Kind, sent: { apiVersion: string; kind: string }): Error {
  const version = versionOf(sent.apiVersion);
  const prefix = `${sent.kind} in version "${version}" cannot be handled as a ${expected.kind}: `;
  const known = api.kinds.byKind(sent.apiVersion, sent.kind);
  if (known === undefined)
    return badRequest(
      `${prefix}no kind "${sent.kind}" is registered for version "${sent.apiVersion}" in scheme "pkg/runtime/scheme.go:111"`,
    );
  return badRequest(
    `${prefix}converting (${version}.${sent.kind}) to (${internalName(expected)}): unknown conversion`,
  );
}

/** Gives a body the apiVersion and kind of the path. @throws {StatusError} 400 when it has others */
function typed(exchange: Exchange, value: JsonObject): JsonObject {
  const expected = bodyKind(exchange);
  const apiVersion = text(value["apiVersion"]) || apiVersionOf(expected);
  const kind = text(value["kind"]) || expected.kind;
  if (kind === expected.kind && apiVersion === apiVersionOf(expected)) return { ...value, apiVersion, kind };
  const same = kind === expected.kind && groupOf(apiVersion) === expected.group;
  const served = exchange.api.kinds.byKind(apiVersion, kind) !== undefined;
  if ((same && served) || !isBuiltIn(expected))
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${apiVersionOf(expected)})`,
    );
  throw otherKind(exchange, expected, { apiVersion, kind });
}

/** The metadata of a body; what is none counts as absent, and is refused by the decoder. */
export function metadataOf(value: JsonObject): Partial<ObjectMeta> {
  return isJsonObject(value["metadata"]) ? value["metadata"] : {};
}

/**
 * Refuses what names another object than the path does.
 * @throws {StatusError} 400
 */
export function checkName({ route }: Exchange, value: JsonObject): void {
  const { name } = metadataOf(value);
  const wanted = route.name ?? "";
  if (name === undefined || name === "")
    throw badRequest(
      `the name of the object (${wanted} based on URL) was undeterminable: name must be provided`,
    );
  if (name !== wanted)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${wanted})`);
}

/** The object with the namespace of the path, without any where the kind has none. */
export function placed({ route }: Exchange, value: JsonObject): Manifest {
  const { namespace } = route;
  const sent = metadataOf(value);
  if (
    namespace !== undefined &&
    sent.namespace !== undefined &&
    sent.namespace !== "" &&
    sent.namespace !== namespace
  )
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  if (value["metadata"] !== undefined && value["metadata"] !== null && !isJsonObject(value["metadata"]))
    return value as Manifest & JsonObject;
  if (sent.namespace === namespace) return withMetadata(value, sent);
  const { namespace: _namespace, ...metadata } = sent;
  return withMetadata(value, namespace === undefined ? metadata : { ...metadata, namespace });
}

function withMetadata(value: JsonObject, metadata: Partial<ObjectMeta>): Manifest {
  return Object.assign({}, value, { metadata }) as unknown as Manifest;
}

/** What a strict decoder complains of is refused, told or ignored, as the client wishes. */
export function complain(kind: Kind, problems: readonly string[], options: WriteOptions): void {
  if (problems.length === 0) return;
  if (options.fieldValidation === "Warn") for (const problem of problems) options.warn?.(problem);
  if (options.fieldValidation !== "Strict") return;
  throw badRequest(
    `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: strict decoding error: ${problems.join(", ")}`,
  );
}

/**
 * From a body to the object that is to be written.
 * @throws {StatusError} 400
 */
export function manifestOf(exchange: Exchange, body: Body, options: WriteOptions): JsonObject {
  complain(bodyKind(exchange), body.problems, options);
  return typed(exchange, body.value);
}
