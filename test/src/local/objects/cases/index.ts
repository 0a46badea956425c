/** All scenarios of the comparison. */

import type { Scenario } from "../step.ts";
import { creating } from "./creating.ts";
import { deleting } from "./deleting.ts";
import { scaling } from "./scaling.ts";
import { statuses } from "./status.ts";
import { updating } from "./updating.ts";

export const scenarios: readonly Scenario[] = [
  ...creating,
  ...updating,
  ...deleting,
  ...statuses,
  ...scaling,
];
