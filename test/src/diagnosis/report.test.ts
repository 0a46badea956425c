/** A diagnosis in words: grouping, order and bounds. */

import { describe, expect, test } from "bun:test";
import type { ContainerReport, Diagnosis, WarningReport } from "../../../src/diagnosis/diagnosis.ts";
import { NotReadyError } from "../../../src/diagnosis/not-ready.ts";
import { reportOf } from "../../../src/diagnosis/report.ts";
import type { ObjectRef } from "../../../src/model/object.ts";

const web: ObjectRef = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web" };
const replicaSet: ObjectRef = { ...web, kind: "ReplicaSet", name: "web-5d4f8c7b9d" };

function pod(index: number): ObjectRef {
  return {
    apiVersion: "v1",
    kind: "Pod",
    namespace: "shop",
    name: `web-5d4f8c7b9d-${String(index).padStart(5, "b")}`,
  };
}

function diagnosis(more: Partial<Diagnosis> = {}, pods = 1): Diagnosis {
  const own = Array.from({ length: pods }, (_, index) => ({
    ...pod(index),
    uid: `p${index}`,
    parent: "rs",
    state: "progressing" as const,
  }));
  const chain: Diagnosis["chain"] = [
    { ...web, uid: "d", state: "progressing" },
    { ...replicaSet, uid: "rs", parent: "d", state: "progressing" },
    ...own,
  ];
  return {
    object: web,
    reason: "0/1 replicas available",
    chain,
    containers: [],
    events: [],
    logs: [],
    unseen: [],
    ...more,
  };
}

function crashing(index: number, more: Partial<ContainerReport> = {}): ContainerReport {
  const last = { exitCode: 1, reason: "Error" };
  return {
    pod: pod(index),
    container: "main",
    init: false,
    state: "waiting",
    reason: "CrashLoopBackOff",
    restarts: 3,
    last,
    ...more,
  };
}

function warning(index: number, message: string, more: Partial<WarningReport> = {}): WarningReport {
  return { object: pod(index), reason: "BackOff", message, count: 2, at: "2026-01-01T00:00:00Z", ...more };
}

describe("what is alike is told once", () => {
  test("a hundred pods that crash in one way are one line of each sort", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index);
    const containers = hundred.map((index) => crashing(index, { restarts: 3 + (index % 3) }));
    const events = hundred.map((index) =>
      warning(index, `Back-off restarting container in ${pod(index).name}`),
    );
    const { cause, details } = reportOf(diagnosis({ containers, events }, 100));
    expect(cause).toBe("100 pods: container main: CrashLoopBackOff, its last run ended with exit code 1");
    expect(details).toBe(
      [
        "  chain      Deployment shop/web → ReplicaSet web-5d4f8c7b9d → 100 pods (web-5d4f8c7b9d-bbb10, web-5d4f8c7b9d-bbb11, web-5d4f8c7b9d-bbb12 and 97 more)",
        "  container  main of 100 pods: CrashLoopBackOff; 3–5 restarts, the last run ended with exit code 1",
        "  event      BackOff of 100 pods, 200 times: Back-off restarting container in web-5d4f8c7b9d-bbbb0",
      ].join("\n"),
    );
  });

  test("what differs is not, and the most frequent comes first", () => {
    const containers = [
      crashing(0, { last: { exitCode: 137, reason: "OOMKilled" } }),
      crashing(1),
      crashing(2),
      crashing(3, { init: true, container: "migrate" }),
    ];
    const lines = reportOf(diagnosis({ containers }, 4)).details.split("\n").slice(1);
    expect(lines).toEqual([
      "  container  main of 2 pods: CrashLoopBackOff; 3 restarts, the last run ended with exit code 1",
      "  container  main of Pod web-5d4f8c7b9d-bbbb0: CrashLoopBackOff; 3 restarts, the last run ended with exit code 137 (OOMKilled)",
      "  container  migrate (init) of Pod web-5d4f8c7b9d-bbbb3: CrashLoopBackOff; 3 restarts, the last run ended with exit code 1",
    ]);
  });

  test("generated names make no difference", () => {
    const message = (name: string): string =>
      `Error creating: pods "web-5d4f8c7b9d-${name}" is forbidden: exceeded quota: team, requested`;
    const events = ["kx7tp", "m2vqz"].map((name) =>
      warning(0, message(name), { object: replicaSet, reason: "FailedCreate" }),
    );
    const { details } = reportOf(diagnosis({ events }, 0));
    expect(details).toContain("event      FailedCreate of ReplicaSet web-5d4f8c7b9d, 4 times");
    expect(details.match(/event /g)).toHaveLength(1);
  });
});

