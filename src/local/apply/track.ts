/**
 * Ownership of what creates, updates and patches wrote.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.36.3/pkg/util/managedfields/internal/fieldmanager.go
 */

import { type Json, type JsonObject, isJsonObject } from "../../model/json.ts";
import { mergeAncientChanges } from "./ancient-changes.ts";
import type { UpdateRequest } from "./contract.ts";
import { ItemError } from "./list-item.ts";
import { metadataOf, withManagedFields, withoutManagedFields } from "./managed-object.ts";
import { type Owners, OwnersError, readOwners, writeOwners } from "./owners.ts";
import { fitOwners, recordUpdate } from "./ownership.ts";
import { versionViews } from "./version-view.ts";
import { zeroValue } from "./zero-value.ts";

/**
 * The object that is to be written, with managedFields that say who owns what in it. Managed fields that the client sent
 * replace those of the live object, and are reset by `[]` or `[{}]`; then nothing is tracked until somebody applies.
 * @returns the object without managedFields where ownership cannot be told, as the server does
 */
export function trackUpdate(request: UpdateRequest): JsonObject {
  const { live, next, manager, apiVersion, subresource = "", now } = request;
  const after = withoutManagedFields(next);
  const owners = ownersOf(request);
  if (owners.size === 0 && live !== undefined) return after;
  const views = versionViews(request);
  const before = live === undefined ? emptyObject(request) : withoutManagedFields(live);
  try {
    fitOwners(owners, views);
    recordUpdate(
      owners,
      { before, after, apiVersion, views },
      {
        manager: manager === "" ? "unknown" : manager,
        operation: "Update",
        apiVersion,
        subresource,
        time: now,
      },
    );
  } catch (error) {
    if (error instanceof ItemError) return after;
    throw error;
  }
  mergeAncientChanges(owners);
  return withManagedFields(after, writeOwners(owners));
}

function emptyObject({ schema, next }: UpdateRequest): JsonObject {
  const { apiVersion, kind } = next;
  return { ...(schema === undefined ? {} : zeroValue(schema)), apiVersion, kind };
}

/** Through a subresource managedFields cannot be set. */
function ownersOf({ live, next, subresource = "" }: UpdateRequest): Owners {
  const stored = metadataOf(live)["managedFields"];
  if (subresource !== "") return readable(stored) ?? new Map();
  const sent = metadataOf(next)["managedFields"];
  if (isReset(sent)) return new Map();
  const owners = readable(sent);
  return owners === undefined || owners.size === 0 ? (readable(stored) ?? new Map()) : owners;
}

function readable(entries: Json | undefined): Owners | undefined {
  try {
    return readOwners(entries);
  } catch (error) {
    if (error instanceof OwnersError) return undefined;
    throw error;
  }
}

function isReset(sent: Json | undefined): boolean {
  if (!Array.isArray(sent)) return false;
  const [first] = sent;
  return sent.length === 0 || (sent.length === 1 && isJsonObject(first) && Object.keys(first).length === 0);
}
