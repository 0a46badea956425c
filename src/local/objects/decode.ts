/** From what a client sent to an object with all defaults: unknown fields dropped, warned of or refused. */

import { apiVersionOf } from "../../model/kind.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Manifest } from "../../model/object.ts";
import type { Decoded, ServedKind } from "../kinds/served-kind.ts";
import { badRequest, type StatusError } from "../status.ts";
import { pruneUnknown } from "../validation/index.ts";
import { fromStorage, toStorage } from "./environment.ts";
import type { WriteOptions } from "./objects.ts";
import { clone } from "./plain.ts";

/** How a refusal says that something cannot be decoded. It differs between bodies and patches. */
export type Complaint = (what: string) => StatusError;

/** For the body of a create or update. */
export function ofBody(kind: ServedKind): Complaint {
  return (what) =>
    badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${what}`);
}

export interface DecodeOptions {
  options: WriteOptions;
  /** @default for the body of a create or update */
  complain?: Complaint;
  /** It is what an apply merged: its nulls are refused, not dropped. @default false */
  merged?: boolean;
}

/**
 * Reads an object that a client sent.
 * @param sent in the kind's version; is not changed
 * @returns in the kind's version, defaulted; nobody else holds it
 * @throws {StatusError} made by `complain`
 */
export function decode(
  kind: ServedKind,
  sent: JsonObject,
  { options, complain = ofBody(kind), merged = false }: DecodeOptions,
): Manifest {
  const { object, unknown, error } = kind.decode?.(sent, { merged }) ?? pruned(kind, sent);
  if (error !== undefined) throw complain(error);
  const problems = unknown.map((path) => `unknown field "${path}"`);
  if (problems.length > 0) {
    if (options.fieldValidation === "Strict") throw complain(`strict decoding error: ${problems.join(", ")}`);
    if (options.fieldValidation === "Warn") for (const problem of problems) options.warn?.(problem);
  }
  return defaulted(kind, (object === sent ? clone(object) : object) as Manifest & JsonObject);
}

/**
 * Fills the defaults.
 * @param object in the kind's version; is changed where the kind is kept in that version
 */
export function defaulted(kind: ServedKind, object: Manifest): Manifest {
  const kept = toStorage(kind, object);
  kind.rules.defaults?.(kept);
  return fromStorage(kind, kept);
}

/** Whether metadata holds what it may is not said by schemas of kinds. */
function pruned(kind: ServedKind, sent: JsonObject): Decoded {
  const { metadata, ...fields } = sent;
  const { value, unknown } = pruneUnknown(kind.schema, fields);
  const object = { ...value, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata };
  return { object: clone(object), unknown };
}
