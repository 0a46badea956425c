/** The one apply request behind create, preview and update. */

import { apply as requestApply, type Applied } from "../client/verbs.ts";
import { type ApiError, isConflict, isInvalid, isNotFound, ProviderError } from "../errors.ts";
import { isBuiltIn } from "../model/kind-table.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { isFieldConflict } from "./conflict.ts";
import { hasWideInteger, unkeptFields } from "./ignored-fields.ts";
import { fieldManagerOf, type Ownership } from "./ownership.ts";
import { withoutServerOwned } from "./server-owned.ts";
import { describeTarget, type Target } from "./target.ts";

export interface SendOptions {
  ownership: Pick<Ownership, "id">;
  /** Secret values in the manifest, so that messages can be scrubbed of them. */
  secrets: readonly string[];
  signal?: AbortSignal;
}

interface How {
  createOnly?: boolean;
  dryRun?: boolean;
  force?: boolean;
}

/**
 * Applies a manifest under the field manager of its resource.
 * @returns the answer; its warnings name what the server ignored, too
 * @throws {ProviderError} `invalid` when an integer does not fit its field, which a dry run tells and the server does not
 */
export async function send(
  target: Target,
  manifest: Manifest,
  options: SendOptions,
  how: How,
): Promise<Applied> {
  // An update was tried by its preview.
  if (how.createOnly && !how.dryRun && hasWideInteger(manifest))
    await send(target, manifest, options, { ...how, dryRun: true });
  const sent = withoutServerOwned(manifest);
  const applied = await request(target, sent, options, how);
  const { ignored, wrapped } = unkeptFields(sent, applied.object);
  if (wrapped.length > 0 && how.dryRun) throw tooLarge(target, wrapped);
  if (ignored.length === 0) return applied;
  const warning = `the server did not keep what the manifest says of ${ignored.join(", ")}`;
  return { ...applied, warnings: [...applied.warnings, warning] };
}

function tooLarge(target: Target, fields: readonly string[]): ProviderError {
  return new ProviderError("invalid", `${fields.join(", ")} does not fit into 32 bits`, {
    object: describeTarget(target),
    advice: "The server would keep another number without a word: choose a smaller one.",
  });
}

function request(
  target: Target,
  manifest: Manifest,
  { ownership, secrets, signal }: SendOptions,
  how: How,
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
// or its new fields are; and an object of the former schema cannot be read by it before its controller has written it anew.
const DEFINITION_DELAY = 2_000;
const NOT_YET = [
  "field not declared in schema",
  "failed to create typed live object",
  "failed to create manager for existing fields",
];

function servesSoon(since: number): (error: ApiError) => boolean {
  return (error) =>
    Date.now() - since < DEFINITION_DELAY &&
    ((error.status === 404 && error.reason === undefined) ||
      NOT_YET.some((text) => error.serverMessage.includes(text)));
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
