/** Finds how the objects of a kind are printed: built-in kinds by the tables here, others by the kind's own columns. */

import type { ServedKind } from "../kinds/served-kind.ts";
import { CLUSTER_CELLS } from "./cells-cluster.ts";
import { CONFIGURATION_CELLS } from "./cells-configuration.ts";
import { NETWORK_CELLS } from "./cells-network.ts";
import { WORKLOAD_CELLS } from "./cells-workload.ts";
import type { Column } from "../kinds/served-kind.ts";
import { columnsOf, type Cell, type Printer } from "./column.ts";
import { COLUMNS, DEFAULT_COLUMNS, type PrintedResource } from "./columns.ts";
import { name, text, type Printed } from "./fields.ts";

const CELLS: Readonly<Record<PrintedResource, (printed: Printed) => Cell[]>> = {
  ...WORKLOAD_CELLS,
  ...NETWORK_CELLS,
  ...CLUSTER_CELLS,
  ...CONFIGURATION_CELLS,
};

const NAME: readonly Column[] = columnsOf("Name/name");

const printers = new WeakMap<ServedKind, Printer>();

/** How the objects of a kind are printed. */
export function printerOf(kind: ServedKind): Printer {
  const known = printers.get(kind);
  if (known !== undefined) return known;
  const printer = make(kind);
  printers.set(kind, printer);
  return printer;
}

function make({ rules, resource }: ServedKind): Printer {
  const { table } = rules;
  if (table !== undefined)
    return {
      columns: [
        ...NAME,
        ...table.columns.map((column) => ({ format: "", description: "", priority: 0, ...column })),
      ],
      cells: (object, now) => [
        name({ object, now }),
        ...table.cells(object as Parameters<typeof table.cells>[0], now),
      ],
    };
  // Both groups of Events keep the same objects.
  const stored = resource === "events.k8s.io/events" ? "/events" : resource;
  if (isPrinted(stored))
    return {
      columns: columnsOf(COLUMNS[stored]),
      cells: (object, now) => CELLS[stored]({ object, now }),
    };
  return {
    columns: columnsOf(DEFAULT_COLUMNS),
    cells: (object) => [text(object, "metadata.name"), text(object, "metadata.creationTimestamp")],
    nullRows: true,
  };
}

function isPrinted(resource: string): resource is PrintedResource {
  return Object.hasOwn(COLUMNS, resource);
}
