/** The order of judgement, whatever the kind. */

import { expect, test } from "bun:test";
import type { LiveObject } from "../../../src/model/object.ts";
import { judge } from "../../../src/readiness/readiness.ts";
import type { Readiness, Surroundings } from "../../../src/readiness/verdict.ts";
import { condition, object } from "./objects.ts";

const shop = (status: object | undefined, metadata: object = {}): LiveObject =>
  object("example.com/v1/Shop", status === undefined ? {} : { status }, metadata);
const promised: Surroundings = { statusPromised: true };
const UNWRITTEN = "it has no status yet: does its controller run?";

const rows: [string, LiveObject, Partial<Readiness> & object, Surroundings?][] = [
  ["no status, and none promised", shop(undefined), { state: "ready" }],
  [
    "no status, though one is promised",
    shop(undefined),
    { state: "progressing", reason: UNWRITTEN, acceptAfter: 10_000 },
    promised,
  ],
  [
    "an empty status, though one is promised",
    shop({}),
    { state: "progressing", reason: UNWRITTEN, acceptAfter: 10_000 },
    promised,
  ],
  ["a status without conditions", shop({ phase: "x" }), { state: "ready" }, promised],
  [
    "Ready for another generation",
    shop({ conditions: [{ ...condition("Ready", "True"), observedGeneration: 1 }] }),
    { state: "progressing", reason: "its condition Ready is about generation 1 of 2" },
  ],
  [
    "Stalled for another generation",
    shop({ conditions: [{ ...condition("Stalled", "True"), observedGeneration: 1 }] }),
    { state: "ready" },
  ],
  [
    "Stalled before Ready",
    shop({ conditions: [condition("Ready", "True"), condition("Stalled", "True", "Broken")] }),
    { state: "failed", reason: "Broken", cause: "Broken" },
  ],
  [
    "Reconciling before Stalled in its own order",
    shop({ conditions: [condition("Reconciling", "True", "Busy"), condition("Stalled", "True", "Broken")] }),
    { state: "progressing", reason: "Busy" },
  ],
  [
    "an older generation before Stalled",
    shop({ observedGeneration: 1, conditions: [condition("Stalled", "True")] }),
    { state: "progressing", reason: "its controller has seen generation 1 of 2" },
  ],
  [
    "an observed generation that is a text",
    shop({ observedGeneration: "1" }),
    { state: "progressing", reason: "its controller has seen generation 1 of 2" },
  ],
  ["an observed generation before the first", shop({ observedGeneration: -1 }), { state: "progressing" }],
  [
    "deletion before everything",
    shop({ observedGeneration: 1, conditions: [condition("Stalled", "True")] }, { deletionTimestamp: "t" }),
    { state: "terminating" },
  ],
  [
    "Reconciling before the rule of the kind",
    object("cert-manager.io/v1/Issuer", {
      status: { conditions: [condition("Ready", "True"), condition("Reconciling", "True", "Busy")] },
    }),
    { state: "progressing", reason: "Busy" },
  ],
];

test.each(rows)("%s", (_name, live, expected, around = {}) => {
  const verdict = judge(live, around);
  expect(verdict).toMatchObject(expected);
  expect("acceptAfter" in verdict).toBe("acceptAfter" in expected);
});
