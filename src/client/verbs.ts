/** The verbs of the Kubernetes API on one kind. Absent is a value: only unexpected absence throws. */

import { ProviderError, isNotFound } from "../errors.ts";
import type { ApiError } from "../errors.ts";
import { isJsonObject } from "../model/json.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { apiVersionOf, objectPath } from "../model/kind.ts";
import type { Kind } from "../model/kind.ts";
import { describe } from "../model/object.ts";
import type { LiveObject, Manifest, ObjectRef } from "../model/object.ts";
import type { Client } from "./client.ts";
import { request } from "./request.ts";
import type { RequestOptions } from "./request.ts";

export { list } from "./list.ts";

/** The name of an object whose kind is known. */
export type NameRef = Pick<ObjectRef, "namespace" | "name">;

/** What every verb takes. */
export interface VerbOptions {
  signal?: AbortSignal;
  /** Milliseconds, retries included. @default the client's */
  timeout?: number;
}

/** What a verb that sends values takes. */
export interface WriteOptions extends VerbOptions {
  /** Plain values that no message may show; those of a Secret are known already. */
  secrets?: readonly string[];
  /** The caller's own reasons to try again, for example a custom resource just after its definition changed. */
  transient?: (error: ApiError) => boolean;
}

/** Options of {@link apply}. */
export interface ApplyOptions extends WriteOptions {
  /** Who owns the fields; at most 128 bytes. */
  fieldManager: string;
  /** Take over fields that others own. @default false */
  force?: boolean;
  /** The server decides and answers, and keeps nothing. @default false */
  dryRun?: boolean;
  /** Refuse with 409 `Conflict` without causes when the object exists, whoever owns it. @default false */
  createOnly?: boolean;
}

/** What an apply did. */
export interface Applied {
  object: LiveObject;
  /** It did not exist before; false as well when an earlier attempt, whose answer was lost, created it. */
  created: boolean;
  /** The server's `Warning` headers. */
  warnings: string[];
  /** An earlier attempt's answer was lost: it may have done the same already. */
  retried: boolean;
}

/** One operation of a JSON patch. @see https://www.rfc-editor.org/rfc/rfc6902 */
export type JsonPatchOperation =
  | { op: "add" | "replace" | "test"; path: string; value: unknown }
  | { op: "remove"; path: string }
  | { op: "move" | "copy"; from: string; path: string };

/** Options of {@link patch}. */
export interface PatchOptions extends WriteOptions {
  fieldManager?: string;
  /** @default false */
  dryRun?: boolean;
}

/** Options of {@link remove}. */
export interface RemoveOptions extends VerbOptions {
  /** Delete only the object with this uid; another one of the same name: 409. */
  uid?: string;
  /** Delete only this version of it; a later one: 409. */
  resourceVersion?: string;
  /** What becomes of the objects it owns. @default the kind's own, which for Jobs is "Orphan" */
  propagationPolicy?: "Foreground" | "Background" | "Orphan";
}

// No live object can have it: "0" would mean any version.
const NEVER = "1";

/**
 * Reads one object.
 * @returns `undefined` when it is absent
 * @throws ApiError, ProviderError `unreachable`
 */
export async function get(
  client: Client,
  kind: Kind,
  ref: NameRef,
  options: VerbOptions = {},
): Promise<LiveObject | undefined> {
  try {
    const { body } = await request(client, { ...target(kind, ref), ...options, method: "GET" });
    return liveObject(body);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Creates or changes one object by server-side apply.
 * @throws ApiError: `conflict` when others own fields, `invalid` when the manifest is refused, status 409 without causes for
 *   `createOnly` on an object that exists
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export async function apply(
  client: Client,
  kind: Kind,
  manifest: Manifest,
  options: ApplyOptions,
): Promise<Applied> {
  const { fieldManager, force = false, dryRun = false, createOnly = false, ...rest } = options;
  const { status, body, warnings, retried } = await request(client, {
    ...target(kind, manifest.metadata),
    ...rest,
    method: "PATCH",
    query: {
      fieldManager,
      fieldValidation: "Strict",
      force: force ? "true" : undefined,
      dryRun: dryRun ? "All" : undefined,
    },
    contentType: "application/apply-patch+yaml",
    body: createOnly ? { ...manifest, metadata: { ...manifest.metadata, resourceVersion: NEVER } } : manifest,
  });
  return { object: liveObject(body), created: status === 201, warnings, retried };
}

/**
 * Changes one object by a JSON patch. With a `test` a lost answer is asked for again; without one it is an error.
 * @throws ApiError; 422 when a `test` fails
 */
export async function patch(
  client: Client,
  kind: Kind,
  ref: NameRef,
  operations: readonly JsonPatchOperation[],
  options: PatchOptions = {},
): Promise<LiveObject> {
  const { fieldManager, dryRun = false, ...rest } = options;
  const { body } = await request(client, {
    ...target(kind, ref),
    ...rest,
    method: "PATCH",
    query: { fieldManager, dryRun: dryRun ? "All" : undefined },
    contentType: "application/json-patch+json",
    body: operations,
    idempotent: operations.some((operation) => operation.op === "test"),
  });
  return liveObject(body);
}

/**
 * Ends one object.
 * @returns the object when it is still there, held by finalizers or its grace period; `undefined` when it is gone or never was
 * @throws ApiError; 409 when another object than the one of `uid` has the name, or it has another `resourceVersion`
 */
export async function remove(
  client: Client,
  kind: Kind,
  ref: NameRef,
  options: RemoveOptions = {},
): Promise<LiveObject | undefined> {
  const { uid, resourceVersion, propagationPolicy, ...rest } = options;
  const preconditions = { uid, resourceVersion };
  const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy, preconditions };
  try {
    const reply = await request(client, { ...target(kind, ref), ...rest, method: "DELETE", body });
    if (isJsonObject(reply.body) && reply.body["kind"] === "Status") return undefined;
    const object = liveObject(reply.body);
    // Some kinds answer with the object although nothing holds it: it is gone then.
    return object.metadata.deletionTimestamp === undefined ? undefined : object;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Asks what is no object of its own: a SelfSubjectAccessReview, a token. Retried only where the server did nothing.
 * @param path for example `/apis/authorization.k8s.io/v1/selfsubjectaccessreviews`
 * @returns the answer's body
 * @throws ApiError, ProviderError `unreachable`
 */
export async function post(
  client: Client,
  path: string,
  body: JsonObject,
  options: WriteOptions = {},
): Promise<Json> {
  return (await request(client, { ...options, method: "POST", path, body })).body;
}

function target(
  kind: Kind,
  ref: { namespace?: string; name: string },
): Pick<RequestOptions, "path"> & { object: string } {
  const name = { kind: kind.kind, name: ref.name };
  const scoped =
    kind.namespaced && ref.namespace !== undefined ? { ...name, namespace: ref.namespace } : name;
  const object = describe(scoped);
  if (kind.namespaced && ref.namespace === undefined) {
    const advice = `${apiVersionOf(kind)} ${kind.kind} lives in a namespace: give one.`;
    throw new ProviderError("usage", "the namespace is missing", { object, advice });
  }
  return { path: objectPath(kind, ref), object };
}

function liveObject(body: Json): LiveObject {
  return body as unknown as LiveObject;
}
