/** What the pods of a workload say of it while it is waited for. */

import { describe, expect, test } from "bun:test";
import { judgeCreation, writtenAt } from "../../../src/diagnosis/creation.ts";
import { isPodOf, judgePods } from "../../../src/diagnosis/pods.ts";
import type { LiveObject, ObjectMeta } from "../../../src/model/object.ts";

function live(
  kind: string,
  name: string,
  more: { metadata?: ObjectMeta; [field: string]: unknown } = {},
): LiveObject {
  const { metadata, ...body } = more;
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, uid: `uid-${name}`, resourceVersion: "1", ...metadata },
    ...body,
  };
}

const deployment = live("Deployment", "web");
const job = { ...live("Job", "task"), apiVersion: "batch/v1" };

let number = 0;
function pod(
  state: object,
  more: { metadata?: ObjectMeta; phase?: string; restarts?: number; last?: object } = {},
): LiveObject {
  number += 1;
  const { phase = "Pending", restarts = 0, last } = more;
  const lastState = last === undefined ? {} : { terminated: last };
  return {
    ...live("Pod", `web-${number}`, {
      ...(more.metadata !== undefined && { metadata: more.metadata }),
      status: {
        phase,
        containerStatuses: [{ name: "main", ready: false, restartCount: restarts, state, lastState }],
      },
    }),
    apiVersion: "v1",
  };
}

const waiting = (reason: string, message?: string): object => ({ waiting: { reason, message } });
const crashing = (restarts: number): LiveObject =>
  pod(waiting("CrashLoopBackOff", "back-off 10s"), {
    phase: "Running",
    restarts,
    last: { exitCode: 1, reason: "Error" },
  });

describe("pods", () => {
  test("a container that cannot start fails its workload, at once or after a while", () => {
    const invalid = judgePods([pod(waiting("InvalidImageName", "bad"))], deployment);
    expect(invalid.failed).toEqual({
      reason: expect.stringMatching(/^Pod web-\d+: container main: InvalidImageName: bad$/),
      cause: "InvalidImageName",
    });
    const pull = judgePods(
      [pod(waiting("ErrImagePull", "no")), pod(waiting("ImagePullBackOff", "wait"))],
      deployment,
    );
    expect(pull.failed).toMatchObject({
      reason: expect.stringMatching(/^2 pods: container main: /),
      patience: 60_000,
    });
  });

  test("a crash loop fails it after three restarts", () => {
    expect(judgePods([crashing(2)], deployment).failed).toBeUndefined();
    expect(judgePods([crashing(3), crashing(2)], deployment).failed).toEqual({
      reason:
        "2 pods: container main: CrashLoopBackOff after 3 restarts, its last run ended with exit code 1",
      cause: "CrashLoopBackOff",
    });
  });

  test("what fails at once comes before what may come right", () => {
    const pods = [pod(waiting("ErrImagePull", "no")), crashing(5)];
    expect(judgePods(pods, deployment).failed?.cause).toBe("CrashLoopBackOff");
  });

  test("a Job decides itself how often its pods may crash, not whether they can start", () => {
    expect(judgePods([crashing(5)], job).failed).toBeUndefined();
    expect(judgePods([crashing(5)], job).words).toContain("CrashLoopBackOff");
    expect(judgePods([pod(waiting("InvalidImageName"))], job).failed).toBeDefined();
  });

  test.each([
    [
      "is being deleted",
      pod(waiting("InvalidImageName"), { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } }),
    ],
    ["was evicted", pod(waiting("InvalidImageName"), { phase: "Failed" })],
    ["has done its work", pod(waiting("InvalidImageName"), { phase: "Succeeded" })],
    ["only starts", pod(waiting("ContainerCreating"))],
  ])("one that %s says nothing", (_what, one) => {
    expect(judgePods([one], deployment)).toEqual({});
  });

  test("progress is told in the same words while a pod only tries again", () => {
    const told = new Map<string, string>();
    const words = (one: LiveObject): string | undefined => judgePods([one], deployment, told).words;
    const first = words(pod(waiting("ErrImagePull", "not found")));
    expect(first).toBe("1 pod: container main: ErrImagePull: not found");
    expect(words(pod(waiting("ImagePullBackOff", "Back-off pulling")))).toBe(first);
    expect(words(crashing(1))).toBe(words(crashing(2)));
  });
});

