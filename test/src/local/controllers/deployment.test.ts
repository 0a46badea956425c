import { afterEach, describe, expect, test } from "bun:test";
import { harness, type Editable, type Harness } from "./harness.ts";
import { workload } from "./manifests.ts";

const DEPLOYMENTS = "apps/deployments";
const SETS = "apps/replicasets";
const REVISION = "deployment.kubernetes.io/revision";

let cluster: Harness;
afterEach(() => {
  expect(cluster.errors).toEqual([]);
  cluster.close();
});

const messages = (kind: string): string[] =>
  cluster
    .list("/events")
    .filter((event) => event.involvedObject.kind === kind)
    .map((event) => event.message.replaceAll(/-[a-z0-9]{5,}\b/g, ""));

const byRevision = (): Editable[] =>
  cluster
    .list(SETS)
    .toSorted((a, b) => Number(a.metadata.annotations[REVISION]) - Number(b.metadata.annotations[REVISION]));

const image = (text: string) => (object: Editable) => {
  object.spec.template.spec.containers[0].image = text;
};

async function start(spec: Record<string, unknown> = {}, fault?: string): Promise<void> {
  cluster = await harness();
  cluster.create(workload("Deployment", "web", { spec, ...(fault === undefined ? {} : { pod: { fault } }) }));
  await cluster.settled();
}

const condition = (type: string): Editable =>
  cluster.get(DEPLOYMENTS, "web").status.conditions.find((one: Editable) => one.type === type);

describe("a rollout", () => {
  test("settles with the status that Kubernetes writes", async () => {
    await start({ replicas: 3 });
    const { status, metadata } = cluster.get(DEPLOYMENTS, "web");
    const [set] = cluster.list(SETS);
    expect(metadata.annotations).toEqual({ [REVISION]: "1" });
    expect(status).toMatchObject({
      availableReplicas: 3,
      observedGeneration: 1,
      readyReplicas: 3,
      replicas: 3,
      terminatingReplicas: 0,
      updatedReplicas: 3,
    });
    expect(
      status.conditions.map(({ type, status, reason, message }: Editable) => [type, status, reason, message]),
    ).toEqual([
      ["Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability."],
      [
        "Progressing",
        "True",
        "NewReplicaSetAvailable",
        `ReplicaSet "${set.metadata.name}" has successfully progressed.`,
      ],
    ]);
    expect(set.metadata.labels["pod-template-hash"]).toBe(set.metadata.name.slice("web-".length));
  });

  test("never has more or fewer pods than the strategy allows", async () => {
    await start({
      replicas: 4,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
    });
    const sizes: number[] = [];
    const available: number[] = [];
    cluster.context.store.listen("written", ({ resource }) => {
      // What is asked for counts: pods that are no longer wanted go a moment later.
      if (resource === SETS) sizes.push(cluster.list(SETS).reduce((sum, { spec }) => sum + spec.replicas, 0));
      if (resource !== "/pods") return;
      const pods = cluster.list("/pods").filter((pod) => pod.metadata.deletionTimestamp === undefined);
      const isReady = (pod: Editable): boolean =>
        pod.status.conditions?.some((one: Editable) => one.type === "Ready" && one.status === "True");
      available.push(pods.filter(isReady).length);
    });
    cluster.edit(DEPLOYMENTS, "web", image("nginx:1.28"));
    await cluster.settled();
    expect(Math.max(...sizes)).toBe(5);
    expect(Math.min(...available)).toBeGreaterThanOrEqual(3);
    expect(cluster.get(DEPLOYMENTS, "web").status.updatedReplicas).toBe(4);
  });

  test("with Recreate stops all old pods before the first new one", async () => {
    await start({ replicas: 2, strategy: { type: "Recreate" } });
    const images: Set<string>[] = [];
    cluster.context.store.listen("written", ({ resource }) => {
      if (resource === "/pods")
        images.push(new Set(cluster.list("/pods").map((pod) => pod.spec.containers[0].image)));
    });
    cluster.edit(DEPLOYMENTS, "web", image("nginx:1.28"));
    await cluster.settled();
    expect(images.every((set) => set.size <= 1)).toBe(true);
    expect(cluster.get(DEPLOYMENTS, "web").status).toMatchObject({
      updatedReplicas: 2,
      availableReplicas: 2,
    });
  });

  test("back to an old template takes its ReplicaSet again and numbers it anew", async () => {
    await start();
    cluster.edit(DEPLOYMENTS, "web", image("nginx:1.28"));
    await cluster.settled();
    cluster.edit(DEPLOYMENTS, "web", image("nginx:1.27"));
    await cluster.settled();
    expect(byRevision().map(({ metadata, spec }) => [metadata.annotations[REVISION], spec.replicas])).toEqual(
      [
        ["2", 0],
        ["3", 1],
      ],
    );
    expect(byRevision()[1].metadata.annotations["deployment.kubernetes.io/revision-history"]).toBe("1");
    expect(cluster.get(DEPLOYMENTS, "web").metadata.annotations[REVISION]).toBe("3");
  });

  test("keeps as many old ReplicaSets as the history may have", async () => {
    await start({ revisionHistoryLimit: 1 });
    for (const version of [2, 3, 4]) {
      cluster.edit(DEPLOYMENTS, "web", image(`nginx:${version}`));
      await cluster.settled();
    }
    expect(byRevision().map(({ metadata }) => metadata.annotations[REVISION])).toEqual(["3", "4"]);
  });

  test("that does not come forward exceeds its deadline", async () => {
    await start({ progressDeadlineSeconds: 5 }, "never-ready");
    expect(condition("Progressing")).toMatchObject({ status: "True", reason: "ReplicaSetUpdated" });
    await cluster.pass(7000);
    expect(condition("Progressing")).toMatchObject({ status: "False", reason: "ProgressDeadlineExceeded" });
    expect(condition("Progressing").message).toMatch(/^ReplicaSet "web-\w+" has timed out progressing\.$/);
  });

  test("waits for pods to be ready for a while", async () => {
    await start({ minReadySeconds: 3 });
    expect(cluster.get(DEPLOYMENTS, "web").status).toMatchObject({
      readyReplicas: 1,
      unavailableReplicas: 1,
    });
    await cluster.pass(3000);
    expect(cluster.get(DEPLOYMENTS, "web").status).toMatchObject({ availableReplicas: 1 });
  });
});

