/** What the rules say of what was recorded, as text that people review. */

import type { LiveObject } from "../../../src/model/object.ts";
import { compileWait, type Judge } from "../../../src/readiness/compile-wait.ts";
import { judge } from "../../../src/readiness/readiness.ts";
import type { Readiness, Surroundings } from "../../../src/readiness/verdict.ts";
import { object } from "./objects.ts";
import { type Change, type Moment, replay } from "./recording.ts";

const instance = await compileWait({ wait: { rule: "kro-instance" } });

/** What the rules look up besides the object. */
const AROUND: Readonly<Record<string, Surroundings>> = {
  "a claim of a class that does not exist": { storageClass: null },
  "a claim that waits for its pod": {
    storageClass: object("storage.k8s.io/v1/StorageClass", { volumeBindingMode: "WaitForFirstConsumer" }),
  },
  "an Ingress that is given an address": {
    ingressClass: object("networking.k8s.io/v1/IngressClass", {}, { name: "recorded" }),
  },
};

/** A moment, and the verdict on the object that changed. */
export interface Step extends Moment {
  verdict: Readiness | undefined;
}

/** The steps of a scenario, each with its verdict. */
export function stepsOf(scenario: string, changes: readonly Change[]): Step[] {
  const rule = (live: LiveObject): Judge => (live.kind === "RecordedShop" ? instance : judge);
  return [...replay(changes)].map((moment) => ({
    ...moment,
    verdict:
      moment.object === undefined
        ? undefined
        : rule(moment.object)(moment.object, AROUND[scenario] ?? { statusPromised: true }),
  }));
}

function told({ object: live, verdict }: Step): string {
  if (verdict === undefined || live === undefined) return "deleted";
  const words = verdict.state === "ready" ? verdict.warning : verdict.reason;
  const after =
    "patience" in verdict ? verdict.patience : "acceptAfter" in verdict ? verdict.acceptAfter : undefined;
  const state = `${verdict.state}${after === undefined ? "" : ` (${after / 1000} s)`}`;
  const { generation } = live.metadata;
  const [line = ""] = (words ?? "").split("\n");
  return `${generation === undefined ? "" : `[${generation}] `}${state}${line === "" ? "" : `: ${line}`}`;
}

/** One line per object and verdict, in the order of the cluster; a verdict that stays is told once. */
export function transcript(scenario: string, changes: readonly Change[]): string {
  const last = new Map<string, string>();
  const lines = stepsOf(scenario, changes).flatMap((step) => {
    const now = told(step);
    if (last.get(step.title) === now) return [];
    last.set(step.title, now);
    return [`${step.title} ${now}`];
  });
  return [`# ${scenario}`, ...lines].join("\n");
}
