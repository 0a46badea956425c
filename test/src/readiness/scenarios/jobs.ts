/** Jobs. */

import { at, fault, has, job, object, template } from "./objects.ts";
import type { Scenario } from "./step.ts";

/** Jobs. */
export const jobs: readonly Scenario[] = [
  {
    name: "a Job of three completions",
    steps: [
      { apply: job({ completions: 3, parallelism: 2 }) },
      { until: "Job/web", is: has("Complete", "True") },
    ],
  },
  {
    name: "a Job that fails by its backoff limit",
    steps: [
      { apply: job({ backoffLimit: 0 }, fault("exit-1")) },
      { until: "Job/web", is: has("Failed", "True") },
    ],
  },
  {
    name: "a Job that fails by its deadline",
    steps: [
      { apply: job({ activeDeadlineSeconds: 2 }, fault("run-for-ever")) },
      { until: "Job/web", is: has("Failed", "True") },
    ],
  },
  {
    name: "a Job that is suspended, then resumed",
    steps: [
      { apply: job({ suspend: true }) },
      { until: "Job/web", is: has("Suspended", "True") },
      { patch: "Job/web", with: { spec: { suspend: false } } },
      { until: "Job/web", is: has("Complete", "True") },
    ],
  },
  {
    name: "a CronJob",
    steps: [
      {
        apply: object("batch/v1", "CronJob", {
          spec: {
            schedule: "0 0 1 1 *",
            jobTemplate: { spec: { template: template({ spec: { restartPolicy: "Never" } }) } },
          },
        }),
      },
      { patch: "CronJob/web", with: { spec: { suspend: true } } },
      { until: "CronJob/web", is: (live) => at("spec", "suspend")(live) === true },
    ],
  },
];