describe("bounds", () => {
  test("of each sort five lines, and how many more", () => {
    const words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"];
    const events = words.map((word) => warning(0, word));
    const { details } = reportOf(diagnosis({ events }));
    expect(details.match(/ {2}event /g)).toHaveLength(5);
    expect(details).toContain("             and 2 more");
  });
});

describe("the first line", () => {
  const pull = crashing(0, {
    reason: "ImagePullBackOff",
    message: "registry.test/main:1: not found",
    restarts: 0,
  });
  delete (pull as Partial<ContainerReport>).last;

  test("says what happened and the next step; the lines below do not say it again", () => {
    const error = new NotReadyError(diagnosis({ containers: [pull] }), { when: "not ready after 60 s" });
    expect(error.summary).toBe(
      [
        "Deployment shop/web: not ready after 60 s: 0/1 replicas available; Pod web-5d4f8c7b9d-bbbb0: container main: ImagePullBackOff: registry.test/main:1: not found. The registry has no such image: correct its name and tag, or push it. Run again to go on waiting, or raise `timeout`.",
        "  chain      Deployment shop/web → ReplicaSet web-5d4f8c7b9d → Pod web-5d4f8c7b9d-bbbb0",
        "  container  main of Pod web-5d4f8c7b9d-bbbb0: ImagePullBackOff",
      ].join("\n"),
    );
    expect(error.code).toBe("not-ready");
    expect(error.object).toBe("Deployment shop/web");
    expect(error.diagnosis.containers).toEqual([pull]);
  });

  test("does not repeat a cause that the reason has", () => {
    const reason = "Pod web-x: container main: ImagePullBackOff: registry.test/main:1: not found";
    expect(reportOf(diagnosis({ containers: [pull], reason })).cause).toBeUndefined();
  });

  test("of an object without findings names what is not ready below it", () => {
    const chain = diagnosis().chain.map((object) =>
      object.kind === "ReplicaSet" ? { ...object, reason: "0 of 1" } : object,
    );
    expect(reportOf(diagnosis({ chain: chain.slice(0, 2) })).cause).toBe(
      "ReplicaSet shop/web-5d4f8c7b9d: 0 of 1",
    );
  });

  test("falls back to a step for everything", () => {
    const error = new NotReadyError(diagnosis(), { fallback: "Look at it." });
    expect(error.message).toStartWith("Deployment shop/web: 0/1 replicas available. Look at it.\n");
  });
});

test("logs, conditions and what is not shown have lines of their own", () => {
  const condition = { type: "Available", status: "False", reason: "No", message: "not enough" };
  const chain: Diagnosis["chain"] = [{ ...web, uid: "d", state: "progressing", condition }];
  const logs: Diagnosis["logs"] = [
    { pod: pod(0), container: "main", previous: true, lines: ["a", "::error::b"] },
    {
      pod: pod(1),
      container: "main",
      previous: false,
      lines: [],
      missing: "these credentials may not read it",
    },
  ];
  const unseen = [{ what: "events", because: "these credentials may not read them" }];
  expect(reportOf(diagnosis({ chain, logs, unseen })).details.split("\n")).toEqual([
    "  log        main of Pod web-5d4f8c7b9d-bbbb0, before its last restart:",
    "             | a",
    "             | ::error::b",
    "  log        main of Pod web-5d4f8c7b9d-bbbb1: these credentials may not read it",
    "  condition  Available of Deployment web is False: No: not enough",
    "  not shown  events: these credentials may not read them",
  ]);
});
