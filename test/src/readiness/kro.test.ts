import { describe, expect, test } from "bun:test";
import { judge } from "../../../src/readiness/readiness.ts";
import { compileWait } from "../../../src/readiness/compile-wait.ts";
import { object } from "./objects.ts";

const judgeKro = await compileWait({ wait: { rule: "kro-instance" } });

interface Row {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  observedGeneration?: number;
}

const now = (type: string, status: string, more: Partial<Row> = {}): Row => ({
  type,
  status,
  observedGeneration: 2,
  ...more,
});
const before = (type: string, status: string): Row => now(type, status, { observedGeneration: 1 });

describe("a ResourceGraphDefinition", () => {
  const rows: [string, Row[], string, string?][] = [
    ["that no controller has seen", [], "progressing", "does its controller run?"],
    [
      "that was ready before it changed",
      [before("Ready", "True"), before("GraphAccepted", "True")],
      "progressing",
    ],
    [
      "that is being compiled",
      [now("GraphAccepted", "True"), now("Ready", "Unknown", { reason: "AwaitingReconciliation" })],
      "progressing",
      "AwaitingReconciliation",
    ],
    [
      "that is ready",
      [now("GraphAccepted", "True"), now("KindReady", "True"), now("Ready", "True")],
      "ready",
    ],
    [
      "that is refused",
      [
        now("GraphAccepted", "False", {
          reason: "InvalidResourceGraph",
          message: "references unknown identifiers: [x]",
        }),
        now("Ready", "False"),
      ],
      "failed",
      "references unknown identifiers: [x]",
    ],
    [
      "whose definition cannot be changed",
      [
        now("GraphAccepted", "True"),
        now("KindReady", "False", { message: "breaking changes detected" }),
        now("Ready", "False"),
      ],
      "failed",
      "breaking changes",
    ],
    [
      "that was refused before it changed",
      [before("GraphAccepted", "False"), before("Ready", "False")],
      "progressing",
    ],
  ];
  test.each(rows)("%s", (_name, conditions, state, reason = "") => {
    const graph = object(
      "kro.run/v1alpha1/ResourceGraphDefinition",
      { status: { conditions } },
      { generation: 2 },
    );
    const verdict = judge(graph);
    expect(verdict.state).toBe(state as typeof verdict.state);
    expect(JSON.stringify(verdict)).toContain(reason);
  });
});

describe("an instance", () => {
  const waiting = now("ResourcesReady", "False", {
    reason: "NotReady",
    message: "awaiting resource readiness: web",
  });
  const rows: [string, Record<string, unknown>, string, string?][] = [
    ["that no controller has seen", {}, "progressing", "does its controller run?"],
    [
      "that was ready before it changed",
      { state: "ACTIVE", conditions: [before("Ready", "True")] },
      "progressing",
      "has not seen its change",
    ],
    [
      "that waits for a child",
      { state: "IN_PROGRESS", conditions: [waiting, now("Ready", "False")] },
      "progressing",
      "awaiting resource readiness: web",
    ],
    [
      "that is ready",
      { state: "ACTIVE", conditions: [now("ResourcesReady", "True"), now("Ready", "True")] },
      "ready",
    ],
    [
      "that kro cannot make",
      { state: "ERROR", conditions: [waiting, now("Ready", "False")] },
      "failed",
      "awaiting",
    ],
    [
      "with conditions of its author's, active",
      { state: "ACTIVE", conditions: [now("Healthy", "True")] },
      "ready",
    ],
    [
      "with conditions of its author's, in progress",
      { state: "IN_PROGRESS", conditions: [now("Healthy", "False", { reason: "Warming" })] },
      "progressing",
      "Warming",
    ],
    [
      "with conditions of its author's from before the change",
      { state: "ACTIVE", conditions: [before("Healthy", "True")] },
      "progressing",
    ],
    ["without conditions", { state: "ACTIVE" }, "ready"],
  ];
  test.each(rows)("%s", (_name, status, state, reason = "") => {
    const instance = object("example.com/v1alpha1/Shop", { status }, { generation: 2 });
    const verdict = judgeKro(instance);
    expect(verdict.state).toBe(state as typeof verdict.state);
    expect(JSON.stringify(verdict)).toContain(reason);
  });
  test("that is being deleted", () => {
    const dying = object(
      "example.com/v1alpha1/Shop",
      { status: { state: "ACTIVE" } },
      { deletionTimestamp: "t" },
    );
    expect(judgeKro(dying).state).toBe("terminating");
  });
});
