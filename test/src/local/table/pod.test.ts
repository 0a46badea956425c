import { describe, expect, test } from "bun:test";
import { podCells } from "../../../../src/local/table/pod.ts";

const NOW = Date.UTC(2026, 0, 1, 1);
const metadata = { name: "p", creationTimestamp: "2026-01-01T00:59:00Z" };

function status(pod: object): unknown[] {
  return podCells({ object: pod, now: NOW }).slice(1, 4);
}

function pod(phase: string, containerStatuses: object[], rest: object = {}): object {
  return {
    metadata,
    spec: { containers: containerStatuses.map(() => ({})) },
    status: { phase, containerStatuses, ...rest },
  };
}

const running = { ready: true, restartCount: 0, state: { running: {} } };
const terminated = (exitCode: number, reason?: string) => ({
  ready: false,
  restartCount: 0,
  state: { terminated: { exitCode, ...(reason === undefined ? {} : { reason }) } },
});

describe("ready, status and restarts of a pod", () => {
  test.each<[string, object, unknown[]]>([
    [
      "nothing is known of",
      { metadata, spec: { containers: [{}] }, status: { phase: "Pending" } },
      ["0/1", "Pending", "0"],
    ],
    ["runs", pod("Running", [running, running]), ["2/2", "Running", "0"]],
    [
      "is being created",
      pod("Pending", [{ restartCount: 0, state: { waiting: { reason: "ContainerCreating" } } }]),
      ["0/1", "ContainerCreating", "0"],
    ],
    [
      "crashes again and again",
      pod("Running", [
        {
          restartCount: 7,
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: { terminated: { exitCode: 1, finishedAt: "2026-01-01T00:57:00Z" } },
        },
      ]),
      ["0/1", "CrashLoopBackOff", "7 (3m ago)"],
    ],
    ["is done", pod("Succeeded", [terminated(0, "Completed")]), ["0/1", "Completed", "0"]],
    ["failed", pod("Failed", [terminated(1, "Error")]), ["0/1", "Error", "0"]],
    ["failed without a reason", pod("Failed", [terminated(3)]), ["0/1", "ExitCode:3", "0"]],
    [
      "runs in part",
      pod("Running", [terminated(0, "Completed"), running], {
        conditions: [{ type: "Ready", status: "True" }],
      }),
      ["1/2", "Running", "0"],
    ],
    [
      "runs in part and is not ready",
      pod("Running", [terminated(0, "Completed"), running]),
      ["1/2", "NotReady", "0"],
    ],
    ["was evicted", pod("Failed", [], { reason: "Evicted" }), ["0/0", "Evicted", "0"]],
    [
      "is gated",
      pod("Pending", [], { conditions: [{ type: "PodScheduled", reason: "SchedulingGated" }] }),
      ["0/0", "SchedulingGated", "0"],
    ],
    [
      "initializes",
      {
        metadata,
        spec: { containers: [{}], initContainers: [{ name: "a" }, { name: "b" }] },
        status: {
          phase: "Pending",
          initContainerStatuses: [
            { name: "a", restartCount: 0, state: { terminated: { exitCode: 0 } } },
            { name: "b", restartCount: 0, state: { running: {} } },
          ],
        },
      },
      ["0/1", "Init:1/2", "0"],
    ],
    [
      "has a sidecar",
      {
        metadata,
        spec: { containers: [{}], initContainers: [{ name: "a", restartPolicy: "Always" }] },
        status: {
          phase: "Running",
          initContainerStatuses: [
            { name: "a", restartCount: 2, started: true, ready: true, state: { running: {} } },
          ],
          containerStatuses: [running],
        },
      },
      ["2/2", "Running", "2"],
    ],
    [
      "is being deleted",
      { ...pod("Running", [running]), metadata: { ...metadata, deletionTimestamp: "2026-01-01T00:59:00Z" } },
      ["1/1", "Terminating", "0"],
    ],
  ])("that %s", (_what, object, cells) => {
    expect(status(object)).toEqual(cells);
  });
});
