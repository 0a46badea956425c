import { describe, expect, test } from "bun:test";
import { CONTAINER_FAULTS } from "../../../src/readiness/containers.ts";
import { judge } from "../../../src/readiness/readiness.ts";
import type { Readiness } from "../../../src/readiness/verdict.ts";
import { condition, object } from "./objects.ts";

interface Fields {
  phase?: string;
  reason?: string;
  message?: string;
  containers?: object[];
  init?: object[];
  conditions?: object[];
  restartPolicy?: string;
}

const NOT_READY = condition("Ready", "False", "ContainersNotReady", "containers with unready status: [web]");

function judged({
  containers,
  init,
  restartPolicy = "Always",
  conditions = [NOT_READY],
  ...status
}: Fields): Readiness {
  return judge(
    object("v1/Pod", {
      spec: { restartPolicy },
      status: {
        phase: "Running",
        conditions,
        containerStatuses: containers ?? [],
        initContainerStatuses: init ?? [],
        ...status,
      },
    }),
  );
}

const waiting = (reason: string, restartCount = 0, name = "web"): object => ({
  name,
  restartCount,
  ready: false,
  state: { waiting: { reason, message: `because of ${name}` } },
  ...(restartCount > 0 && { lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } }),
});
const running = (restartCount = 0, name = "web"): object => ({
  name,
  restartCount,
  ready: true,
  state: { running: { startedAt: "t" } },
});
const ended = (exitCode: number, name = "web"): object => ({
  name,
  restartCount: 0,
  ready: false,
  state: { terminated: { exitCode, reason: exitCode === 0 ? "Completed" : "Error" } },
});

const rows: [string, Fields, Readiness][] = [
  [
    "that is ready",
    { containers: [running()], conditions: [condition("Ready", "True")] },
    { state: "ready" },
  ],
  [
    "that is ready again after crashes",
    { containers: [running(9)], conditions: [condition("Ready", "True")] },
    { state: "ready" },
  ],
  ["that has done its work", { phase: "Succeeded", containers: [ended(0)] }, { state: "ready" }],
  [
    "that was evicted",
    { phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." },
    { state: "failed", reason: "Evicted: The node was low on resource: memory.", cause: "Evicted" },
  ],
  [
    "that failed by its container",
    { phase: "Failed", containers: [ended(0, "log"), ended(3)] },
    { state: "failed", reason: "container web ended with exit code 3", cause: "Error" },
  ],
  ["that failed without a word", { phase: "Failed" }, { state: "failed", reason: "its phase is Failed" }],
  [
    "that finds no node",
    {
      phase: "Pending",
      conditions: [condition("PodScheduled", "False", "Unschedulable", "0/1 nodes are available")],
    },
    {
      state: "progressing",
      reason: "Unschedulable: 0/1 nodes are available",
      cause: "Unschedulable",
      condition: {
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message: "0/1 nodes are available",
      },
    },
  ],
  [
    "whose container is being made",
    { phase: "Pending", containers: [waiting("ContainerCreating")] },
    { state: "progressing", reason: "container web: ContainerCreating", cause: "ContainerCreating" },
  ],
  [
    "whose containers run and are not ready",
    { containers: [{ ...running(), ready: false }] },
    {
      state: "progressing",
      reason: "ContainersNotReady: containers with unready status: [web]",
      cause: "ContainersNotReady",
      condition: {
        type: "Ready",
        status: "False",
        reason: "ContainersNotReady",
        message: "containers with unready status: [web]",
      },
    },
  ],
  [
    "that nobody has seen",
    { phase: "Pending", conditions: [] },
    { state: "progressing", reason: "its phase is Pending" },
  ],
  [
    "in its first crash",
    { containers: [waiting("CrashLoopBackOff", 0)] },
    {
      state: "progressing",
      reason: "container web: CrashLoopBackOff after 0 restarts",
      cause: "CrashLoopBackOff",
    },
  ],
  [
    "that crashed before its third restart",
    { containers: [waiting("CrashLoopBackOff", 2)] },
    {
      state: "progressing",
      reason:
        "container web: CrashLoopBackOff after 2 restarts, its last run ended with exit code 137 (OOMKilled)",
      cause: "CrashLoopBackOff",
    },
  ],
  [
    "that crashed after its third restart",
    { containers: [waiting("CrashLoopBackOff", 3)] },
    {
      state: "failed",
      reason:
        "container web: CrashLoopBackOff after 3 restarts, its last run ended with exit code 137 (OOMKilled)",
      cause: "CrashLoopBackOff",
    },
  ],
  [
    "that runs between two crashes",
    { containers: [{ ...running(7), ready: false }] },
    {
      state: "progressing",
      reason: "ContainersNotReady: containers with unready status: [web]",
      cause: "ContainersNotReady",
      condition: {
        type: "Ready",
        status: "False",
        reason: "ContainersNotReady",
        message: "containers with unready status: [web]",
      },
    },
  ],
  [
    "whose init container crashes",
    {
      phase: "Pending",
      init: [waiting("CrashLoopBackOff", 3, "migrate")],
      containers: [waiting("PodInitializing")],
    },
    {
      state: "failed",
      reason:
        "container migrate: CrashLoopBackOff after 3 restarts, its last run ended with exit code 137 (OOMKilled)",
      cause: "CrashLoopBackOff",
    },
  ],
  [
    "whose second container crashes",
    { containers: [running(), waiting("CrashLoopBackOff", 4, "proxy")] },
    {
      state: "failed",
      reason:
        "container proxy: CrashLoopBackOff after 4 restarts, its last run ended with exit code 137 (OOMKilled)",
      cause: "CrashLoopBackOff",
    },
  ],
  [
    "with a fault that may come right and one that may not",
    { containers: [waiting("ImagePullBackOff"), waiting("InvalidImageName", 0, "proxy")] },
    {
      state: "failed",
      reason: "container proxy: InvalidImageName: because of proxy",
      cause: "InvalidImageName",
    },
  ],
  [
    "with a container that is lost while another runs",
    { restartPolicy: "Never", containers: [running(), ended(2, "job")] },
    {
      state: "failed",
      reason: "container job ended with exit code 2 and is not started again",
      cause: "Error",
      patience: 60_000,
    },
  ],
  [
    "with a container that ended well while another runs",
    { restartPolicy: "Never", containers: [{ ...running(), ready: false }, ended(0, "job")] },
    {
      state: "progressing",
      reason: "ContainersNotReady: containers with unready status: [web]",
      cause: "ContainersNotReady",
      condition: {
        type: "Ready",
        status: "False",
        reason: "ContainersNotReady",
        message: "containers with unready status: [web]",
      },
    },
  ],
];

describe("a pod", () => {
  test.each(rows)("%s", (_name, fields, expected) => {
    expect(judged(fields)).toEqual(expected);
  });

  test.each(Object.entries(CONTAINER_FAULTS))("fails by %s", (cause, patience) => {
    expect(judged({ phase: "Pending", containers: [waiting(cause)] })).toEqual({
      state: "failed",
      reason: `container web: ${cause}: because of web`,
      cause,
      ...(patience !== 0 && { patience }),
    } as Readiness);
  });
});
