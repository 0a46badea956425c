/** Validation of when a Job counts as failed or succeeded. Pure. */

import type { V1PodFailurePolicyRule } from "@kubernetes/client-node";
import {
  addInvalid,
  addNegative,
  duplicate,
  invalid,
  invalidUnseen,
  notSupported,
  required,
  tooMany,
  type Causes,
} from "../cause.ts";
import { isSet, type Fields } from "../fields.ts";
import { qualifiedName } from "../names.ts";
import type { JobSpec } from "./job-spec.ts";

const ACTIONS = ["Count", "FailIndex", "FailJob", "Ignore"];
const STATUSES = ["False", "True", "Unknown"];
const MAX_RULES = 20;

const listed = (values: readonly string[]): string =>
  `valid values: [${values.map((one) => JSON.stringify(one)).join(" ")}]`;

export function addFailurePolicy(to: Causes, field: string, spec: JobSpec): void {
  const rules = spec.podFailurePolicy?.rules ?? [];
  if (rules.length > MAX_RULES) to.push(tooMany(`${field}.rules`, rules.length, MAX_RULES));
  const { containers = [], initContainers = [] } = spec.template?.spec ?? {};
  const names = [...containers, ...initContainers].map((one) => one.name ?? "");
  for (const [index, rule] of rules.entries()) {
    const at = `${field}.rules[${index}]`;
    const { onExitCodes, onPodConditions = [] } = rule;
    addAction(to, `${at}.action`, { action: rule.action ?? "", spec });
    if (isSet(onExitCodes)) addExitCodes(to, `${at}.onExitCodes`, { rule, names });
    for (const [one, condition] of onPodConditions.entries())
      addCondition(to, `${at}.onPodConditions[${one}]`, condition);
    if (isSet(onExitCodes) && onPodConditions.length > 0)
      to.push(invalidUnseen(at, "specifying both OnExitCodes and OnPodConditions is not supported"));
    if (!isSet(onExitCodes) && onPodConditions.length === 0)
      to.push(invalidUnseen(at, "specifying one of OnExitCodes and OnPodConditions is required"));
  }
}

function addAction(to: Causes, field: string, { action, spec }: { action: string; spec: JobSpec }): void {
  if (action === "") to.push(required(field, listed(ACTIONS)));
  else if (action === "FailIndex") {
    if (!isSet(spec.backoffLimitPerIndex))
      to.push(invalid(field, action, "requires the backoffLimitPerIndex to be set"));
  } else if (!ACTIONS.includes(action)) to.push(notSupported(field, action, ACTIONS));
}

function addCondition(
  to: Causes,
  field: string,
  { type = "", status = "" }: { type?: string; status?: string },
): void {
  addInvalid(to, `${field}.type`, { value: type, wrong: qualifiedName(type) });
  if (status === "") to.push(required(`${field}.status`, listed(STATUSES)));
  else if (!STATUSES.includes(status)) to.push(notSupported(`${field}.status`, status, STATUSES));
}

function addExitCodes(
  to: Causes,
  field: string,
  { rule, names }: { rule: Fields<V1PodFailurePolicyRule>; names: readonly string[] },
): void {
  const { operator = "", containerName } = rule.onExitCodes ?? {};
  const values = rule.onExitCodes?.values ?? [];
  if (operator === "") to.push(required(`${field}.operator`, listed(["In", "NotIn"])));
  else if (operator !== "In" && operator !== "NotIn")
    to.push(notSupported(`${field}.operator`, operator, ["In", "NotIn"]));
  if (isSet(containerName) && !names.includes(containerName))
    to.push(
      invalid(
        `${field}.containerName`,
        containerName,
        "must be one of the container or initContainer names in the pod template",
      ),
    );
  if (values.length === 0) to.push(invalid(`${field}.values`, values, "at least one value is required"));
  else if (values.length > 255) to.push(tooMany(`${field}.values`, values.length, 255));
  for (const [index, value] of values.entries()) {
    if (operator === "In" && value === 0)
      to.push(invalid(`${field}.values[${index}]`, value, "must not be 0 for the In operator"));
    if (values.indexOf(value) < index) to.push(duplicate(`${field}.values[${index}]`, value));
  }
  if (values.some((value, index) => (values[index - 1] ?? -Infinity) > value))
    to.push(invalid(`${field}.values`, values, "must be ordered"));
}

export function addSuccessPolicy(
  to: Causes,
  field: string,
  { successPolicy, completions = 0 }: JobSpec,
): void {
  const rules = successPolicy?.rules ?? [];
  if (rules.length === 0)
    to.push(
      required(`${field}.rules`, "at least one rules must be specified when the successPolicy is specified"),
    );
  if (rules.length > MAX_RULES) to.push(tooMany(`${field}.rules`, rules.length, MAX_RULES));
  for (const [index, { succeededCount: count, succeededIndexes: indexes }] of rules.entries()) {
    const at = `${field}.rules[${index}]`;
    if (!isSet(count) && !isSet(indexes))
      to.push(required(at, "at least one of succeededCount or succeededIndexes must be specified"));
    const total = isSet(indexes) ? totalOf(indexes, completions) : 0;
    if (typeof total === "string")
      to.push(invalid(`${at}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${total}`));
    if (!isSet(count)) continue;
    addNegative(to, `${at}.succeededCount`, count);
    if (count > completions)
      to.push(
        invalid(
          `${at}.succeededCount`,
          count,
          `must be less than or equal to ${completions} (the number of specified completions)`,
        ),
      );
    const known = typeof total === "number" ? total : 0;
    if (isSet(indexes) && count > known)
      to.push(
        invalid(
          `${at}.succeededCount`,
          count,
          `must be less than or equal to ${known} (the number of indexes in the specified succeededIndexes field)`,
        ),
      );
  }
}

/** How many indexes `1,3-5` are; or what is wrong with it. */
function totalOf(text: string, completions: number): number | string {
  if (text === "") return 0;
  let [last, total] = [-1, 0];
  for (const part of text.split(",")) {
    const [first = "", second, ...more] = part.split("-");
    if (more.length > 0)
      return `the fragment ${JSON.stringify(part)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    for (const one of second === undefined ? [first] : [first, second]) {
      if (!/^\d+$/.test(one)) return `cannot convert string to integer for index: ${JSON.stringify(one)}`;
      if (Number(one) >= completions) return `too large index: ${JSON.stringify(one)}`;
    }
    const [from, to] = [Number(first), Number(second ?? first)];
    if (second !== undefined && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`;
    if (last >= from) return `non-increasing order, previous: ${last}, current: ${from}`;
    total += to - from + 1;
    last = to;
  }
  return total;
}
