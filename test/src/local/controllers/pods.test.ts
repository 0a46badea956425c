import { afterEach, describe, expect, test } from "bun:test";
import { harness, type Editable, type Harness } from "./harness.ts";
import { claim, pod, workload } from "./manifests.ts";

let cluster: Harness;
afterEach(() => {
  expect(cluster.errors).toEqual([]);
  cluster.close();
});

const condition = (name: string, type: string): Editable =>
  cluster.get("/pods", name).status.conditions?.find((one: Editable) => one.type === type);

const events = (name: string): string[] =>
  cluster
    .list("/events")
    .filter((event) => event.involvedObject.name === name)
    .map((event) => `${event.type} ${event.reason} ${event.count ?? event.series?.count ?? 1}`);

async function start(...args: Parameters<typeof pod>): Promise<Editable> {
  cluster = await harness();
  cluster.create(pod(...args));
  await cluster.settled();
  return cluster.get("/pods", args[0]);
}

describe("a pod", () => {
  test("runs and is ready at once, with addresses and events", async () => {
    const { status, spec } = await start("web");
    expect(spec.nodeName).toBe("local");
    expect(status).toMatchObject({
      phase: "Running",
      hostIP: "172.18.0.2",
      containerStatuses: [{ name: "main", ready: true, started: true, restartCount: 0 }],
    });
    expect(status.podIPs).toEqual([{ ip: status.podIP }]);
    expect(status.conditions.map(({ type, status }: Editable) => `${type} ${status}`)).toEqual([
      "PodReadyToStartContainers True",
      "Initialized True",
      "Ready True",
      "ContainersReady True",
      "PodScheduled True",
    ]);
    expect(events("web")).toEqual([
      "Normal Scheduled 1",
      "Normal Pulled 1",
      "Normal Created 1",
      "Normal Started 1",
    ]);
  });

  test("is seen waiting, bound and running, in this order", async () => {
    cluster = await harness();
    const seen: string[] = [];
    cluster.context.store.listen("written", ({ resource, object }) => {
      const { status, spec } = object as Editable;
      if (resource === "/pods") seen.push(`${spec.nodeName ?? "-"} ${status.phase}`);
    });
    cluster.create(pod("web"));
    await cluster.settled();
    expect(seen).toEqual(["- Pending", "local Pending", "local Running"]);
  });

  test("has run its init containers and runs its sidecars", async () => {
    const initContainers = [
      { name: "init", image: "busybox" },
      { name: "proxy", image: "envoy", restartPolicy: "Always" },
    ];
    const { status } = await start("web", { spec: { initContainers } });
    expect(status.initContainerStatuses).toMatchObject([
      { name: "init", state: { terminated: { exitCode: 0, reason: "Completed" } } },
      { name: "proxy", started: true, ready: true },
    ]);
  });

  test.each([
    [
      "a selector that no node has",
      { nodeSelector: { disk: "ssd" } },
      "1 node(s) didn't match Pod's node affinity/selector.",
    ],
    [
      "more than the node has",
      { containers: [{ name: "main", image: "a", resources: { requests: { cpu: "2k", memory: "2Ti" } } }] },
      "1 Insufficient cpu, 1 Insufficient memory.",
    ],
    [
      "a claim that is not there",
      { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "none" } }] },
      'persistentvolumeclaim "none" not found.',
    ],
  ])("is not scheduled with %s", async (_what, spec, message) => {
    await start("web", { spec });
    expect(condition("web", "PodScheduled")).toMatchObject({ status: "False", reason: "Unschedulable" });
    expect(condition("web", "PodScheduled").message).toStartWith(`0/1 nodes are available: ${message}`);
    expect(events("web")).toEqual(["Warning FailedScheduling 1"]);
  });

  test("is scheduled as soon as its claim is bound", async () => {
    await start("web", { spec: { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }] } });
    cluster.create(claim("data"));
    await cluster.settled();
    expect(cluster.get("/pods", "web").status.phase).toBe("Running");
  });

  test("waits while it is gated", async () => {
    await start("web", { spec: { schedulingGates: [{ name: "later" }] } });
    expect(condition("web", "PodScheduled")).toMatchObject({ status: "False", reason: "SchedulingGated" });
    cluster.edit("/pods", "web", (object) => delete object.spec.schedulingGates);
    await cluster.settled();
    expect(cluster.get("/pods", "web").status.phase).toBe("Running");
  });

  test("takes its time to stop when it asks for it, at most its grace period", async () => {
    await start("web", { annotations: { "local.alchemy.run/stop-after": "60000" } });
    cluster.remove("/pods", "web");
    await cluster.pass(29_000);
    expect(cluster.get("/pods", "web").metadata.deletionTimestamp).toBeString();
    await cluster.pass(1000);
    expect(cluster.list("/pods")).toEqual([]);
  });
});

