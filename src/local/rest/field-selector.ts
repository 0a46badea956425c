/** Field selectors: which fields of a kind may select, and how they are read and matched. Pure. */

import { isBuiltIn } from "../../model/kind-table.ts";
import { valueAt } from "../../model/json.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { badRequest } from "../status.ts";

/** One requirement; all of a selector must hold. */
export interface FieldRequirement {
  /** Of the field in objects of the kind's version. */
  path: string;
  value: string;
  not: boolean;
}

export type FieldSelector = readonly FieldRequirement[];

/** What selects beside the name, and the namespace where the kind has one. By storage name. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "/pods": [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.podIPs",
    "status.nominatedNodeName",
  ],
  "/nodes": ["spec.unschedulable"],
  "/namespaces": ["status.phase"],
  "/secrets": ["type"],
  "/services": ["spec.clusterIP", "spec.type"],
  "/replicationcontrollers": ["status.replicas"],
  "/events": [
    ...["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"].map(
      (field) => `involvedObject.${field}`,
    ),
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  "events.k8s.io/events": [
    ...["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"].map(
      (field) => `regarding.${field}`,
    ),
    "reason",
    "reportingController",
    "type",
  ],
  "batch/jobs": ["status.successful"],
  "certificates.k8s.io/certificatesigningrequests": ["spec.signerName"],
  "resource.k8s.io/resourceslices": ["spec.nodeName", "spec.driver"],
};

/** Names of fields that stand elsewhere in the object. */
const PATHS: Readonly<Record<string, string>> = {
  source: "source.component",
  "status.successful": "status.succeeded",
};

/** What absent fields count as, where that is not nothing. */
const ABSENT: Readonly<Record<string, string>> = {
  "spec.unschedulable": "false",
  "spec.hostNetwork": "false",
  "status.replicas": "0",
  "status.succeeded": "0",
};

function unknown(kind: ServedKind, field: string, known: readonly string[]): Error {
  if (kind.resource === "batch/jobs") return badRequest(`field label "${field}" not supported for Job`);
  if (kind.resource === "resource.k8s.io/resourceslices")
    return badRequest(`field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${field}`);
  if (FIELDS[kind.resource] !== undefined || !isBuiltIn(kind))
    return badRequest(`field label not supported: ${field}`);
  return badRequest(
    `"${field}" is not a known field selector: only ${known.map((one) => `"${one}"`).join(", ")}`,
  );
}

/** Commas and backslashes in values are escaped by a backslash. */
const TERM = /(?:\\.|[^,\\])+/g;
const PARTS = /^(?<field>[^=!]*)(?<operator>!=|==|=)(?<value>.*)$/s;

/**
 * Reads the `fieldSelector` of a query.
 * @throws {StatusError} 400 when it cannot be read, or when the kind cannot be selected by one of its fields
 */
export function parseFieldSelector(kind: ServedKind, text: string): FieldSelector {
  const own = FIELDS[kind.resource] ?? [];
  // Kinds without fields of their own take both, whether they live in a namespace or not.
  const both = kind.namespaced || own.length === 0;
  const known = ["metadata.name", ...(both ? ["metadata.namespace"] : []), ...own];
  const terms = [...text.matchAll(TERM)].map(([term]) => term).sort();
  return terms.map((term) => {
    const { field = "", operator, value = "" } = PARTS.exec(term)?.groups ?? {};
    if (operator === undefined) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    if (!known.includes(field)) throw unknown(kind, field, known);
    return {
      path: PATHS[field] ?? field,
      value: value.replaceAll(/\\(.)/g, "$1"),
      not: operator === "!=",
    };
  });
}

/** Whether an object, in the version of the selector's kind, has the fields as wanted. */
export function matchesFields(selector: FieldSelector, object: object): boolean {
  return selector.every(({ path, value, not }) => {
    const found = valueAt(object, path.split("."));
    const text =
      typeof found === "string" || typeof found === "number" || typeof found === "boolean"
        ? String(found)
        : (ABSENT[path] ?? "");
    return (text === value) !== not;
  });
}
