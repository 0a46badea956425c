/**
 * The table of immutable fields: what the API server does with a changed value, field by field.
 *
 * The server decides, never the table: a change that a dry run accepts is an update, and one that it refuses is a replacement only
 * with the proof that the manifest is valid on its own. The table adds what the server does not say: which refusals speak of
 * immutability in other words, which field is meant where a refusal names its parent, what the server ignores without a word, and
 * what must not be replaced although it is refused. So a row that is wrong can only make a message worse or refuse a replacement.
 * A test tries every row on a server and fails on one that is not true; docs/immutable-fields.md is written from it. Pure.
 */

import type { StatusCause } from "../../errors.ts";
import type { Kind } from "../../model/kind.ts";
import { clusterFields } from "./cluster-fields.ts";
import { coreFields } from "./core-fields.ts";
import type { FieldRule } from "./field-rule.ts";
import { graphFields } from "./graph-fields.ts";
import { workloadFields } from "./workload-fields.ts";

/** The rows by group/Kind; fields that are not listed are decided by the server alone. */
export const IMMUTABLE_FIELDS: Readonly<Record<string, readonly FieldRule[] | undefined>> = {
  ...workloadFields,
  ...coreFields,
  ...clusterFields,
  ...graphFields,
};

/** The rows of a kind. */
export function fieldRules({ group, kind }: Pick<Kind, "group" | "kind">): readonly FieldRule[] {
  return IMMUTABLE_FIELDS[`${group}/${kind}`] ?? [];
}

/** The rows that a cause of a refusal may be about: it names their field, or a part of it, in their words. */
export function rulesOfCause(kind: Pick<Kind, "group" | "kind">, cause: StatusCause): readonly FieldRule[] {
  const { field = "", message = "" } = cause;
  return fieldRules(kind).filter(
    (rule) =>
      rule.answer === "refused" &&
      isWithin(field, rule.cause ?? rule.field) &&
      message.includes(rule.says ?? ""),
  );
}

/** Whether a path is another one, or below it. */
export function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
}
