/** Validation of the status of workloads. Pure. */

import { addNegative, invalid, type Causes } from "./cause.ts";

/** Counters of a status, and which may not be larger than which. */
export interface CounterRules {
  /** In the order in which they are looked at. */
  counters: readonly string[];
  /** May not be larger than `replicas`. */
  withinReplicas?: readonly string[];
  /** How the message about `availableReplicas` names `readyReplicas`. */
  ready?: string;
  /** May not become smaller. */
  growing?: readonly string[];
}

type Counters = Readonly<Record<string, number | undefined>>;

export function addCounters(
  to: Causes,
  rules: CounterRules,
  { status, before }: { status: object | null | undefined; before: object | null | undefined },
): void {
  const [now, old] = [(status ?? {}) as Counters, (before ?? {}) as Counters];
  for (const name of rules.counters) addNegative(to, `status.${name}`, now[name]);
  const count = (name: string): number => now[name] ?? 0;
  for (const name of rules.withinReplicas ?? [])
    if (count(name) > count("replicas"))
      to.push(invalid(`status.${name}`, count(name), "cannot be greater than status.replicas"));
  if (rules.ready !== undefined && count("availableReplicas") > count("readyReplicas"))
    to.push(
      invalid(
        "status.availableReplicas",
        count("availableReplicas"),
        `cannot be greater than ${rules.ready}`,
      ),
    );
  for (const name of rules.growing ?? [])
    if (old[name] !== undefined && (now[name] ?? -1) < (old[name] ?? 0))
      to.push(invalid(`status.${name}`, now[name] ?? 0, "cannot be decremented"));
}
