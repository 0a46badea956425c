import { afterEach, describe, expect, test } from "bun:test";
import { harness, type Editable, type Harness } from "./harness.ts";
import { claim, job, template, workload } from "./manifests.ts";

let cluster: Harness;
afterEach(() => {
  expect(cluster.errors).toEqual([]);
  cluster.close();
});

const names = (resource: string): string[] => cluster.list(resource).map(({ metadata }) => metadata.name);
const image = (text: string) => (object: Editable) => {
  object.spec.template.spec.containers[0].image = text;
};
const reasons = (kind: string): string[] =>
  cluster
    .list("/events")
    .filter((event) => event.involvedObject.kind === kind)
    .map((event) => `${event.reason}: ${event.message}`);

describe("StatefulSet", () => {
  const SETS = "apps/statefulsets";
  const status = (): Editable => cluster.get(SETS, "db").status;

  async function start(spec: Record<string, unknown> = {}, fault?: string): Promise<void> {
    cluster = await harness();
    const volumeClaimTemplates = [claim("data")];
    const own = { replicas: 3, serviceName: "db", volumeClaimTemplates, ...spec };
    cluster.create(
      workload("StatefulSet", "db", { spec: own, ...(fault === undefined ? {} : { pod: { fault } }) }),
    );
    await cluster.settled();
  }

  test("makes numbered pods with claims, one after the other", async () => {
    cluster = await harness();
    const order: string[] = [];
    cluster.context.store.listen("written", ({ resource, type, object }) => {
      const { phase, conditions } = (object as Editable).status ?? {};
      if (resource !== "/pods") return;
      if (type === "ADDED") order.push(`+${object.metadata.name}`);
      const ready = conditions?.some((one: Editable) => one.type === "Ready" && one.status === "True");
      if (phase === "Running" && ready) order.push(`ready ${object.metadata.name}`);
    });
    cluster.create(
      workload("StatefulSet", "db", { spec: { replicas: 2, volumeClaimTemplates: [claim("data")] } }),
    );
    await cluster.settled();
    expect(order).toEqual(["+db-0", "ready db-0", "+db-1", "ready db-1"]);
    expect(names("/persistentvolumeclaims")).toEqual(["data-db-0", "data-db-1"]);
    const [pod] = cluster.list("/pods");
    const [revision] = cluster.list("apps/controllerrevisions");
    expect(pod.metadata.labels).toEqual({
      app: "db",
      "apps.kubernetes.io/pod-index": "0",
      "controller-revision-hash": revision.metadata.name,
      "statefulset.kubernetes.io/pod-name": "db-0",
    });
    expect(pod.spec).toMatchObject({
      hostname: "db-0",
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data-db-0" } }],
    });
    expect(reasons("StatefulSet")).toEqual([
      "SuccessfulCreate: Create Claim data-db-0 Pod db-0 in StatefulSet db success",
      "SuccessfulCreate: Create Pod db-0 in StatefulSet db successful",
      "SuccessfulCreate: Create Claim data-db-1 Pod db-1 in StatefulSet db success",
      "SuccessfulCreate: Create Pod db-1 in StatefulSet db successful",
    ]);
  });

  test("takes a revision that is there already, whoever made it, for its own", async () => {
    await start({ replicas: 1 });
    const before = names("apps/controllerrevisions");
    cluster.remove(SETS, "db", { propagationPolicy: "Orphan" });
    await cluster.settled();
    // Its labels match no selector any more, so that nobody adopts it.
    cluster.edit("apps/controllerrevisions", before[0] ?? "", (revision) => {
      revision.metadata.labels = {};
    });
    cluster.create(workload("StatefulSet", "db", { spec: { replicas: 1, serviceName: "db" } }));
    await cluster.settled();
    expect(names("apps/controllerrevisions")).toEqual(before);
    expect(status().updateRevision).toBe(before[0]);
  });

  test("stops at the first pod that is not ready, unless it may make all at once", async () => {
    await start({}, "never-ready");
    expect(names("/pods")).toEqual(["db-0"]);
    cluster.close();
    await start({ podManagementPolicy: "Parallel" }, "never-ready");
    expect(names("/pods")).toEqual(["db-0", "db-1", "db-2"]);
  });

  test("exchanges pods from the highest number down, and ends with one revision", async () => {
    await start();
    const gone: string[] = [];
    cluster.context.store.listen("written", ({ resource, type, object }) => {
      if (resource === "/pods" && type === "DELETED") gone.push(object.metadata.name);
    });
    cluster.edit(SETS, "db", image("nginx:1.28"));
    await cluster.settled();
    expect(gone).toEqual(["db-2", "db-1", "db-0"]);
    expect(status().currentRevision).toBe(status().updateRevision);
    expect(status()).toMatchObject({ currentReplicas: 3, updatedReplicas: 3, readyReplicas: 3 });
  });

  test("leaves pods below the partition as they are, also when they come back", async () => {
    await start({ updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } } });
    cluster.edit(SETS, "db", image("nginx:1.28"));
    await cluster.settled();
    cluster.remove("/pods", "db-0");
    await cluster.settled();
    const images = cluster.list("/pods").map((pod) => pod.spec.containers[0].image);
    expect(images).toEqual(["nginx:1.27", "nginx:1.27", "nginx:1.28"]);
    expect(status()).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
    expect(status().currentRevision).not.toBe(status().updateRevision);
  });

  test.each([
    [
      { whenScaled: "Retain", whenDeleted: "Retain" },
      ["data-db-0", "data-db-1", "data-db-2"],
      ["data-db-0", "data-db-1", "data-db-2"],
    ],
    [{ whenScaled: "Delete", whenDeleted: "Retain" }, ["data-db-0"], ["data-db-0"]],
    [{ whenScaled: "Retain", whenDeleted: "Delete" }, ["data-db-0", "data-db-1", "data-db-2"], []],
    [{ whenScaled: "Delete", whenDeleted: "Delete" }, ["data-db-0"], []],
  ])("with %j keeps the claims that it should", async (policy, afterScaling, afterDeletion) => {
    await start({ persistentVolumeClaimRetentionPolicy: policy });
    cluster.edit(SETS, "db", (object) => (object.spec.replicas = 1));
    await cluster.settled();
    expect(names("/persistentvolumeclaims")).toEqual(afterScaling);
    cluster.remove(SETS, "db", { propagationPolicy: "Background" });
    await cluster.settled();
    expect(names("/persistentvolumeclaims")).toEqual(afterDeletion);
  });

  test("counts its pods from where it is told to", async () => {
    await start({ replicas: 2, ordinals: { start: 5 } });
    expect(names("/pods")).toEqual(["db-5", "db-6"]);
  });
});

