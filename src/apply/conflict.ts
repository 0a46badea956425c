/** Field conflicts: who owns what our manifest sets, and what to do about it. Pure. */

import { type ApiError, isConflict, ProviderError } from "../errors.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { fieldAt, readablePath } from "./field-path.ts";
import { describeManager, type ManagerRef } from "./managers.ts";

/**
 * What to do about a field that another manager set to another value: refuse, take it over, or leave these fields to whoever
 * owns them (paths, see field-path.ts).
 */
export type Conflicts = "fail" | "force" | { ignore: readonly string[] };

/** One field that our manifest sets and another manager owns. */
export interface FieldConflict extends ManagerRef {
  /** As the server writes it: `.spec.containers[name="web"].image`. */
  field: string;
}

/** Fields by the manager that owns them. */
export type FieldOwners = ReadonlyMap<string, readonly string[]>;

// What does not fit in a message that people read.
const MOST_MANAGERS = 4;
const MOST_FIELDS = 6;
const MOST_IGNORED = 8;

/** One or more managers own fields that the manifest sets to other values. */
export class FieldConflictError extends ProviderError {
  override readonly name = "FieldConflictError";
  /** manager → fields, all of them */
  readonly owners: FieldOwners;

  constructor(
    conflicts: readonly FieldConflict[],
    options: { object: string; manifest: Manifest; live?: LiveObject },
  ) {
    const { object, manifest, live } = options;
    const owners = new Map<string, string[]>();
    for (const { field, ...ref } of conflicts) {
      const manager = describeManager(ref, live);
      owners.set(manager, [...(owners.get(manager) ?? []), readablePath(field, manifest)]);
    }
    const paths = [...new Set([...owners.values()].flat())].map((path) => JSON.stringify(path));
    const whole = conflicts.flatMap(({ field }) =>
      Array.isArray(fieldAt(manifest, field)) ? readablePath(field, manifest) : [],
    );
    super("conflict", `other field managers own what the manifest sets: ${listed(owners)}`, {
      object,
      advice: `Drop the fields from the manifest, leave them to their owner with conflicts: { ignore: [${some(paths, MOST_IGNORED)}] }, or take them over with conflicts: "force".${wholeLists([...new Set(whole)])}`,
    });
    this.owners = owners;
  }
}

/** Lists that the server does not merge: whoever takes one over drops the elements of others. */
function wholeLists(paths: readonly string[]): string {
  if (paths.length === 0) return "";
  const are = paths.length === 1 ? "is a list that is" : "are lists that are";
  return ` ${some(paths, MOST_FIELDS)} ${are} taken over as a whole: what others put there goes.`;
}

function listed(owners: FieldOwners): string {
  const managers = [...owners].map(([manager, fields]) => `${manager} → ${some(fields, MOST_FIELDS)}`);
  return some(managers, MOST_MANAGERS, "; ");
}

function some(texts: readonly string[], most: number, separator = ", "): string {
  const shown = texts.slice(0, most).join(separator);
  return texts.length > most ? `${shown}${separator}… ${texts.length - most} more` : shown;
}

/** Whether the server refused an apply because other managers own fields of it. */
export function isFieldConflict(error: unknown): error is ApiError {
  return isConflict(error) && error.causes.some((cause) => cause.reason === "FieldManagerConflict");
}

const QUOTED = /"((?:[^"\\]|\\.)*)"/;
const MANAGER = new RegExp(`conflict with ${QUOTED.source}`);
const SUBRESOURCE = new RegExp(`with subresource ${QUOTED.source}`);

/** Reads managers and fields from a conflict answer. */
export function fieldConflicts(error: ApiError): FieldConflict[] {
  return error.causes.flatMap(({ reason, field, message = "" }) => {
    if (reason !== "FieldManagerConflict" || field === undefined) return [];
    const manager = MANAGER.exec(message)?.[1] ?? "another manager";
    const subresource = SUBRESOURCE.exec(message)?.[1];
    return [{ field, manager, ...(subresource !== undefined && { subresource }) }];
  });
}
