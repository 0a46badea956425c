/**
 * Objects that kubectl applied on the client's side, before it applies them on the server's.
 * @see https://github.com/kubernetes/apimachinery/blob/v0.36.3/pkg/util/managedfields/internal/lastappliedmanager.go
 */

import { type JsonObject, isJsonObject } from "../../model/json.ts";
import { LAST_APPLIED } from "../../model/object.ts";
import { compareObjects } from "./compare.ts";
import { ApplyConflict } from "./conflict.ts";
import type { ApplyRequest } from "./contract.ts";
import { type FieldSet, difference, has, isEmpty, pathsOf, setOf, union } from "./field-set.ts";
import { goJson } from "./go-format.ts";
import { metadataOf, withoutManagedFields } from "./managed-object.ts";
import { ownedFields } from "./owned-fields.ts";
import { typeErrors } from "./type-errors.ts";
import type { VersionViews } from "./version-view.ts";

/**
 * Applies; where that conflicts only in fields that kubectl itself last applied, it applies by force.
 * @throws ApplyConflict with the conflicts that are left
 */
export function allowedByLastApplied<T>(
  request: ApplyRequest,
  views: VersionViews,
  { attempt, force }: { attempt: () => T; force: () => T },
): T {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof ApplyConflict)) throw error;
    const allowed = lastAppliedFields(request, views);
    if (allowed === undefined) throw error;
    const left = error.owners.map((one) => ({ ...one, fields: notIn(one.fields, allowed) }));
    const conflicts = left.filter(({ fields }) => !isEmpty(fields));
    if (conflicts.length > 0) throw new ApplyConflict(conflicts);
    return force();
  }
}

function notIn(fields: FieldSet, allowed: FieldSet): FieldSet {
  return setOf(...[...pathsOf(fields)].filter((path) => !has(allowed, path)));
}

/** The fields that kubectl applied and that are as it applied them; `undefined` where that is not known. */
function lastAppliedFields({ live, apiVersion }: ApplyRequest, views: VersionViews): FieldSet | undefined {
  const text = annotationOf(live);
  const type = views(apiVersion)?.type;
  if (live === undefined || text === undefined || type === undefined) return undefined;
  const last = parsed(text);
  if (last?.["apiVersion"] !== apiVersion || typeErrors(type, last) !== undefined) return undefined;
  const { added, modified, removed } = compareObjects(type, last, withoutManagedFields(live));
  return difference(ownedFields(type, last), union(union(added, modified), removed));
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Whatever somebody wrote there is no reason to refuse an apply.
    return undefined;
  }
}

function annotationOf(object: JsonObject | undefined): string | undefined {
  const annotations = metadataOf(object)["annotations"];
  const text = isJsonObject(annotations) ? annotations[LAST_APPLIED] : undefined;
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** The object with what kubectl applied now in the annotation, if it has one. */
export function withLastApplied({ manager, applied }: ApplyRequest, object: JsonObject): JsonObject {
  if (manager !== "kubectl" || annotationOf(object) === undefined) return object;
  const metadata = metadataOf(object);
  const annotations = metadata["annotations"] as JsonObject;
  const text = `${goJson(withoutAnnotation(applied))}\n`;
  if (annotations[LAST_APPLIED] === text) return object;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

function withoutAnnotation(applied: JsonObject): JsonObject {
  const { annotations, ...metadata } = metadataOf(applied);
  if (!isJsonObject(annotations)) return applied;
  const { [LAST_APPLIED]: _own, ...rest } = annotations;
  return {
    ...applied,
    metadata: Object.keys(rest).length === 0 ? metadata : { ...metadata, annotations: rest },
  };
}
