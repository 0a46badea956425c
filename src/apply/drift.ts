/**
 * What somebody else changed of an object, field by field: asked by one dry run of an apply, only for objects that have drifted.
 */

import { ApiError } from "../errors.ts";
import { sameJson } from "../model/json.ts";
import type { LiveObject, Manifest } from "../model/object.ts";
import { besideControllers } from "./contested.ts";
import { fieldChanges } from "./field-changes.ts";
import { covers, fieldAt, type FieldStep, formatFieldPath, parseFieldPath } from "./field-path.ts";
import { leafPaths, withoutFields } from "./field-set.ts";
import { unkeptFields } from "./ignored-fields.ts";
import { ownFields, type Writer, writerOf } from "./managed-fields.ts";
import { fieldManagerOf, type Ownership } from "./ownership.ts";
import { send, withUid } from "./send.ts";
import { isSecretField } from "./secret-field.ts";
import { displacing } from "./take-back.ts";
import type { Target } from "./target.ts";

/** One field of ours that is not as we applied it. */
export interface DriftedField {
  path: readonly FieldStep[];
  /** What we applied; `undefined` when we did not apply it, and it stands in the place of what we did. */
  ours: unknown;
  /** What is there now, `undefined` when it was removed. The same value when it only has another owner. */
  theirs: unknown;
  /** Who wrote it, as far as managedFields tell. */
  by?: Writer;
}

export interface DriftOptions {
  ownership: Pick<Ownership, "id">;
  /** What was applied last as it was sent, with secret values. */
  applied: Manifest;
  secrets: readonly string[];
  /** JSON pointers of the secret values: they may be others than those that were applied. */
  pointers: readonly string[];
  /** Paths of fields that are left to others. */
  ignore: readonly string[];
  /** Whether the whole object is ours, so that elements in the place of ours are drift: of others' objects they may be as old. */
  owned: boolean;
}

/** The fields that differ, and whether there are others that are left to their owner. */
export interface DriftedFields {
  fields: DriftedField[];
  ignored: boolean;
}

/** Finds what somebody changed of an object whose entry in managedFields is not as we left it. */
export async function driftedFields(
  target: Target,
  live: LiveObject,
  options: DriftOptions,
): Promise<DriftedFields> {
  const fieldManager = fieldManagerOf(options.ownership);
  const applied = besideControllers(options.applied, { live, fieldManager });
  const expected = await repaired(target, live, applied, options);
  const found = expected === undefined ? lost(live, applied) : changedOrTaken(live, expected, fieldManager);
  const intruders = options.owned ? displacing(live, applied, fieldManager) : [];
  const intruding = intruders.map((path) => ({
    path,
    ours: undefined,
    theirs: fieldAt(live, formatFieldPath(path)),
  }));
  const fields = [...found, ...intruding].map((field) => {
    const by = writerOf(live, field.path, fieldManager);
    return by === undefined ? field : { ...field, by };
  });
  const changed = fields.filter((field) => !isOwnSecret(field, options));
  const kept = changed.filter(({ path }) => !isIgnored(path, options.ignore));
  return { fields: kept, ignored: kept.length < changed.length };
}

/** A secret value that the program changed: the live one is there, and nobody else wrote it. */
function isOwnSecret({ path, theirs, by }: DriftedField, { applied, pointers }: DriftOptions): boolean {
  return by === undefined && theirs !== undefined && isSecretField(path, { manifest: applied, pointers });
}

function isIgnored(path: readonly FieldStep[], ignore: readonly string[]): boolean {
  return ignore.some((ignored) => covers(parseFieldPath(ignored), path));
}

/** The object as a forced apply would make it; `undefined` when the server refuses that beside what somebody changed. */
async function repaired(
  target: Target,
  live: LiveObject,
  manifest: Manifest,
  options: DriftOptions,
): Promise<LiveObject | undefined> {
  try {
    const { object } = await send(target, withUid(manifest, live), options, { dryRun: true, force: true });
    return object;
  } catch (error) {
    // Whatever the reason, the repair meets it again and reports it.
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function changedOrTaken(live: LiveObject, expected: LiveObject, fieldManager: string): DriftedField[] {
  const changes = fieldChanges(live, expected);
  if (changes.length > 0)
    return changes.map(({ path, before, after }) => ({ path, ours: after, theirs: before }));
  // Changed and changed back: the values are ours, the fields are not.
  const taken = withoutFields(ownFields(expected, fieldManager), ownFields(live, fieldManager));
  return leafPaths(taken).map((path) => {
    const value = fieldAt(live, formatFieldPath(path));
    return { path, ours: value, theirs: value };
  });
}

/** What the object does not hold of a manifest: without the server values are compared with care rather than completely. */
function lost(live: LiveObject, manifest: Manifest): DriftedField[] {
  const marks = (["labels", "annotations"] as const).flatMap((map) =>
    Object.entries(manifest.metadata[map] ?? {}).map(([key, value]) => ({
      path: ["metadata", map, key],
      ours: value,
      theirs: live.metadata[map]?.[key],
    })),
  );
  const fields = unkeptFields(manifest, live).ignored.map((field) => ({
    path: parseFieldPath(field),
    ours: fieldAt(manifest, field),
    theirs: fieldAt(live, field),
  }));
  return [...marks.filter(({ ours, theirs }) => !sameJson(ours, theirs)), ...fields];
}