describe("DaemonSet", () => {
  const SETS = "apps/daemonsets";

  test("has a pod on each node that fits, also on one that comes later", async () => {
    cluster = await harness();
    cluster.create(workload("DaemonSet", "agent"));
    cluster.create(workload("DaemonSet", "gpu", { pod: { spec: { nodeSelector: { gpu: "yes" } } } }));
    await cluster.settled();
    expect(cluster.get(SETS, "gpu").status).toMatchObject({ desiredNumberScheduled: 0, numberReady: 0 });
    cluster.create({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "second", labels: { gpu: "yes" } },
      spec: {},
    });
    await cluster.settled();
    expect(cluster.get(SETS, "agent").status).toMatchObject({
      desiredNumberScheduled: 2,
      numberAvailable: 2,
    });
    expect(cluster.get(SETS, "gpu").status).toMatchObject({ desiredNumberScheduled: 1, numberAvailable: 1 });
    expect(
      cluster
        .list("/pods")
        .map(({ spec }) => spec.nodeName as string)
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(["local", "second", "second"]);
  });

  test.each([
    ["replacing", { maxSurge: 0, maxUnavailable: 1 }],
    ["surging", { maxSurge: 1, maxUnavailable: 0 }],
  ])("exchanges its pods by %s them", async (_how, rollingUpdate) => {
    cluster = await harness();
    const updateStrategy = { type: "RollingUpdate", rollingUpdate };
    cluster.create(workload("DaemonSet", "agent", { spec: { updateStrategy } }));
    await cluster.settled();
    let most = 0;
    cluster.context.store.listen("written", ({ resource }) => {
      if (resource === "/pods") most = Math.max(most, cluster.list("/pods").length);
    });
    cluster.edit(SETS, "agent", image("nginx:1.28"));
    await cluster.settled();
    const [pod, ...others] = cluster.list("/pods");
    expect([pod.spec.containers[0].image, others.length]).toEqual(["nginx:1.28", 0]);
    expect(most).toBe(rollingUpdate.maxSurge + 1);
    expect(cluster.get(SETS, "agent").status).toMatchObject({
      updatedNumberScheduled: 1,
      numberAvailable: 1,
    });
  });
});

