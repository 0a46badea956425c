/** The kinds of `batch`: pods that run to their end. */

import type { V1CronJob, V1Job } from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { NamespacedResource } from "./resource.ts";

/**
 * Runs pods until they succeed, for migrations and other one-time work. Ready when it has completed.
 * Its pod template cannot be changed: a new one replaces the Job, so that it runs again.
 *
 * @example
 * const migrate = await Job("migrate", {
 *   metadata: { namespace: "shop" },
 *   timeout: 300_000,
 *   spec: {
 *     backoffLimit: 2,
 *     template: {
 *       spec: {
 *         restartPolicy: "Never",
 *         containers: [{ name: "migrate", image: "shop/api:1.4.2", args: ["migrate", "up"] }],
 *       },
 *     },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export interface Job extends NamespacedResource<"batch/v1", "Job"> {}
export const Job = defineKind<V1Job, Job>("batch/v1", "Job");

/**
 * Starts Jobs at the times of a schedule. Ready as soon as it is accepted: it waits for none of its Jobs.
 *
 * @example
 * const backup = await CronJob("backup", {
 *   metadata: { namespace: "shop" },
 *   spec: {
 *     schedule: "15 3 * * *",
 *     timeZone: "Europe/Berlin",
 *     concurrencyPolicy: "Forbid",
 *     jobTemplate: {
 *       spec: {
 *         template: {
 *           spec: {
 *             restartPolicy: "OnFailure",
 *             containers: [{ name: "backup", image: "shop/backup:2.0.0" }],
 *           },
 *         },
 *       },
 *     },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export interface CronJob extends NamespacedResource<"batch/v1", "CronJob"> {}
export const CronJob = defineKind<V1CronJob, CronJob>("batch/v1", "CronJob");
