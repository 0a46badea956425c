/**
 * What an apply answers that would change fields of others.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.36.3/pkg/util/managedfields/internal/conflict.go
 */

import { StatusError } from "../status.ts";
import type { FieldSet } from "./field-set.ts";
import { pathsOf } from "./field-set.ts";
import { type Owner, ownerId } from "./owners.ts";
import { pathText } from "./path-element.ts";

/** A field that another manager owns. */
export interface FieldConflict {
  manager: string;
  operation: "Apply" | "Update";
  apiVersion: string;
  subresource?: string;
  /** For example `.spec.replicas`. */
  fieldPath: string;
}

/** An owner and which of its fields would change. */
export interface OwnerConflict {
  owner: Owner;
  fields: FieldSet;
}

/** 409 with a cause for each field that another manager owns. */
export class ApplyConflict extends StatusError {
  /** By manager. */
  readonly owners: readonly OwnerConflict[];
  readonly conflicts: readonly FieldConflict[];

  /** @param owners each with at least one field */
  constructor(owners: readonly OwnerConflict[]) {
    const sorted = owners.toSorted((a, b) => (ownerId(a.owner) < ownerId(b.owner) ? -1 : 1));
    const conflicts = sorted.flatMap(conflictsOf);
    super({
      code: 409,
      reason: "Conflict",
      message: conflictMessage(sorted, conflicts),
      details: {
        causes: sorted.flatMap(({ owner, fields }) =>
          [...pathsOf(fields)].map((path) => ({
            reason: "FieldManagerConflict",
            message: `conflict with ${ownerText(owner)}`,
            field: pathText(path),
          })),
        ),
      },
    });
    this.owners = sorted;
    this.conflicts = conflicts;
  }
}

function conflictsOf({ owner, fields }: OwnerConflict): FieldConflict[] {
  const { manager, operation, apiVersion, subresource } = owner;
  return [...pathsOf(fields)].map((path) => ({
    manager,
    operation,
    apiVersion,
    ...(subresource === "" ? {} : { subresource }),
    fieldPath: pathText(path),
  }));
}

function conflictMessage(owners: readonly OwnerConflict[], conflicts: readonly FieldConflict[]): string {
  const [first] = conflicts;
  const [owner] = owners;
  if (conflicts.length === 1 && first !== undefined && owner !== undefined)
    return `Apply failed with 1 conflict: conflict with ${ownerText(owner.owner)}: ${first.fieldPath}`;
  const lines = owners.flatMap(({ owner, fields }) => [
    `conflicts with ${ownerText(owner)}:`,
    ...[...pathsOf(fields)].map((path) => `- ${pathText(path)}`),
  ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join("\n")}`;
}

function ownerText({ manager, operation, apiVersion, subresource }: Owner): string {
  const part = subresource === "" ? "" : ` with subresource ${JSON.stringify(subresource)}`;
  const version = operation === "Update" ? ` using ${apiVersion}` : "";
  return `${JSON.stringify(manager)}${part}${version}`;
}
