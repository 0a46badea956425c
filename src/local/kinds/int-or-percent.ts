/** Values that are a number or a percentage. Pure. */

import { addInvalid, invalid, type Causes } from "./cause.ts";
import { percent } from "./names.ts";

export type IntOrPercent = number | string | null | undefined;

/** Not negative, or a percentage. */
export function addIntOrPercent(to: Causes, field: string, value: IntOrPercent): void {
  if (typeof value === "string") addInvalid(to, field, { value, wrong: percent(value) });
  else if (typeof value === "number" && value < 0)
    to.push(invalid(field, value, "must be greater than or equal to 0"));
}

/** At most 100 %. */
export function addAtMostAll(to: Causes, field: string, value: IntOrPercent): void {
  if (typeof value === "string" && percent(value).length === 0 && Number.parseInt(value, 10) > 100)
    to.push(invalid(field, value, "must not be greater than 100%"));
}

/** The number, or that of the percentage; what is neither counts as nothing. */
export function amountOf(value: IntOrPercent): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d+%?$/.test(value) ? Number.parseInt(value, 10) : 0;
}
