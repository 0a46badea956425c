/**
 * Server-side apply of one object.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.36.3/pkg/util/managedfields/internal/fieldmanager.go
 */

import { type JsonObject, sameJson } from "../../model/json.ts";
import { StatusError, badRequest } from "../status.ts";
import type { Applied, ApplyRequest } from "./contract.ts";
import { type FieldSet, recursiveDifference, sameSet } from "./field-set.ts";
import { allowedByLastApplied, withLastApplied } from "./last-applied.ts";
import { metadataOf, objectText, withManagedFields } from "./managed-object.ts";
import { merge } from "./merge.ts";
import { ownedFields } from "./owned-fields.ts";
import { type Owner, type Owners, OwnersError, ownerId, readOwners, writeOwners } from "./owners.ts";
import { fitOwners, recordUpdate, setFields, settle, strip } from "./ownership.ts";
import { prune } from "./prune.ts";
import { keepTimes } from "./times.ts";
import { typeErrors } from "./type-errors.ts";
import { type VersionViews, versionViews } from "./version-view.ts";
import { zeroValue } from "./zero-value.ts";

/**
 * Merges what a manager wants into the live object, removes what it no longer wants, and records what it owns.
 * Preconditions (`uid`, `resourceVersion` in the applied object) are the caller's: they are merged as any other field.
 * @throws ApplyConflict when fields of others would change and `force` is not set
 * @throws StatusError 400 when the applied object holds managedFields; 500 without reason when it does not fit the schema
 */
export function applyPatch(request: ApplyRequest): Applied {
  const { applied, live, finish } = request;
  if ((metadataOf(applied)["managedFields"] ?? null) !== null)
    throw badRequest("metadata.managedFields must be nil");
  const views = versionViews(request);
  refuseMisfits(request, views);
  const base = live ?? emptyObject(request);
  const { merged, owners } = mergeAndOwn(request, base, views);
  const changed = merged !== base && !sameJson(merged, base);
  const writer = writerOf(request);
  const owner = owners.get(ownerId(writer));
  if (changed && owner !== undefined) owners.set(ownerId(writer), { ...owner, time: request.now });
  const finished = changed ? (finish?.(merged) ?? merged) : base;
  const object = withManagedFields(withLastApplied(request, finished), writeOwners(owners));
  if (live === undefined) return { object, changed: true };
  const kept = keepTimes(live, object);
  return { object: kept, changed: kept !== live };
}

function emptyObject({ schema, applied }: ApplyRequest): JsonObject {
  const { apiVersion, kind } = applied;
  return { ...(schema === undefined ? {} : zeroValue(schema)), apiVersion, kind };
}

function writerOf({ manager, apiVersion, subresource = "" }: ApplyRequest): Omit<Owner, "fields"> {
  return { manager: manager === "" ? "unknown" : manager, operation: "Apply", apiVersion, subresource };
}

function refuseMisfits({ applied, apiVersion }: ApplyRequest, views: VersionViews): void {
  const type = views(apiVersion)?.type;
  const problems = type === undefined ? undefined : typeErrors(type, applied);
  if (problems !== undefined)
    throw failure(`failed to create typed patch object (${objectText(applied)}): ${problems}`);
}

/** An answer of the server that has no reason. */
function failure(message: string): StatusError {
  return new StatusError({ code: 500, message });
}

function mergeAndOwn(request: ApplyRequest, base: JsonObject, views: VersionViews): Merged {
  const attempt = (force: boolean): Merged => applyOnce({ ...request, force }, base, views);
  const forced = request.force ?? false;
  return forced || request.manager !== "kubectl"
    ? attempt(forced)
    : allowedByLastApplied(request, views, { attempt: () => attempt(false), force: () => attempt(true) });
}

/** The merged object, still with the managedFields that it had, and who owns what in it. */
interface Merged {
  merged: JsonObject;
  owners: Owners;
}

function applyOnce(request: ApplyRequest, base: JsonObject, views: VersionViews): Merged {
  const { applied, apiVersion, live, force = false } = request;
  const owners = readLiveOwners(live);
  if (owners.size === 0 && live !== undefined) recordBeforeFirstApply(request, owners, views);
  fitOwners(owners, views);
  const view = views(apiVersion);
  if (view === undefined) throw new Error(`the version ${apiVersion} of the request is not known`);
  const wanted = ownedFields(view.type, applied);
  const reset = view.resetFields;
  const fields = reset === undefined ? wanted : recursiveDifference(wanted, reset);
  const identity = writerOf(request);
  const id = ownerId(identity);
  const last = owners.get(id);
  const writer = { ...identity, fields: appliedAgain(fields, last) };
  owners.set(id, last === undefined ? writer : { ...last, ...writer });
  const combined = merge(view.type, base, applied) as JsonObject;
  const merged = prune(combined, { last, owners, writer, views });
  settle(owners, { before: base, after: merged, apiVersion, views }, { writer: id, force });
  const own = owners.get(id);
  if (own !== undefined) setFields(owners, id, strip(own.fields));
  return { merged, owners };
}

/** Most applies repeat the last one: then its own set stands for both, and nothing more needs to be compared. */
function appliedAgain(fields: FieldSet, last: Owner | undefined): FieldSet {
  return last !== undefined && sameSet(strip(fields), last.fields) ? last.fields : fields;
}

function readLiveOwners(live: JsonObject | undefined): Owners {
  try {
    return readOwners(metadataOf(live)["managedFields"]);
  } catch (error) {
    if (error instanceof OwnersError) throw failure(`failed to decode managed fields: ${error.message}`);
    throw error;
  }
}

/** Objects that were not tracked belong to whoever made them, before anybody applies to them. */
function recordBeforeFirstApply(request: ApplyRequest, owners: Owners, views: VersionViews): void {
  const { live = {}, apiVersion, subresource = "", now } = request;
  recordUpdate(
    owners,
    { before: emptyObject(request), after: live, apiVersion, views },
    { manager: "before-first-apply", operation: "Update", apiVersion, subresource, time: now },
  );
}
