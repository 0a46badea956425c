/** Which causes of a refused update say that a field may not change, and which fields of the manifest they mean. Pure. */

import type { StatusCause } from "../../errors.ts";
import { sameJson } from "../../model/json.ts";
import type { Kind } from "../../model/kind.ts";
import type { LiveObject, Manifest } from "../../model/object.ts";
import { fieldAt } from "../field-path.ts";
import { fieldsAt } from "../field-set.ts";
import { unkeptFields } from "../ignored-fields.ts";
import { ownFields } from "../managed-fields.ts";
import type { FieldRule } from "./field-rule.ts";
import { isWithin, rulesOfCause } from "./table.ts";
import { isTransition, type TransitionRule } from "./transition-rule.ts";

const SAYS_IMMUTABLE =
  /immutable|may not change|cannot change|can ?not be (?:changed|updated|modified)|may not be changed|updates? to .*(?:is|are) forbidden|updates may not change|in tandem with/i;

/**
 * Whether a cause says that a field may not change: by a transition rule of the kind, in the words of the table, or in the usual words.
 * A cause without a field is no field's: policies deny that way, in the words of whoever wrote them.
 * @param transitions the rules of a custom kind that compare with the value before
 */
export function isImmutableCause(
  kind: Pick<Kind, "group" | "kind">,
  cause: StatusCause,
  transitions: readonly TransitionRule[] = [],
): boolean {
  if (cause.reason === undefined || cause.field === undefined || cause.field === "") return false;
  if (transitions.some((rule) => isTransition(rule, cause.field ?? ""))) return true;
  if (rulesOfCause(kind, cause).length > 0) return true;
  if (cause.reason !== "FieldValueInvalid" && cause.reason !== "FieldValueForbidden") return false;
  return SAYS_IMMUTABLE.test(cause.message ?? "");
}

/** Whether a manifest says of a field just what the live object has: then no cause can be about a change of it. */
export function isUnchanged(live: LiveObject, manifest: Manifest, field: string): boolean {
  const wanted = fieldAt(manifest, field);
  return wanted !== undefined && sameJson(wanted, fieldAt(live, field));
}

/** A field that cannot be changed, as the manifest names it. */
export interface ImmutableField {
  field: string;
  /** Its row in the table, where it has one. */
  rule?: FieldRule;
}

/**
 * The fields of a manifest that causes are about: a cause may name a parent (`spec`), or a field that the server made of it.
 * @param fieldManager of the resource, to tell a dropped field from a default
 */
export function changedFields(
  kind: Pick<Kind, "group" | "kind">,
  causes: readonly StatusCause[],
  { live, manifest, fieldManager }: { live: LiveObject; manifest: Manifest; fieldManager: string },
): ImmutableField[] {
  const { ignored, wrapped } = unkeptFields(manifest, live);
  const unkept = [...ignored, ...wrapped].map((path) => path.slice(1).replaceAll(/\[\d+\]/g, "[]"));
  const owned = ownFields(live, fieldManager);
  const isChanged = ({ field }: FieldRule): boolean => {
    const wanted = fieldAt(manifest, field);
    if (wanted === undefined && fieldsAt(owned, field.split(".")) !== undefined) return true;
    // Amounts that are only written in another way are told apart from those that differ by nothing here.
    if (typeof wanted === "string" && wanted !== fieldAt(live, field)) return true;
    return unkept.some((path) => isWithin(path, field) || isWithin(field, path));
  };
  const found = causes.flatMap((cause): ImmutableField[] => {
    const rules = rulesOfCause(kind, cause).filter(isChanged);
    return rules.length > 0
      ? rules.map((rule) => ({ field: rule.field, rule }))
      : [{ field: readable(cause.field) }];
  });
  return [...new Map(found.map((one) => [one.field, one])).values()];
}

// The whole object has no path.
function readable(field = ""): string {
  return field === "" || field === "<nil>" ? "the object" : field;
}
