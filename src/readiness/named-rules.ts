/** Rules that are asked for by name: kept in state as a name, for what no condition and no path can say. Pure. */

import { ProviderError } from "../errors.ts";
import { didYouMean } from "../model/suggest.ts";
import { startedJob } from "./jobs.ts";
import { judgeInstance } from "./kro.ts";
import { READY, type Rule } from "./verdict.ts";

/** A rule, and the kinds that it is about. */
export interface NamedRule {
  rule: Rule;
  /** `group/Kind`. @default any */
  kinds?: readonly string[];
  /** What it waits for, for the documentation. */
  says: string;
}

/** The rules by name. */
export const namedRules = {
  "job-started": {
    rule: startedJob,
    kinds: ["batch/Job"],
    says: "a pod of the Job is ready, or has ended well; a Job that fails or completes at once counts too",
  },
  "without-address": {
    rule: () => READY,
    kinds: ["/Service", "networking.k8s.io/Ingress"],
    says: "the object is accepted; no address is awaited, as where no load balancer or ingress controller gives one",
  },
  "kro-instance": {
    rule: judgeInstance,
    says: "kro says of this generation that the instance is ready (for an instance of a graph made without this package)",
  },
} satisfies Record<string, NamedRule>;

/** The name of such a rule. */
export type RuleName = keyof typeof namedRules;

/**
 * Finds a rule by its name.
 * @param kind `group/Kind` of the object that is to be judged
 * @throws {ProviderError} `usage` for an unknown name, or a rule of another kind
 */
export function ruleNamed(name: string, kind?: string): Rule {
  const found: NamedRule | undefined = isRuleName(name) ? namedRules[name] : undefined;
  if (found === undefined) {
    const names = Object.keys(namedRules);
    throw new ProviderError("usage", `there is no rule of this name${didYouMean(name, names)}`, {
      object: `{ rule: ${JSON.stringify(name)} }`,
      advice: `The rules are ${names.join(", ")}.`,
    });
  }
  if (kind !== undefined && found.kinds?.includes(kind) === false) {
    throw new ProviderError("usage", `this rule is not for ${kind}`, {
      object: `{ rule: ${JSON.stringify(name)} }`,
      advice: `It is for ${found.kinds.join(" and ")}.`,
    });
  }
  return found.rule;
}

function isRuleName(name: string): name is RuleName {
  return Object.hasOwn(namedRules, name);
}
