import { describe, expect, test } from "bun:test";
import { compileCondition, judgeByCel } from "../../../src/readiness/cel-rule.ts";
import { compileWait, type WaitRules } from "../../../src/readiness/compile-wait.ts";
import type { CheckRule, WaitRule } from "../../../src/readiness/wait-rule.ts";
import type { LiveObject } from "../../../src/model/object.ts";
import type { Readiness } from "../../../src/readiness/verdict.ts";
import { condition, object } from "./objects.ts";

const shop = object(
  "example.com/v1/Shop",
  {
    spec: { size: 3 },
    status: {
      phase: "Open",
      nodes: [{ ip: "10.0.0.1" }, { ip: "10.0.0.2" }],
      conditions: [
        condition("Synced", "True"),
        condition("Degraded", "False"),
        condition("Paid", "Unknown"),
        { ...condition("Audited", "True"), observedGeneration: 1 },
      ],
    },
  },
  { annotations: { "a.b/c": "d" } },
);

async function judged(rules: WaitRules, live: LiveObject = shop): Promise<Readiness> {
  return (await compileWait(rules))(live);
}

describe("a rule that a user chose", () => {
  const rows: [string, WaitRule | WaitRule[], string][] = [
    ["a condition that holds", { condition: "Synced" }, "ready"],
    ["a condition in another case", { condition: "synced" }, "ready"],
    ["a condition that does not hold", { condition: "Degraded" }, "R"],
    ["a condition wanted False", { condition: "Degraded", status: "False" }, "ready"],
    ["a condition wanted Unknown", { condition: "Paid", status: "Unknown" }, "ready"],
    ["a condition that is absent", { condition: "Other" }, "no condition Other yet"],
    ["a condition of an older generation", { condition: "Audited" }, "generation 1 of 2"],
    ["a path that exists", { jsonpath: "{.status.phase}" }, "ready"],
    ["a path with its value", { jsonpath: ".status.phase", value: "Open" }, "ready"],
    ["a path without braces and dot", { jsonpath: "status.phase", value: " Open " }, "ready"],
    ["a path with another value", { jsonpath: ".status.phase", value: "Closed" }, ".status.phase is Open"],
    ["a path that ends early", { jsonpath: ".status.none.deeper" }, ".status.none.deeper is absent"],
    ["one of several values", { jsonpath: "{.status.nodes[*].ip}", value: "10.0.0.2" }, "ready"],
    ["an index", { jsonpath: "{.status.nodes[0].ip}", value: "10.0.0.2" }, "is 10.0.0.1"],
    ["an object has no value to compare", { jsonpath: "{.spec}", value: "[object Object]" }, 'is {"size":3}'],
    [
      "a condition by path",
      { jsonpath: '{.status.conditions[?(@.type=="Synced")].status}', value: "True" },
      "ready",
    ],
    ["an expression", { cel: "self.spec.size == 3" }, "ready"],
    ["all of a list", [{ condition: "Synced" }, { jsonpath: "{.status.phase}" }, { cel: "true" }], "ready"],
    ["one of a list is missing", [{ condition: "Synced" }, { jsonpath: "{.no}" }], "{.no} is absent"],
    [
      "two of a list are missing",
      [{ condition: "No" }, { jsonpath: "{.no}" }],
      "no condition No yet; {.no} is absent",
    ],
    ["the rule of the kind beside another", ["ready", { jsonpath: "{.no}" }], "{.no} is absent"],
  ];
  test.each(rows)("%s", async (_name, wait, expected) => {
    const verdict = await judged({ wait });
    expect(verdict.state === "ready" ? "ready" : `${verdict.state}: ${verdict.reason}`).toContain(expected);
  });
  test("holds nothing for an object that is being deleted", async () => {
    const dying = { ...shop, metadata: { ...shop.metadata, deletionTimestamp: "t" } };
    expect((await judged({ wait: { condition: "Synced" } }, dying)).state).toBe("terminating");
  });
  test("holds nothing while the controller has not seen the change", async () => {
    const old = { ...shop, status: { observedGeneration: 1, conditions: [condition("Synced", "True")] } };
    expect((await judged({ wait: { condition: "Synced" } }, old)).state).toBe("progressing");
  });
});

describe("a list of rules", () => {
  const stuck = object("apps/v1/Deployment", {
    spec: { replicas: 1 },
    status: {
      observedGeneration: 2,
      conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded")],
    },
  });
  const paused = object("apps/v1/Deployment", {
    spec: { replicas: 1, paused: true },
    status: { observedGeneration: 2 },
  });
  test("fails when one of them does", async () => {
    const verdict = await judged({ wait: [{ condition: "Available" }, "ready"] }, stuck);
    expect(verdict).toMatchObject({ state: "failed", cause: "ProgressDeadlineExceeded" });
  });
  test("keeps the warning of one of them", async () => {
    const verdict = await judged({ wait: ["ready", { jsonpath: "{.spec.paused}", value: "true" }] }, paused);
    expect(verdict).toEqual({ state: "ready", warning: "it is paused", suspended: true });
  });
});

