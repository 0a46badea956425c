/** What a recorded scenario consists of. */

import type { JsonObject } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";

/** Something that is done, or waited for. Objects are named `Kind/name`. */
export type Step =
  | { apply: Manifest }
  | { patch: string; with: JsonObject; subresource?: "status" }
  | { remove: string }
  | { until: string; is: (object: unknown) => boolean }
  /** Until some object of this kind is so. */
  | { some: string; is: (object: unknown) => boolean }
  /** Also record this collection, as soon as it is served. */
  | { watch: string };

export interface Scenario {
  name: string;
  steps: readonly Step[];
}
