/**
 * Rules of the Gateway API, whose conditions are per listener and per parent. Pure.
 * @see https://gateway-api.sigs.k8s.io/guides/implementers/
 */

import { itemsAt, textAt, valueAt } from "../model/json.ts";
import type { LiveObject } from "../model/object.ts";
import { type Condition, conditionsIn, decidedBy, explain, isCurrent, outdated } from "./conditions.ts";
import { MAY_COME, progressing, type Readiness, READY, type Rule } from "./verdict.ts";

/** A Gateway, or a set of its listeners, serves: it is programmed, and so is every listener. */
export const gateway: Rule = (object) => {
  const own = unmet(object, conditionsIn(valueAt(object, ["status"])), {
    needs: ["Accepted", "Programmed"],
    of: "it",
  });
  const ofListeners = itemsAt(object, ["status", "listeners"]).map((listener) =>
    unmet(object, conditionsIn(listener), {
      needs: ["Accepted", "Programmed", "ResolvedRefs"],
      of: `listener ${textAt(listener, ["name"], "")}`,
    }),
  );
  const failing = ofListeners.find((verdict) => verdict?.state === "failed");
  // It has no more to say than that.
  if (own?.cause === "ListenersNotValid" && failing !== undefined) return failing;
  return own ?? failing ?? ofListeners.find((verdict) => verdict !== undefined) ?? READY;
};

/** A route is ready when each parent that it names has accepted it and found what it refers to. */
export const route: Rule = (object) => {
  const named = itemsAt(object, ["spec", "parentRefs"]);
  const parents = itemsAt(object, ["status", "parents"]);
  for (const reference of named) {
    const name = textAt(reference, ["name"], "");
    // Several controllers may speak about one parent.
    const answers = parents.filter((parent) =>
      isSameParent(object, reference, valueAt(parent, ["parentRef"])),
    );
    if (answers.length === 0)
      return progressing(`its parent ${name} has not taken it up: does its controller run?`);
    const verdicts = answers.map((parent) =>
      unmet(object, conditionsIn(parent), { needs: ["Accepted", "ResolvedRefs"], of: `parent ${name}` }),
    );
    const open = verdicts.find((verdict) => verdict !== undefined);
    if (open !== undefined) return open;
  }
  const partial = parents
    .flatMap(conditionsIn)
    .find(({ type, status }) => type === "PartiallyInvalid" && status === "True");
  return partial === undefined
    ? READY
    : { state: "ready", warning: explain(partial, "some of its rules are not served") };
};

/** A policy is ready when everything that it is attached to has accepted it. */
export const policy: Rule = (object) => {
  const ancestors = itemsAt(object, ["status", "ancestors"]);
  if (ancestors.length === 0) return progressing("nobody has taken it up: does its controller run?");
  const verdicts = ancestors.map((ancestor) =>
    unmet(object, conditionsIn(ancestor), {
      needs: ["Accepted"],
      of: `ancestor ${textAt(ancestor, ["ancestorRef", "name"], "")}`,
    }),
  );
  return verdicts.find((verdict) => verdict !== undefined) ?? READY;
};

const IDENTITY: readonly [field: string, otherwise: string][] = [
  ["group", "gateway.networking.k8s.io"],
  ["kind", "Gateway"],
  ["name", ""],
  ["sectionName", ""],
  ["port", ""],
];

function isSameParent({ metadata }: LiveObject, a: unknown, b: unknown): boolean {
  const namespaceOf = (reference: unknown): string =>
    textAt(reference, ["namespace"], metadata.namespace ?? "");
  return (
    namespaceOf(a) === namespaceOf(b) &&
    IDENTITY.every(([field, otherwise]) => textAt(a, [field], otherwise) === textAt(b, [field], otherwise))
  );
}

/** The first condition of a part that is not met, refusals before what is still to come; `ResolvedRefs` only where it is there. */
function unmet(
  object: LiveObject,
  conditions: readonly Condition[],
  { needs, of }: { needs: readonly string[]; of: string },
): Unmet | undefined {
  const current = conditions.filter((condition) => isCurrent(object, condition));
  const refused = current.find(({ type, status }) => isRefusal(type, status) && needs.includes(type));
  const conflict = current.find(({ type, status }) => type === "Conflicted" && status === "True");
  const refusal = refused ?? conflict;
  if (refusal !== undefined) {
    const what = refusal === refused ? `not ${refusal.type}` : refusal.type;
    const reason = `${of} is ${what}: ${explain(refusal, refusal.status)}`;
    return { state: "failed", reason, ...decidedBy(refusal), patience: MAY_COME };
  }
  for (const type of needs) {
    const condition = conditions.find((one) => one.type === type);
    if (condition === undefined) {
      if (type === "ResolvedRefs") continue;
      return { state: "progressing", reason: `${of} has no condition ${type} yet` };
    }
    const decided = decidedBy(condition);
    if (!isCurrent(object, condition))
      return { state: "progressing", reason: outdated(object, condition), ...decided };
    if (condition.status === "True") continue;
    const reason = `${of} is not ${type}: ${explain(condition, condition.status)}`;
    return { state: "progressing", reason, ...decided };
  }
  return undefined;
}

type Unmet = Exclude<Readiness, { state: "ready" }>;

/** Not yet programmed is a matter of time, as is everything whose status is Unknown. */
function isRefusal(type: string, status: string): boolean {
  return status === "False" && type !== "Programmed";
}
