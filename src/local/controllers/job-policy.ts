/**
 * What a Job makes of pods that failed, by `podFailurePolicy`, and when some indexes are enough, by `successPolicy`. Pure.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 */

import { parseIndexes } from "./job-indexes.ts";
import type { Job, Pod } from "./kinds.ts";

type Rule = NonNullable<Job["spec"]["podFailurePolicy"]>["rules"][number];

/** What a rule says of a pod. */
export interface FailureVerdict {
  action: string;
  /** Why the whole Job fails, with the action `FailJob`. */
  message: string;
}

/** The first rule that fits a failed pod. */
export function failureVerdict({ spec }: Job, pod: Pod): FailureVerdict | undefined {
  for (const [index, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const message = matched(rule, pod);
    if (message !== undefined)
      return { action: rule.action, message: `${message} matching ${rule.action} rule at index ${index}` };
  }
  return undefined;
}

function matched({ onExitCodes, onPodConditions }: Rule, { metadata, status }: Pod): string | undefined {
  const name = `${metadata.namespace}/${metadata.name}`;
  if (onExitCodes !== undefined) {
    const { containerName, operator, values } = onExitCodes;
    const ended = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(
      (one) => {
        const code = one.state?.terminated?.exitCode ?? 0;
        if (code === 0 || (containerName !== undefined && containerName !== one.name)) return false;
        return values.includes(code) === (operator === "In");
      },
    );
    if (ended === undefined) return undefined;
    return `Container ${ended.name} for pod ${name} failed with exit code ${ended.state?.terminated?.exitCode}`;
  }
  const condition = (status?.conditions ?? []).find(({ type, status: is }) =>
    onPodConditions?.some((pattern) => pattern.type === type && (pattern.status ?? "True") === is),
  );
  return condition === undefined ? undefined : `Pod ${name} has condition ${condition.type}`;
}

/** Which rule of the success policy is met. @returns a message */
export function successMessage({ spec }: Job, succeeded: ReadonlySet<number>): string | undefined {
  if (succeeded.size === 0) return undefined;
  const met = (spec.successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined)
      return succeededCount !== undefined && succeeded.size >= succeededCount;
    const wanted = parseIndexes(succeededIndexes, spec.completions ?? 0);
    const count = [...wanted].filter((index) => succeeded.has(index)).length;
    return (
      wanted.size > 0 && (count === wanted.size || (succeededCount !== undefined && count >= succeededCount))
    );
  });
  return met < 0 ? undefined : `Matched rules at index ${met}`;
}