describe("ReplicaSet and ReplicationController", () => {
  test("release a pod whose labels no longer match and make another", async () => {
    cluster = await harness();
    const spec = { replicas: 1, selector: { app: "old" }, template: template("old") };
    cluster.create({ apiVersion: "v1", kind: "ReplicationController", metadata: { name: "old" }, spec });
    cluster.create(workload("ReplicaSet", "web"));
    await cluster.settled();
    for (const name of names("/pods"))
      cluster.edit("/pods", name, (pod) => (pod.metadata.labels.app = "debug"));
    await cluster.settled();
    const owned = cluster
      .list("/pods")
      .map(({ metadata }) => `${metadata.labels.app} ${metadata.ownerReferences?.[0].kind}`);
    expect(owned.toSorted((a, b) => a.localeCompare(b))).toEqual([
      "debug undefined",
      "debug undefined",
      "old ReplicationController",
      "web ReplicaSet",
    ]);
  });

  test("report why pods cannot be made, and make them when they can", async () => {
    cluster = await harness();
    const quota = {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "small" },
      spec: { hard: { pods: "1" } },
    };
    cluster.create(quota);
    cluster.create(workload("ReplicaSet", "web", { spec: { replicas: 2 } }));
    await cluster.settled();
    const { status } = cluster.get("apps/replicasets", "web");
    expect(status).toMatchObject({
      replicas: 1,
      conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate" }],
    });
    expect(status.conditions[0].message).toMatch(
      /^pods "web-\w{5}" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1$/,
    );
    expect(cluster.get("/resourcequotas", "small").status).toEqual({
      hard: { pods: "1" },
      used: { pods: "1" },
    });
    cluster.edit("/resourcequotas", "small", (object) => (object.spec.hard.pods = "5"));
    await cluster.pass(5000);
    expect(cluster.get("apps/replicasets", "web").status).toEqual({
      availableReplicas: 2,
      fullyLabeledReplicas: 2,
      observedGeneration: 1,
      readyReplicas: 2,
      replicas: 2,
      terminatingReplicas: 0,
    });
  });
});

