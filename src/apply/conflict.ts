/** Field conflicts: who owns what our manifest sets, and what to do about it. Pure. */

import { type ApiError, isConflict, ProviderError } from "../errors.ts";

/** Fields by the manager that owns them. */
export type FieldOwners = ReadonlyMap<string, readonly string[]>;

/** One or more managers own fields that the manifest sets to other values. */
export class FieldConflictError extends ProviderError {
  override readonly name = "FieldConflictError";
  /** manager → fields */
  readonly owners: FieldOwners;

  constructor(owners: FieldOwners, object: string) {
    const list = [...owners].map(([manager, fields]) => `${manager} owns ${fields.join(", ")}`).join("; ");
    const fields = [...owners.values()].flat().map((field) => JSON.stringify(field.replace(/^\./, "")));
    super("conflict", `other field managers own what the manifest sets: ${list}`, {
      object,
      advice: `Drop the fields from the manifest, leave them to their owner with conflicts: { ignore: [${fields.join(", ")}] }, or take them over with conflicts: "force".`,
    });
    this.owners = owners;
  }
}

/** Whether the server refused an apply because other managers own fields of it. */
export function isFieldConflict(error: unknown): error is ApiError {
  return isConflict(error) && error.causes.some((cause) => cause.reason === "FieldManagerConflict");
}

/** Reads managers and fields from a conflict answer. */
export function fieldOwners(error: ApiError): FieldOwners {
  const owners = new Map<string, string[]>();
  for (const cause of error.causes) {
    if (cause.reason !== "FieldManagerConflict" || cause.field === undefined) continue;
    const manager = /conflict with "((?:[^"\\]|\\.)*)"/.exec(cause.message ?? "")?.[1] ?? "another manager";
    owners.set(manager, [...(owners.get(manager) ?? []), cause.field]);
  }
  return owners;
}
