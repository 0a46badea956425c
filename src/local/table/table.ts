/**
 * Tables: what `kubectl get` asks for instead of objects. Imports model and the contracts of kinds; pure.
 * Invariant: a table has one row for each object, with cells in the order of the columns.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
 */

import type { JsonObject } from "../../model/json.ts";
import type { ServedKind } from "../kinds/served-kind.ts";
import { printerOf } from "./printer.ts";

/** What comes with the cells of a row. */
export type IncludedObject = "Metadata" | "Object" | "None";

export interface TableOptions {
  /** @default "Metadata" */
  includeObject?: IncludedObject;
  /** ms since 1970 */
  now: number;
  /** Of the list, or of the one object. */
  metadata: JsonObject;
  /** Of the table itself. @default "v1" */
  metaVersion?: "v1" | "v1beta1";
  /** Whether to name the columns: in a watch only the first event does. @default true */
  header?: boolean;
}

const SUCCEEDED = [
  { type: "Completed", status: "True", reason: "Succeeded", message: "The pod has completed successfully." },
];
const FAILED = [{ type: "Completed", status: "True", reason: "Failed", message: "The pod failed." }];

function conditions(kind: ServedKind, object: object): object {
  if (kind.resource !== "/pods") return {};
  const phase = (object as { status?: { phase?: string } }).status?.phase;
  return phase === "Succeeded" ? { conditions: SUCCEEDED } : phase === "Failed" ? { conditions: FAILED } : {};
}

/** @param objects with or without apiVersion and kind */
export function tableOf(kind: ServedKind, objects: readonly object[], options: TableOptions): object {
  const { includeObject = "Metadata", now, metadata, header = true, metaVersion = "v1" } = options;
  const printer = printerOf(kind);
  const rows = objects.map((object) => ({
    cells: printer.cells(object, now),
    ...conditions(kind, object),
    object: included(object, { includeObject, metaVersion }),
  }));
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${metaVersion}`,
    metadata,
    columnDefinitions: header ? printer.columns : null,
    rows: printer.nullRows === true && rows.length === 0 ? null : rows,
  };
}

function included(
  object: object,
  { includeObject, metaVersion }: { includeObject: IncludedObject; metaVersion: "v1" | "v1beta1" },
): object | null {
  if (includeObject === "None") return null;
  return includeObject === "Object" ? object : partialMetadata(object, metaVersion);
}

/** An object without all but its metadata. @param version of the form, not of the object */
export function partialMetadata(object: object, version: "v1" | "v1beta1" = "v1"): object {
  return {
    kind: "PartialObjectMetadata",
    apiVersion: `meta.k8s.io/${version}`,
    metadata: "metadata" in object ? object.metadata : {},
  };
}
