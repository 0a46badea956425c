/** `additionalPrinterColumns` of CustomResourceDefinitions. Pure. */

import type { Column, KindRules } from "../kinds/served-kind.ts";
import type { Cell } from "./column.ts";
import { since } from "./duration.ts";
import { parseJsonPath, select } from "./json-path.ts";

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#additional-printer-columns */
export interface AdditionalPrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  format?: string;
  description?: string;
  priority?: number;
}

/** What a definition without columns is printed with. */
const AGE: AdditionalPrinterColumn = {
  name: "Age",
  type: "date",
  jsonPath: ".metadata.creationTimestamp",
};

const TYPES: ReadonlySet<string> = new Set(["string", "integer", "number", "boolean", "date"]);

/** A value as a cell of a column's type; `null` where it is of another. */
function cellOf(type: string, value: unknown, now: number): Cell {
  if (value === undefined || value === null) return null;
  switch (type) {
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      if (typeof value !== "string") return null;
      return Number.isNaN(Date.parse(value)) ? "<invalid>" : since(value, now);
    default:
      return typeof value === "string" ? value : JSON.stringify(value);
  }
}

/** How the objects of a custom kind are printed. @param columns as the definition's version has them */
export function printerColumns(
  columns: readonly AdditionalPrinterColumn[] = [],
): NonNullable<KindRules["table"]> {
  const all = columns.length === 0 ? [AGE] : columns;
  const paths = all.map(({ jsonPath }) => parseJsonPath(jsonPath));
  return {
    columns: all.map((column) => ({
      name: column.name,
      type: TYPES.has(column.type) ? (column.type as Column["type"]) : "string",
      format: column.format ?? "",
      description:
        column.description ?? `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
      priority: column.priority ?? 0,
    })),
    cells: (object, now) =>
      all.map(({ type }, index) => {
        const path = paths[index];
        return path === undefined ? null : cellOf(type, select(path, object)[0], now);
      }),
  };
}
