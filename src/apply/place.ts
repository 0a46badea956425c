/** One place in manifest and live object, and who owns what there. Pure. */

import type { JsonObject } from "../model/json.ts";
import { below, stepInto } from "./field-set.ts";

/** Who owns what of a live object, as sets of fields. */
export interface Holders {
  ours: JsonObject;
  others: JsonObject;
}

/** A place; a set is `undefined` where nothing is owned. */
export interface Place {
  wanted: unknown;
  live: unknown;
  ours: JsonObject | undefined;
  others: JsonObject | undefined;
}

/**
 * The place that one step of a field set leads to.
 * @param step `f:name` or `k:{…}`
 */
export function within({ wanted, live, ours, others }: Place, step: string): Place {
  return {
    wanted: stepInto(wanted, step),
    live: stepInto(live, step),
    ours: below(ours, step),
    others: below(others, step),
  };
}