describe("scaling", () => {
  test("changes the ReplicaSet and says so, without a new rollout", async () => {
    await start();
    cluster.edit(DEPLOYMENTS, "web", (object) => (object.spec.replicas = 4));
    await cluster.settled();
    cluster.edit(DEPLOYMENTS, "web", (object) => (object.spec.replicas = 0));
    await cluster.settled();
    expect(messages("Deployment")).toEqual([
      "Scaled up replica set web from 0 to 1",
      "Scaled up replica set web from 1 to 4",
      "Scaled down replica set web from 4 to 0",
    ]);
    expect(cluster.list("/pods")).toEqual([]);
    expect(byRevision()).toHaveLength(1);
  });

  test("in the middle of a rollout shares the pods in proportion", async () => {
    await start({
      replicas: 10,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    });
    cluster.edit(DEPLOYMENTS, "web", (object) => {
      object.spec.template.metadata.labels["test/fault"] = "never-ready";
    });
    await cluster.settled();
    expect(byRevision().map(({ spec }) => spec.replicas)).toEqual([8, 5]);
    cluster.edit(DEPLOYMENTS, "web", (object) => (object.spec.replicas = 15));
    await cluster.settled();
    // The example of the documentation: 10 more pods of 13 go 3:2 to the two.
    expect(byRevision().map(({ spec }) => spec.replicas)).toEqual([11, 7]);
  });
});

test("a pause holds the rollout, says so, and lets it be scaled", async () => {
  await start();
  cluster.edit(DEPLOYMENTS, "web", (object) => {
    object.spec.paused = true;
    image("nginx:1.28")(object);
    object.spec.replicas = 2;
  });
  await cluster.settled();
  expect(condition("Progressing")).toMatchObject({ status: "Unknown", reason: "DeploymentPaused" });
  expect(byRevision().map(({ spec }) => spec.replicas)).toEqual([2]);
  cluster.edit(DEPLOYMENTS, "web", (object) => delete object.spec.paused);
  await cluster.settled();
  expect(byRevision().map(({ spec }) => spec.replicas)).toEqual([0, 2]);
  expect(condition("Progressing")).toMatchObject({ status: "True", reason: "NewReplicaSetAvailable" });
});

describe("deletion", () => {
  const left = (): number[] => [DEPLOYMENTS, SETS, "/pods"].map((resource) => cluster.list(resource).length);

  test.each(["Foreground", "Background"] as const)(
    "%s takes ReplicaSets and pods",
    async (propagationPolicy) => {
      await start({ replicas: 2 });
      cluster.remove(DEPLOYMENTS, "web", { propagationPolicy });
      await cluster.settled();
      expect(left()).toEqual([0, 0, 0]);
    },
  );

  test("Orphan leaves them, and the next Deployment of the same selector takes them over", async () => {
    await start({ replicas: 2 });
    const before = cluster.list("/pods").map(({ metadata }) => metadata.uid);
    cluster.remove(DEPLOYMENTS, "web", { propagationPolicy: "Orphan" });
    await cluster.settled();
    expect(left()).toEqual([0, 1, 2]);
    cluster.create(workload("Deployment", "web", { spec: { replicas: 2 } }));
    await cluster.settled();
    expect(left()).toEqual([1, 1, 2]);
    expect(cluster.list("/pods").map(({ metadata }) => metadata.uid)).toEqual(before);
    const [set] = cluster.list(SETS);
    expect(set.metadata.ownerReferences[0].uid).toBe(cluster.get(DEPLOYMENTS, "web").metadata.uid);
  });
});
