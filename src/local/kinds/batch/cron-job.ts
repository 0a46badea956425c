/** Rules of CronJobs. */

import type { V1CronJob, V1CronJobSpec } from "@kubernetes/client-node";
import { addNegative, addUnsupported, invalid, notSupported, required, type Causes } from "../cause.ts";
import { as, fallback, isSet, within, type Fields } from "../fields.ts";
import { addMetadata, addStrictUpdate } from "../metadata.ts";
import { dnsSubdomain } from "../names.ts";
import { shownSelector } from "../selector.ts";
import type { KindRules } from "../served-kind.ts";
import { scheduleMistake, timeZoneMistake } from "./cron.ts";
import { addJobSpec } from "./job-spec.ts";
import { defaultTemplate } from "../pod/defaults.ts";

type Spec = Fields<V1CronJobSpec>;

/** Its Jobs get eleven characters more. */
const NAME_LIMIT = 52;

export const cronJobRules: KindRules = {
  generation: "spec",
  defaults: (object) => {
    const spec = within(as<V1CronJob>(object), "spec");
    fallback(spec, "concurrencyPolicy", "Allow");
    fallback(spec, "suspend", false);
    fallback(spec, "successfulJobsHistoryLimit", 3);
    fallback(spec, "failedJobsHistoryLimit", 1);
    defaultTemplate(spec.jobTemplate?.spec?.template);
  },
  validate: (object) => {
    const causes: Causes = [];
    addMetadata(causes, object.metadata, { name: dnsSubdomain, namespaced: true });
    addSpec(causes, as<V1CronJob>(object).spec ?? {}, undefined);
    const { name } = object.metadata;
    if (name.length > NAME_LIMIT)
      causes.push(invalid("metadata.name", name, `must be no more than ${NAME_LIMIT} characters`));
    return causes;
  },
  validateUpdate: (object, previous) => {
    const causes: Causes = [];
    addStrictUpdate(causes, object.metadata, previous.metadata);
    addSpec(causes, as<V1CronJob>(object).spec ?? {}, as<V1CronJob>(previous).spec);
    return causes;
  },
};

function addSpec(to: Causes, spec: Spec, before: Spec | undefined): void {
  addSchedule(to, spec, before);
  addNegative(to, "spec.startingDeadlineSeconds", spec.startingDeadlineSeconds);
  const { timeZone } = spec;
  if (isSet(timeZone) && timeZone !== before?.timeZone) {
    const wrong = timeZoneMistake(timeZone);
    if (wrong !== undefined) to.push(invalid("spec.timeZone", timeZone, wrong));
  }
  addUnsupported(to, "spec.concurrencyPolicy", {
    value: spec.concurrencyPolicy,
    supported: ["Allow", "Forbid", "Replace"],
  });
  const job = spec.jobTemplate?.spec ?? {};
  addJobSpec(to, "spec.jobTemplate.spec", { completionMode: "NonIndexed", ...job });
  if (isSet(job.selector))
    to.push(
      invalid(
        "spec.jobTemplate.spec.selector",
        shownSelector(job.selector),
        "`selector` will be auto-generated",
      ),
    );
  if (job.manualSelector === true)
    to.push(notSupported("spec.jobTemplate.spec.manualSelector", true, ["nil", "false"]));
  addNegative(to, "spec.successfulJobsHistoryLimit", spec.successfulJobsHistoryLimit);
  addNegative(to, "spec.failedJobsHistoryLimit", spec.failedJobsHistoryLimit);
}

function addSchedule(to: Causes, { schedule = "", timeZone }: Spec, before: Spec | undefined): void {
  if (schedule === "") return void to.push(required("spec.schedule"));
  const wrong = scheduleMistake(schedule);
  if (wrong !== undefined) to.push(invalid("spec.schedule", schedule, wrong));
  if (!schedule.includes("TZ")) return;
  if (before?.schedule?.includes("TZ") !== true)
    to.push(
      invalid("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"),
    );
  else if (isSet(timeZone))
    to.push(
      invalid("spec.schedule", schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule"),
    );
}
