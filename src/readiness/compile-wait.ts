/**
 * From what a user waits for to a function that judges. Compiled once: a wrong rule is told before anything is asked of the cluster,
 * and the CEL evaluator, which is large and rarely needed, is loaded only for an expression. Pure.
 */

import { ProviderError } from "../errors.ts";
import { isJsonObject } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { didYouMean } from "../model/suggest.ts";
import { decidedBy, explain } from "./conditions.ts";
import { parsePath } from "./jsonpath.ts";
import { ruleNamed } from "./named-rules.ts";
import { judge, judgePreconditions, observedGenerationOf } from "./readiness.ts";
import { failed, progressing, READY, type Readiness, type Rule, type Surroundings } from "./verdict.ts";
import { type CheckRule, conditionNamed, judgeByCondition, judgeByPath, type WaitRule } from "./wait-rule.ts";

/** What is waited for, and what ends the wait as a failure. */
export interface WaitRules {
  /** All of them must hold. */
  wait: WaitRule | readonly WaitRule[];
  /** Any of them fails. */
  failOn?: CheckRule | readonly CheckRule[] | undefined;
  /** `group/Kind` of the object, for rules that are about one kind only. */
  kind?: string;
}

/** Judges one object. */
export type Judge = (object: LiveObject, around?: Surroundings) => Readiness;

/**
 * Compiles rules.
 * @throws {ProviderError} `usage` for an unknown form or name, a wrong JSONPath (with the position) or CEL expression
 */
export async function compileWait({ wait, failOn, kind }: WaitRules): Promise<Judge> {
  const waits = await Promise.all(listOf("wait", wait).map((rule) => compileRule("wait", rule, kind)));
  const fails = await Promise.all(
    (failOn === undefined ? [] : listOf("failOn", failOn)).map(async (rule) => ({
      rule,
      holds: await compileRule("failOn", rule, kind),
    })),
  );
  return (object, around = {}) => {
    const before = fails.length === 0 ? undefined : judgePreconditions(object);
    if (before !== undefined) return before;
    for (const { rule, holds } of fails)
      if (holds(object, around).state === "ready") return failureBy(rule, object);
    return all(waits.map((one) => one(object, around)));
  };
}

const EMPTY_LIST = {
  wait: 'Leave it out, or name what to wait for; `wait: "applied"` waits for nothing.',
  failOn: "Leave it out, or name what ends the wait as a failure.",
};

function listOf<T>(option: keyof typeof EMPTY_LIST, rules: T | readonly T[]): readonly T[] {
  const list = Array.isArray(rules) ? (rules as readonly T[]) : [rules as T];
  if (list.length > 0) return list;
  throw new ProviderError("usage", `${option} is an empty list`, { advice: EMPTY_LIST[option] });
}

async function compileRule(option: string, rule: WaitRule, kind: string | undefined): Promise<Judge> {
  if (rule === "ready" && option === "wait") return judge;
  const check = await compileCheck(option, rule, kind);
  return (object, around = {}) => judgePreconditions(object) ?? check(object, around) ?? READY;
}

const FORMS = ["condition", "jsonpath", "cel", "rule"];

/** Programs without types come here, too: nothing about the rule is taken for granted. */
async function compileCheck(option: string, rule: unknown, kind: string | undefined): Promise<Rule> {
  const form = isJsonObject(rule) ? rule : {};
  const known = FORMS.filter((name) => typeof form[name] === "string" && form[name] !== "");
  if (known.length !== 1) throw unknownForm(option, rule);
  const named = form as unknown as CheckRule;
  if ("condition" in named) return (object) => judgeByCondition(named, object);
  if ("rule" in named) return ruleNamed(named.rule, kind);
  if ("jsonpath" in named) {
    const path = parsePath(named.jsonpath);
    return (object) => judgeByPath(named, path, object);
  }
  const { compileCondition, judgeByCel } = await import("./cel-rule.ts");
  const condition = compileCondition(named.cel, option);
  return (object) => judgeByCel(condition, object);
}

function unknownForm(option: string, rule: unknown): ProviderError {
  const given = isJsonObject(rule) ? Object.keys(rule) : [];
  const [stranger] = given.filter((name) => !FORMS.includes(name) && name !== "status" && name !== "value");
  const hint = stranger === undefined ? "" : didYouMean(stranger, FORMS);
  return new ProviderError("usage", `${option} has a form that is not known${hint}`, {
    object: shortened(JSON.stringify(rule) ?? typeof rule),
    advice: `Give one of { condition }, { jsonpath }, { cel } and { rule }${option === "wait" ? ', "ready", "applied" or false' : ""}, or a list of them.`,
  });
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** All must hold: the worst verdict decides, what is still to come is told together. */
function all(verdicts: readonly Readiness[]): Readiness {
  const [only] = verdicts;
  if (verdicts.length === 1 && only !== undefined) return only;
  const failures = verdicts.filter((one) => one.state === "failed");
  const end =
    verdicts.find((one) => one.state === "terminating") ??
    failures.find(({ patience }) => patience === undefined) ??
    failures[0];
  if (end !== undefined) return end;
  const open = verdicts.filter((one) => one.state === "progressing");
  const [first] = open;
  if (first !== undefined) {
    const { acceptAfter: _one, ...more } = first;
    const times = open.flatMap(({ acceptAfter }) => acceptAfter ?? []);
    const reason = [...new Set(open.map((one) => one.reason))].join("; ");
    return times.length === open.length
      ? progressing(reason, { acceptAfter: Math.max(...times) })
      : { ...more, reason };
  }
  return verdicts.find((one) => one.state === "ready" && one.warning !== undefined) ?? READY;
}

// A status that does not say which generation it is about may still be that from before our write.
const UNPROVEN = 5_000;

function failureBy(rule: CheckRule, object: LiveObject): Readiness {
  const condition = "condition" in rule ? conditionNamed(object, rule.condition) : undefined;
  const { generation } = object.metadata;
  const observed = condition?.observedGeneration ?? observedGenerationOf(object);
  const proven = generation !== undefined && observed !== undefined && observed >= generation;
  const patience = proven || object["status"] === undefined ? {} : { patience: UNPROVEN };
  if (condition === undefined) return failed(`${nameOf(rule)} holds`, patience);
  const words = explain(condition, `its condition ${condition.type} is ${condition.status}`);
  return failed(words, { ...decidedBy(condition), ...patience });
}

function nameOf(rule: CheckRule): string {
  if ("cel" in rule) return rule.cel;
  if ("rule" in rule) return rule.rule;
  if ("condition" in rule) return rule.condition;
  return rule.value === undefined ? rule.jsonpath : `${rule.jsonpath} = ${rule.value}`;
}