describe("Job", () => {
  const JOBS = "batch/jobs";
  const start = async (...args: Parameters<typeof job>): Promise<void> => {
    cluster = await harness();
    cluster.create(job(...args));
    await cluster.settled();
  };
  const conditions = (): string[] =>
    cluster
      .get(JOBS, "migrate")
      .status.conditions.map((one: Editable) => `${one.type} ${one.status} ${one.reason}`);
  const tracked = (): number =>
    cluster.list("/pods").filter(({ metadata }) => metadata.finalizers !== undefined).length;

  test("completes as many pods as it is asked to, as many at a time as it may", async () => {
    cluster = await harness();
    let most = 0;
    cluster.context.store.listen("written", ({ resource }) => {
      const isActive = ({ status }: Editable): boolean =>
        status.phase === "Pending" || status.phase === "Running";
      if (resource === "/pods") most = Math.max(most, cluster.list("/pods").filter(isActive).length);
    });
    cluster.create(job("migrate", { spec: { completions: 5, parallelism: 2 } }));
    await cluster.settled();
    expect(cluster.get(JOBS, "migrate").status).toMatchObject({ succeeded: 5, ready: 0, terminating: 0 });
    expect(conditions()).toEqual([
      "SuccessCriteriaMet True CompletionsReached",
      "Complete True CompletionsReached",
    ]);
    expect([most, tracked(), names("/pods").length]).toEqual([2, 0, 5]);
    expect(reasons("Job").at(-1)).toBe("Completed: Job completed");
  });

  test("gives each pod an index when it is indexed", async () => {
    await start("migrate", { spec: { completions: 3, parallelism: 3, completionMode: "Indexed" } });
    const pods = cluster.list("/pods");
    expect(pods.map(({ spec }) => spec.hostname)).toEqual(["migrate-0", "migrate-1", "migrate-2"]);
    expect(pods[1].metadata.labels["batch.kubernetes.io/job-completion-index"]).toBe("1");
    expect(pods[1].spec.containers[0].env[0].name).toBe("JOB_COMPLETION_INDEX");
    expect(cluster.get(JOBS, "migrate").status).toMatchObject({ completedIndexes: "0-2", succeeded: 3 });
  });

  test("tries again after 10 s, then 20 s, and fails after the limit", async () => {
    await start("migrate", { spec: { backoffLimit: 2 }, pod: { fault: "exit-1" } });
    const counts: number[] = [];
    for (const seconds of [0, 9, 2, 18, 3]) {
      await cluster.pass(seconds * 1000);
      counts.push(names("/pods").length);
    }
    expect(counts).toEqual([1, 1, 2, 2, 3]);
    expect(conditions()).toEqual([
      "FailureTarget True BackoffLimitExceeded",
      "Failed True BackoffLimitExceeded",
    ]);
    expect(cluster.get(JOBS, "migrate").status).toMatchObject({ failed: 3 });
    expect(tracked()).toBe(0);
  });

  test("is over when its time is, and its pods with it", async () => {
    await start("migrate", { spec: { activeDeadlineSeconds: 5 }, pod: { fault: "run-for-ever" } });
    expect(cluster.get(JOBS, "migrate").status).toMatchObject({ active: 1, ready: 1 });
    await cluster.pass(5000);
    expect(conditions()).toEqual(["FailureTarget True DeadlineExceeded", "Failed True DeadlineExceeded"]);
    expect([cluster.get(JOBS, "migrate").status.failed, names("/pods")]).toEqual([1, []]);
  });

  test("stops its pods while it is suspended", async () => {
    await start("migrate", { pod: { fault: "run-for-ever" } });
    cluster.edit(JOBS, "migrate", (object) => (object.spec.suspend = true));
    await cluster.settled();
    expect([conditions(), names("/pods")]).toEqual([["Suspended True JobSuspended"], []]);
    expect(cluster.get(JOBS, "migrate").status.startTime).toBeUndefined();
    cluster.edit(JOBS, "migrate", (object) => (object.spec.suspend = false));
    await cluster.settled();
    expect([conditions(), names("/pods").length]).toEqual([["Suspended False JobResumed"], 1]);
  });

  test("is deleted some time after its end", async () => {
    await start("migrate", { spec: { ttlSecondsAfterFinished: 3 } });
    expect(names(JOBS)).toEqual(["migrate"]);
    await cluster.pass(3000);
    expect([names(JOBS), names("/pods")]).toEqual([[], []]);
  });

  test("whose pods still run lets them go when it is deleted", async () => {
    await start("migrate", { pod: { fault: "run-for-ever" } });
    cluster.remove(JOBS, "migrate", { propagationPolicy: "Background" });
    await cluster.settled();
    expect(names("/pods")).toEqual([]);
  });

  test.each([
    [
      "FailJob",
      { onExitCodes: { operator: "In", values: [42] } },
      /^Container main for pod test\/migrate-\w{5} failed with exit code 42 matching FailJob rule at index 0$/,
    ],
    [
      "Count",
      { onExitCodes: { operator: "In", values: [42] } },
      "Job has reached the specified backoff limit",
    ],
  ])("with a failure policy of %s says why it failed", async (action, rule, message) => {
    const annotations = { "local.alchemy.run/fault": "exit-1", "local.alchemy.run/exit-code": "42" };
    const podFailurePolicy = { rules: [{ action, ...rule }] };
    await start("migrate", { spec: { backoffLimit: 0, podFailurePolicy }, pod: { annotations } });
    expect(cluster.get(JOBS, "migrate").status.conditions.at(-1).message).toEqual(
      typeof message === "string" ? message : expect.stringMatching(message),
    );
  });

  test("fails single indexes when each has a limit", async () => {
    const spec = {
      completions: 2,
      parallelism: 2,
      completionMode: "Indexed",
      backoffLimit: 2_147_483_647,
      backoffLimitPerIndex: 0,
    };
    await start("migrate", { spec, pod: { fault: "exit-1" } });
    expect(cluster.get(JOBS, "migrate").status).toMatchObject({ failedIndexes: "0,1", failed: 2 });
    expect(conditions().at(-1)).toBe("Failed True FailedIndexes");
  });

  test("is done when enough indexes succeeded", async () => {
    const spec = {
      completions: 5,
      parallelism: 5,
      completionMode: "Indexed",
      successPolicy: { rules: [{ succeededCount: 2 }] },
    };
    await start("migrate", { spec });
    expect(conditions()).toEqual(["SuccessCriteriaMet True SuccessPolicy", "Complete True SuccessPolicy"]);
  });
});