describe("whose pods", () => {
  const owned = (kind: string, name: string, labels?: Record<string, string>): LiveObject =>
    pod(
      {},
      {
        metadata: {
          ...(labels !== undefined && { labels }),
          ownerReferences: [{ apiVersion: "apps/v1", kind, name, uid: `uid-${name}`, controller: true }],
        },
      },
    );
  const statefulSet = live("StatefulSet", "db", { status: { updateRevision: "db-2" } });
  const daemonSet = live("DaemonSet", "agent", {
    metadata: { annotations: { "deprecated.daemonset.template.generation": "2" } },
  });
  test.each([
    ["a Deployment's ReplicaSet", owned("ReplicaSet", "web-5d"), deployment, true],
    ["another Deployment's ReplicaSet", owned("ReplicaSet", "shop-5d"), deployment, false],
    [
      "a StatefulSet's new revision",
      owned("StatefulSet", "db", { "controller-revision-hash": "db-2" }),
      statefulSet,
      true,
    ],
    [
      "a StatefulSet's former revision",
      owned("StatefulSet", "db", { "controller-revision-hash": "db-1" }),
      statefulSet,
      false,
    ],
    [
      "a DaemonSet's new template",
      owned("DaemonSet", "agent", { "pod-template-generation": "2" }),
      daemonSet,
      true,
    ],
    [
      "a DaemonSet's former template",
      owned("DaemonSet", "agent", { "pod-template-generation": "1" }),
      daemonSet,
      false,
    ],
    ["another StatefulSet", owned("StatefulSet", "other"), statefulSet, false],
    ["nobody", pod({}), statefulSet, false],
  ])("of %s", (_whose, one, workload, expected) => {
    expect(isPodOf(one, workload)).toBe(expected);
  });
});

describe("pods that cannot be made", () => {
  const since = "2026-01-01T00:00:10Z";
  const statefulSet = live("StatefulSet", "db", { spec: { replicas: 1 }, status: { replicas: 0 } });
  const event = (lastTimestamp: string, uid = "uid-db"): LiveObject =>
    live("Event", "e", {
      involvedObject: { uid },
      reason: "FailedCreate",
      message: "create Pod db-0 failed",
      lastTimestamp,
    });

  test("fail their workload after a while", () => {
    expect(judgeCreation(event(since), statefulSet, since).failed).toEqual({
      reason: "its pods cannot be created: create Pod db-0 failed",
      cause: "FailedCreate",
      patience: 30_000,
    });
  });

  test.each([
    ["of another object", event(since, "uid-other"), statefulSet],
    ["from before our write", event("2026-01-01T00:00:09Z"), statefulSet],
    ["of a workload that has its pods", event(since), { ...statefulSet, status: { replicas: 1 } }],
    ["of a Job whose pods run", { ...event(since, "uid-task") }, { ...job, status: { active: 1 } }],
  ])("but not for an event %s", (_what, one, workload) => {
    expect(judgeCreation(one, workload as LiveObject, since)).toEqual({});
  });

  test("the time of our write is the server's", () => {
    const managedFields = [
      { time: "2026-01-01T00:00:02Z" },
      { time: "2026-01-01T00:00:01Z" },
      { time: "2026-01-01T00:00:09Z", subresource: "status" },
    ];
    expect(writtenAt(live("StatefulSet", "db", { metadata: { managedFields } }))).toBe(
      "2026-01-01T00:00:02Z",
    );
  });
});
