/** Validation of what a Job is to do: of Jobs and of the templates of CronJobs. Pure. */

import type { V1JobSpec } from "@kubernetes/client-node";
import {
  addInvalid,
  addNegative,
  invalid,
  notSupported,
  quoted,
  required,
  tooLong,
  type Causes,
} from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";
import { dnsSubdomain, INVALID_PATH, isHttpPath } from "../names.ts";
import { addTemplate } from "../pod/template.ts";
import { addFailurePolicy, addSuccessPolicy } from "./policies.ts";

export type JobSpec = Fields<V1JobSpec>;

const MAX_PARALLELISM = 100_000;
const MAX_FAILED = 100_000;
const MAX_MANAGED_BY = 63;

export function addJobSpec(to: Causes, field: string, spec: JobSpec): void {
  for (const name of [
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
  ] as const)
    addNegative(to, `${field}.${name}`, spec[name]);
  if (isSet(spec.maxFailedIndexes) && !isSet(spec.backoffLimitPerIndex))
    to.push(required(`${field}.backoffLimitPerIndex`, "when maxFailedIndexes is specified"));
  addManagedBy(to, `${field}.managedBy`, spec.managedBy);
  addCompletionMode(to, field, spec);
  if (isSet(spec.podFailurePolicy)) addFailurePolicy(to, `${field}.podFailurePolicy`, spec);
  if (isSet(spec.successPolicy)) {
    if (spec.completionMode !== "Indexed")
      to.push(invalid(`${field}.successPolicy`, shownSuccess(spec), "requires indexed completion mode"));
    else addSuccessPolicy(to, `${field}.successPolicy`, spec);
  }
  addReplacement(to, `${field}.podReplacementPolicy`, spec);
  addTemplate(to, `${field}.template`, spec.template ?? {});
  addRestartPolicy(to, `${field}.template.spec.restartPolicy`, spec);
}

function shownSuccess({ successPolicy }: JobSpec): object {
  return {
    Rules: (successPolicy?.rules ?? []).map((rule) => ({
      SucceededIndexes: rule.succeededIndexes ?? null,
      SucceededCount: rule.succeededCount ?? null,
    })),
  };
}

function addManagedBy(to: Causes, field: string, value: string | undefined): void {
  if (!isSet(value)) return;
  addPrefixedPath(to, field, value);
  if (value.length > MAX_MANAGED_BY) to.push(tooLong(field, MAX_MANAGED_BY));
}

/** `example.com/anything`. */
export function addPrefixedPath(to: Causes, field: string, value: string): void {
  if (value === "") return void to.push(required(field));
  const slash = value.indexOf("/");
  const [host, path] = [value.slice(0, Math.max(slash, 0)), value.slice(slash + 1)];
  if (slash <= 0 || path === "")
    return void to.push(invalid(field, value, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  addInvalid(to, field, { value: host, wrong: dnsSubdomain(host) });
  if (!isHttpPath(path)) to.push(invalid(field, path, INVALID_PATH));
}

function addCompletionMode(to: Causes, field: string, spec: JobSpec): void {
  const {
    completionMode: mode = "",
    completions,
    parallelism = 0,
    backoffLimitPerIndex,
    maxFailedIndexes,
  } = spec;
  if (mode !== "Indexed") {
    if (mode !== "NonIndexed")
      return void to.push(notSupported(`${field}.completionMode`, mode, ["NonIndexed", "Indexed"]));
    if (isSet(backoffLimitPerIndex))
      to.push(
        invalid(`${field}.backoffLimitPerIndex`, backoffLimitPerIndex, "requires indexed completion mode"),
      );
    if (isSet(maxFailedIndexes))
      to.push(invalid(`${field}.maxFailedIndexes`, maxFailedIndexes, "requires indexed completion mode"));
    return;
  }
  if (!isSet(completions)) to.push(required(`${field}.completions`, "when completion mode is Indexed"));
  if (parallelism > MAX_PARALLELISM)
    to.push(
      invalid(
        `${field}.parallelism`,
        parallelism,
        `must be less than or equal to ${MAX_PARALLELISM} when completion mode is Indexed`,
      ),
    );
  if (!isSet(maxFailedIndexes)) return;
  if (isSet(completions) && maxFailedIndexes > completions)
    to.push(
      invalid(`${field}.maxFailedIndexes`, maxFailedIndexes, "must be less than or equal to completions"),
    );
  if (maxFailedIndexes > MAX_FAILED)
    to.push(
      invalid(`${field}.maxFailedIndexes`, maxFailedIndexes, `must be less than or equal to ${MAX_FAILED}`),
    );
}

function addReplacement(
  to: Causes,
  field: string,
  { podReplacementPolicy: policy, podFailurePolicy }: JobSpec,
): void {
  if (!isSet(policy)) return;
  const supported = isSet(podFailurePolicy) ? ["Failed"] : ["Failed", "TerminatingOrFailed"];
  if (!supported.includes(policy)) to.push(notSupported(field, policy, supported));
}

function addRestartPolicy(to: Causes, field: string, spec: JobSpec): void {
  const policy = spec.template?.spec?.restartPolicy ?? "";
  if (policy === "Always" || policy === "")
    to.push(required(field, `valid values: ${quoted("OnFailure")}, ${quoted("Never")}`));
  else if (policy !== "OnFailure" && policy !== "Never")
    to.push(notSupported(field, policy, ["OnFailure", "Never"]));
  else if (isSet(spec.podFailurePolicy) && policy !== "Never")
    to.push(invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified'));
}
