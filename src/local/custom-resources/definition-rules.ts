/** What the API server does to CustomResourceDefinitions on their way to the store. */

import type { LiveObject, Manifest } from "../../model/object.ts";
import { timestamp } from "../clock.ts";
import type { KindRules } from "../kinds/served-kind.ts";
import { specOf, statusOf } from "./definition.ts";
import type { DefinitionCondition, DefinitionSpec, DefinitionStatus } from "./definition.ts";
import { definitionErrors, definitionUpdateErrors } from "./definition-errors.ts";
import { quote } from "../validation/go-text.ts";
import { unheardFormats } from "./schema-formats.ts";

/** Holds a definition until its objects are gone. */
export const CLEANUP_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

/** The rules of CustomResourceDefinitions. */
export const definitionRules: KindRules = {
  generation: "spec",
  defaults: (object) => {
    fillNames(specOf(object));
  },
  prepare: (object, previous) => {
    const status: DefinitionStatus =
      previous === undefined
        ? { acceptedNames: { kind: "", plural: "" }, conditions: null, storedVersions: [] }
        : structuredClone(statusOf(previous));
    addStorageVersion(object, status);
    object["status"] = status;
  },
  validate: (object, { warn }) => {
    for (const format of unheardFormats(object)) warn?.(`unrecognized format ${quote(format)}`);
    return definitionErrors(object);
  },
  validateUpdate: (object, previous, { warn }) => {
    const before = new Set(unheardFormats(previous));
    for (const format of unheardFormats(object))
      if (!before.has(format)) warn?.(`unrecognized format ${quote(format)}`);
    return definitionUpdateErrors(object, previous);
  },
  validateStatus: () => [],
  deletion: (object, { clock }) => {
    const { finalizers = [] } = object.metadata;
    const now = timestamp(clock.now());
    const condition: DefinitionCondition = {
      type: "Terminating",
      status: "True",
      reason: "InstanceDeletionPending",
      message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
    };
    return {
      ...object,
      metadata: {
        ...object.metadata,
        deletionTimestamp: now,
        finalizers: finalizers.includes(CLEANUP_FINALIZER) ? finalizers : [...finalizers, CLEANUP_FINALIZER],
      },
      status: withCondition(statusOf(object), condition, now),
    };
  },
};

function fillNames(spec: DefinitionSpec): void {
  const { names } = spec;
  const { kind = "" } = names ?? {};
  if (names !== undefined) {
    if ((names.singular ?? "") === "" && kind !== "") names.singular = kind.toLowerCase();
    if ((names.listKind ?? "") === "" && kind !== "") names.listKind = `${kind}List`;
  }
  spec.conversion ??= { strategy: "None" };
}

/** Versions in which objects were kept stay known until somebody takes them away. */
function addStorageVersion(object: Manifest, status: DefinitionStatus): void {
  const storage = specOf(object).versions?.find((version) => version.storage === true)?.name;
  const stored = status.storedVersions ?? [];
  if (storage !== undefined && !stored.includes(storage)) status.storedVersions = [...stored, storage];
}

/** A status with a condition set. @param now RFC 3339 */
export function withCondition(
  status: DefinitionStatus,
  condition: DefinitionCondition,
  now: string,
): DefinitionStatus {
  const conditions = status.conditions ?? [];
  const old = conditions.find(({ type }) => type === condition.type);
  const kept = old?.status === condition.status ? old.lastTransitionTime : undefined;
  const next = { ...old, ...condition, lastTransitionTime: kept ?? now };
  return {
    ...status,
    conditions:
      old === undefined ? [...conditions, next] : conditions.map((one) => (one === old ? next : one)),
  };
}

/** Whether a definition is on its way out. */
export function isTerminating(definition: LiveObject | undefined): boolean {
  return definition?.metadata.deletionTimestamp !== undefined;
}
