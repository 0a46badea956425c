/** Every request of the comparison, in the order in which both servers get them. */

import type { Step } from "../exchange.ts";
import { accessSteps } from "./access.ts";
import { bucketSteps } from "./buckets.ts";
import { configSteps } from "./config.ts";
import { listingSteps } from "./listing.ts";
import { lockingSteps } from "./locking.ts";
import { multipartSteps } from "./multipart.ts";
import { objectSteps } from "./objects.ts";
import { policySteps } from "./policies.ts";

export const steps: Step[] = [
  ...bucketSteps,
  ...configSteps,
  ...policySteps,
  ...objectSteps,
  ...listingSteps,
  ...multipartSteps,
  ...lockingSteps,
  ...accessSteps,
];
