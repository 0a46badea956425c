/** All bad inputs. */

import type { Input } from "./input.ts";
import { clusters } from "./rows/clusters.ts";
import { metadata } from "./rows/metadata.ts";
import { optionInputs } from "./rows/options.ts";
import { objectsOfOthers } from "./rows/others.ts";
import { manifests } from "./rows/services.ts";
import { values } from "./rows/values.ts";
import { workloads } from "./rows/workloads.ts";

export const inputs: readonly Input[] = [
  ...values,
  ...metadata,
  ...workloads,
  ...manifests,
  ...optionInputs,
  ...clusters,
  ...objectsOfOthers,
];
