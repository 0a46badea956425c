/** The one apply request behind create, preview and update. */

import { apply as requestApply, type Applied } from "../client/verbs.ts";
import { type ApiError, isConflict, isInvalid, isNotFound } from "../errors.ts";
import { isBuiltIn } from "../model/kind-table.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { isFieldConflict } from "./conflict.ts";
import { fieldManagerOf, type Ownership } from "./ownership.ts";
import type { Target } from "./target.ts";

export interface SendOptions {
  ownership: Pick<Ownership, "id">;
  /** Secret values in the manifest, so that messages can be scrubbed of them. */
  secrets: readonly string[];
  signal?: AbortSignal;
}

/** Applies a manifest under the field manager of its resource. */
export function send(
  target: Target,
  manifest: Manifest,
  { ownership, secrets, signal }: SendOptions,
  how: { createOnly?: boolean; dryRun?: boolean; force?: boolean },
): Promise<Applied> {
  return requestApply(target.client, target.kind, manifest, {
    ...how,
    fieldManager: fieldManagerOf(ownership),
    secrets,
    ...(signal !== undefined && { signal }),
    ...(!isBuiltIn(target.kind) && { transient: servesSoon(Date.now()) }),
  });
}

// A definition that was just written is served everywhere a moment later: until then its path is unknown (plain text, no Status)
// or its new fields are.
const DEFINITION_DELAY = 2_000;

function servesSoon(since: number): (error: ApiError) => boolean {
  return (error) =>
    Date.now() - since < DEFINITION_DELAY &&
    ((error.status === 404 && error.reason === undefined) ||
      /field not declared in schema/.test(error.serverMessage));
}

/** The manifest about exactly this object: with its uid an apply never creates. */
export function withUid(manifest: Manifest, live: LiveObject): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, uid: live.metadata.uid } };
}

/** Whether a write missed its object: gone (409 `uid mismatch`, 404), made anew (422 on `metadata.uid`), or changed since (409). */
export function isStale(error: unknown): boolean {
  if (isNotFound(error)) return error.details?.kind !== "namespaces";
  if (isInvalid(error)) return error.causes.some((cause) => cause.field === "metadata.uid");
  return isConflict(error) && !isFieldConflict(error);
}
