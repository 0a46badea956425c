/** Columns of tables, written shortly: `Name/name, Desired:integer, Selector!1`. Pure. */

import type { Column } from "../kinds/served-kind.ts";

/** What stands in one cell. */
export type Cell = string | number | boolean | null;

/** How the objects of a kind are printed: all columns, the name among them. */
export interface Printer {
  columns: readonly Column[];
  /** @param now ms since 1970 */
  cells(object: object, now: number): Cell[];
  /** Whether a table without rows has `null` for rows, as the API server's default printer writes it. */
  nullRows?: true;
}

const COLUMN = /^(?<name>[^:/!]+)(?::(?<type>\w+))?(?:\/(?<format>\w+))?(?:!(?<priority>\d))?$/;

/** @param text as above: the name, then the type where it is not a string, the format and the priority where they are set */
export function columnsOf(text: string): Column[] {
  return text.split(", ").map((one) => {
    const { name = one, type = "string", format = "", priority = "0" } = COLUMN.exec(one)?.groups ?? {};
    return { name, type: type as Column["type"], format, description: "", priority: Number(priority) };
  });
}