describe("a fault", () => {
  const state = (): Editable => {
    const { containerStatuses, phase, reason } = cluster.get("/pods", "web").status;
    const [one] = containerStatuses ?? [];
    const ended = one?.lastState.terminated ?? one?.state.terminated;
    return [phase, reason ?? one?.state.waiting?.reason, one?.restartCount, ended?.exitCode];
  };

  test.each([
    [
      "crash-loop",
      [0, 3000],
      [
        ["Running", "CrashLoopBackOff", 0, 1],
        ["Running", "CrashLoopBackOff", 1, 1],
      ],
    ],
    [
      "oom",
      [0, 7000],
      [
        ["Running", "CrashLoopBackOff", 0, 137],
        ["Running", "CrashLoopBackOff", 2, 137],
      ],
    ],
    [
      "image-pull",
      [0, 1000, 10_000],
      [
        ["Pending", "ErrImagePull", 0],
        ["Pending", "ImagePullBackOff", 0],
        ["Pending", "ErrImagePull", 0],
      ],
    ],
    ["invalid-image", [0], [["Pending", "InvalidImageName", 0]]],
    ["config-error", [0], [["Pending", "CreateContainerConfigError", 0]]],
    ["never-ready", [60_000], [["Running", undefined, 0]]],
    [
      "evicted",
      [0, 1000],
      [
        ["Pending", undefined],
        ["Failed", "Evicted"],
      ],
    ],
    ["exit-1", [0], [["Failed", undefined, 0, 1]]],
  ] as const)("%s shows as on a node", async (fault, times, states) => {
    await start("web", { fault });
    for (const [index, time] of times.entries()) {
      await cluster.pass(time);
      expect(state()).toEqual([...(states[index] ?? []), undefined, undefined, undefined].slice(0, 4));
      expect(condition("web", "Ready")?.status ?? "False").toBe("False");
    }
  });

  test("by annotation is the same as by label", async () => {
    await start("web", { annotations: { "local.alchemy.run/fault": "crash-loop" } });
    expect(state()[1]).toBe("CrashLoopBackOff");
  });

  test("of an image whose name cannot be read needs no asking", async () => {
    await start("web", { spec: { containers: [{ name: "main", image: "NGINX:latest:1" }] } });
    expect(state()[1]).toBe("InvalidImageName");
    expect(events("web")).toContain("Warning InspectFailed 1");
  });

  test.each([
    [{ fault: "slow-ready" }, 5000],
    [{ annotations: { "local.alchemy.run/ready-after": "1500" } }, 1500],
  ])("%j is ready after %i ms", async (options, ms) => {
    await start("web", options);
    await cluster.pass(ms - 100);
    expect(condition("web", "Ready").status).toBe("False");
    await cluster.pass(100);
    expect(condition("web", "Ready").status).toBe("True");
  });

  test("that repeats itself is counted, and too many events are dropped", async () => {
    await start("web", { fault: "crash-loop" });
    await cluster.pass(20_000);
    expect(events("web")).toEqual(["Normal Scheduled 1", "Warning BackOff 11"]);
    await cluster.pass(60_000);
    expect(events("web")).toEqual(["Normal Scheduled 1", "Warning BackOff 25"]);
    expect(cluster.get("/pods", "web").status.containerStatuses[0].restartCount).toBe(40);
  });
});

describe("events", () => {
  test("are written as a client library writes them", async () => {
    cluster = await harness();
    cluster.create(workload("Deployment", "web"));
    await cluster.settled();
    const { uid } = cluster.get("apps/deployments", "web").metadata;
    const event = cluster.list("/events").find((one) => one.involvedObject.kind === "Deployment");
    expect(event).toMatchObject({
      count: 1,
      firstTimestamp: "2026-01-01T00:00:00Z",
      lastTimestamp: "2026-01-01T00:00:00Z",
      involvedObject: { apiVersion: "apps/v1", kind: "Deployment", name: "web", namespace: "test", uid },
      reason: "ScalingReplicaSet",
      reportingComponent: "deployment-controller",
      source: { component: "deployment-controller" },
      type: "Normal",
    });
    expect(event.metadata.name).toMatch(/^web\.[0-9a-f]{16}$/);
  });

  test("that differ in their text only become one after ten", async () => {
    cluster = await harness();
    const about = cluster.create(pod("web"));
    for (let index = 0; index < 15; index++)
      cluster.context.event(about, {
        type: "Warning",
        reason: "Odd",
        message: `number ${index}`,
        component: "test",
      });
    const odd = cluster.list("/events").filter(({ reason }) => reason === "Odd");
    expect(odd.map(({ message, count }) => `${message} ${count}`)).toEqual([
      ...Array.from({ length: 9 }, (_, index) => `number ${index} 1`),
      "(combined from similar events): number 14 6",
    ]);
  });

  test("are forgotten after an hour", async () => {
    await start("web");
    expect(cluster.list("/events")).not.toEqual([]);
    cluster.clock.advance(3_500_000);
    expect(cluster.list("/events")).not.toEqual([]);
    cluster.clock.advance(800_000);
    expect(cluster.list("/events")).toEqual([]);
  });
});