describe("failOn", () => {
  const broken = (more: object, status: object = {}): LiveObject =>
    object("example.com/v1/Shop", {
      status: {
        ...status,
        conditions: [{ ...condition("Ready", "False", "NoSuchBucket", "it is gone"), ...more }],
      },
    });
  const failOn: CheckRule = { condition: "Ready", status: "False" };
  const words = "NoSuchBucket: it is gone";
  const rows: [string, WaitRules["failOn"], LiveObject, object][] = [
    [
      "a condition of this generation fails at once",
      failOn,
      broken({ observedGeneration: 2 }),
      { state: "failed", reason: words },
    ],
    [
      "a status of this generation fails at once",
      failOn,
      broken({}, { observedGeneration: 2 }),
      { state: "failed", reason: words },
    ],
    [
      "a condition that does not say its generation fails when it stays",
      failOn,
      broken({}),
      { state: "failed", reason: words, patience: 5_000 },
    ],
    [
      "a condition of an older generation does not count",
      failOn,
      broken({ observedGeneration: 1 }),
      { state: "progressing" },
    ],
    [
      "a status of an older generation does not count",
      failOn,
      broken({}, { observedGeneration: 1 }),
      { state: "progressing" },
    ],
    [
      "a path",
      { jsonpath: "{.status.phase}", value: "Open" },
      shop,
      { state: "failed", reason: "{.status.phase} = Open holds", patience: 5_000 },
    ],
    [
      "an expression",
      { cel: "self.spec.size > 2" },
      shop,
      { state: "failed", reason: "self.spec.size > 2 holds", patience: 5_000 },
    ],
    ["any of a list", [{ jsonpath: "{.no}" }, { condition: "Synced" }], shop, { state: "failed" }],
    [
      "none of a list",
      [{ jsonpath: "{.no}" }, { condition: "Synced", status: "False" }],
      shop,
      { state: "ready" },
    ],
  ];
  test.each(rows)("%s", async (_name, rules, live, expected) => {
    const verdict = await judged({ wait: "ready", failOn: rules }, live);
    expect(verdict).toMatchObject(expected);
    if ("reason" in expected) expect("patience" in verdict).toBe("patience" in expected);
  });
});

describe("a named rule", () => {
  const jobs: [string, object, string][] = [
    ["a Job nobody has seen", {}, "progressing"],
    ["a Job whose pod is made", { startTime: "t", active: 1 }, "progressing"],
    ["a Job whose pod runs", { startTime: "t", active: 1, ready: 1 }, "ready"],
    ["a Job whose pod has ended", { startTime: "t", succeeded: 1 }, "ready"],
    ["a Job that failed", { conditions: [condition("Failed", "True", "BackoffLimitExceeded")] }, "failed"],
  ];
  test.each(jobs)("job-started: %s", async (_name, status, state) => {
    const verdict = await judged({ wait: { rule: "job-started" } }, object("batch/v1/Job", { status }));
    expect(verdict.state).toBe(state as typeof verdict.state);
  });
  test("without-address: a load balancer", async () => {
    const balancer = object("v1/Service", { spec: { type: "LoadBalancer" }, status: { loadBalancer: {} } });
    expect((await judged({ wait: { rule: "without-address" } }, balancer)).state).toBe("ready");
    expect((await judged({ wait: "ready" }, balancer)).state).toBe("progressing");
  });
});

describe("a rule that is none", () => {
  const rows: [string, WaitRules | Record<string, unknown>, string][] = [
    ["an unknown name", { wait: { rule: "job-start" } }, 'did you mean "job-started"?'],
    [
      "a rule of another kind",
      { wait: { rule: "job-started" }, kind: "apps/Deployment" },
      "It is for batch/Job.",
    ],
    [
      "a wrong path",
      { wait: { jsonpath: "{.status.conditions[?(@.type=='Ready']}" } },
      "a closing )] at position 38",
    ],
    ["a wrong expression", { wait: { cel: "self.a ==" } }, "self.a =="],
    ["an expression that gives a text", { failOn: { cel: "'a'" }, wait: "ready" }, "failOn.cel gives string"],
    ["an unknown form", { wait: { conditon: "Ready" } }, 'did you mean "condition"?'],
    ["two forms at once", { wait: { condition: "Ready", jsonpath: "{.a}" } }, "a form that is not known"],
    ["an empty condition", { wait: { condition: "" } }, "a form that is not known"],
    ["a number", { wait: 5 }, "a form that is not known"],
    ["a word", { wait: "redy" }, "a form that is not known"],
    ["nothing", { wait: null }, "a form that is not known"],
    ["an empty list", { wait: [] }, "wait is an empty list"],
    [
      "an empty list of failures",
      { wait: "ready", failOn: [] },
      "failOn is an empty list. Leave it out, or name what ends the wait as a failure.",
    ],
    ["failing by being ready", { wait: "ready", failOn: "ready" }, "failOn has a form that is not known"],
    ["a function", { wait: () => true }, "a form that is not known"],
  ];
  test.each(rows)("%s", async (_name, rules, told) => {
    const error = await compileWait(rules as unknown as WaitRules).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(told);
  });
});

describe("a CEL condition", () => {
  const rows: [string, string][] = [
    ["self.status.phase == 'Open'", "ready"],
    ["self.status.nodes.size() >= self.spec.size - 1", "ready"],
    ["self.status.phase == 'Closed'", "is false"],
    ["self.status.address.startsWith('http')", "no such key: address"],
    ["self.status.?address.hasValue()", "is false"],
    ["has(self.status.phase) && self.metadata.name != ''", "ready"],
  ];
  test.each(rows)("%s", (source, expected) => {
    const verdict = judgeByCel(compileCondition(source), shop);
    expect(verdict.state === "ready" ? "ready" : JSON.stringify(verdict)).toContain(expected);
  });
  const wrong: [string, string][] = [
    ["self.status.phase ==", "self.status.phase =="],
    ["other.status.phase == 'Open'", "other"],
    ["'Open'", "not true or false"],
    ["nosuch(self)", "nosuch"],
  ];
  test.each(wrong)("is refused: %s", (source, told) => {
    expect(() => compileCondition(source)).toThrow(told);
  });
});
