import { afterEach, describe, expect, test } from "bun:test";
import { harness, type Editable, type Harness } from "./harness.ts";
import { claim, pod, workload } from "./manifests.ts";

let cluster: Harness;
afterEach(() => {
  expect(cluster.errors).toEqual([]);
  cluster.close();
});

type Fields = Record<string, unknown>;
const service = (name: string, spec: Fields): Parameters<Harness["create"]>[0] => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec: { clusterIP: "10.0.0.9", ...spec },
});
const messages = (name: string): string[] =>
  cluster
    .list("/events")
    .filter((event) => event.involvedObject.name === name)
    .map((event) => `${event.type} ${event.reason}: ${event.message}`);

describe("claims", () => {
  const CLAIMS = "/persistentvolumeclaims";

  test("are bound to a new volume of their size, which goes with them", async () => {
    cluster = await harness();
    cluster.create(claim("data"));
    await cluster.settled();
    const { spec, status, metadata } = cluster.get(CLAIMS, "data");
    expect(status).toEqual({ accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" }, phase: "Bound" });
    expect(spec.volumeName).toBe(`pvc-${metadata.uid}`);
    expect(cluster.get("/persistentvolumes", spec.volumeName).status.phase).toBe("Bound");
    cluster.remove(CLAIMS, "data");
    await cluster.settled();
    expect([cluster.list(CLAIMS), cluster.list("/persistentvolumes")]).toEqual([[], []]);
  });

  test("stay while a pod uses them", async () => {
    cluster = await harness();
    cluster.create(claim("data"));
    cluster.create(
      pod("web", { spec: { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }] } }),
    );
    await cluster.settled();
    cluster.remove(CLAIMS, "data");
    await cluster.settled();
    expect(cluster.get(CLAIMS, "data").metadata.deletionTimestamp).toBeString();
    cluster.remove("/pods", "web");
    await cluster.settled();
    expect(cluster.list(CLAIMS)).toEqual([]);
  });

  test("grow when they ask for more", async () => {
    cluster = await harness();
    cluster.create(claim("data"));
    await cluster.settled();
    cluster.edit(CLAIMS, "data", ({ spec }) => (spec.resources.requests.storage = "2Gi"));
    await cluster.settled();
    expect(cluster.get(CLAIMS, "data").status.capacity).toEqual({ storage: "2Gi" });
  });

  test("of a class that waits for the first consumer are bound when it comes", async () => {
    cluster = await harness();
    cluster.create({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "late" },
      provisioner: "example.com/disk",
      volumeBindingMode: "WaitForFirstConsumer",
    });
    cluster.create(claim("data", { storageClassName: "late" }));
    await cluster.settled();
    expect(cluster.get(CLAIMS, "data").status).toEqual({ phase: "Pending" });
    expect(messages("data")).toEqual([
      "Normal WaitForFirstConsumer: waiting for first consumer to be created before binding",
    ]);
    cluster.create(
      pod("web", { spec: { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "data" } }] } }),
    );
    await cluster.settled();
    expect(cluster.get(CLAIMS, "data").status.phase).toBe("Bound");
    expect(cluster.get("/pods", "web").status.phase).toBe("Running");
  });

  test("of no class take the smallest volume that fits, which is kept after them", async () => {
    cluster = await harness();
    for (const storage of ["5Gi", "2Gi", "500Mi"]) {
      const spec = {
        capacity: { storage },
        accessModes: ["ReadWriteOnce"],
        persistentVolumeReclaimPolicy: "Retain",
      };
      const metadata = { name: `disk-${storage.toLowerCase()}` };
      cluster.create({ apiVersion: "v1", kind: "PersistentVolume", metadata, spec });
    }
    cluster.create(claim("data", { storageClassName: "" }));
    await cluster.settled();
    expect(cluster.get(CLAIMS, "data").spec.volumeName).toBe("disk-2gi");
    expect(cluster.get(CLAIMS, "data").status.capacity).toEqual({ storage: "2Gi" });
    cluster.remove(CLAIMS, "data");
    await cluster.settled();
    const phases = cluster.list("/persistentvolumes").map((volume) => volume.status.phase);
    expect(phases).toEqual(["Released", "Available", "Available"]);
  });

  test("of a class that does not exist say so", async () => {
    cluster = await harness();
    cluster.create(claim("data", { storageClassName: "none" }));
    await cluster.settled();
    expect(messages("data")).toEqual([
      'Warning ProvisioningFailed: storageclass.storage.k8s.io "none" not found',
    ]);
  });
});

describe("services", () => {
  const endpoints = (name: string): Editable => cluster.get("/endpoints", name).subsets;
  const slices = (): Editable[] =>
    cluster
      .list("discovery.k8s.io/endpointslices")
      .map((slice) => slice.endpoints.map((one: Editable) => one.conditions.ready));

  test("lead to the pods that they select, ready or not", async () => {
    cluster = await harness();
    cluster.create(
      service("web", { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: 8080 }] }),
    );
    cluster.create(pod("web"));
    cluster.create({
      ...pod("other", { fault: "never-ready" }),
      metadata: { name: "other", labels: { app: "web", "test/fault": "never-ready" } },
    });
    cluster.create(pod("stranger"));
    await cluster.settled();
    const ip = (name: string): string => cluster.get("/pods", name).status.podIP;
    expect(endpoints("web")).toMatchObject([
      {
        addresses: [{ ip: ip("web"), nodeName: "local", targetRef: { kind: "Pod", name: "web" } }],
        notReadyAddresses: [{ ip: ip("other") }],
        ports: [{ name: "http", port: 8080, protocol: "TCP" }],
      },
    ]);
    expect(slices()).toEqual([[false, true]]);
    cluster.remove("/pods", "web");
    cluster.edit("/pods", "other", ({ metadata }) => (metadata.labels.app = "gone"));
    await cluster.settled();
    expect([endpoints("web"), slices()]).toEqual([undefined, [[]]]);
    cluster.remove("/services", "web", { propagationPolicy: "Background" });
    await cluster.settled();
    expect([cluster.list("/endpoints"), slices()]).toEqual([[], []]);
  });

  test("find ports by name, and name hosts of a headless service", async () => {
    cluster = await harness();
    const ports = [{ name: "web", containerPort: 3000 }];
    const spec = { hostname: "a", subdomain: "web", containers: [{ name: "main", image: "nginx", ports }] };
    cluster.create(
      service("web", {
        clusterIP: "None",
        selector: { app: "web" },
        ports: [{ port: 80, targetPort: "web" }],
      }),
    );
    cluster.create(pod("web", { spec }));
    await cluster.settled();
    expect(endpoints("web")).toMatchObject([{ addresses: [{ hostname: "a" }], ports: [{ port: 3000 }] }]);
    expect(Object.keys(cluster.get("/endpoints", "web").metadata.labels)).toContain(
      "service.kubernetes.io/headless",
    );
  });

  test("split many pods over several slices", async () => {
    cluster = await harness();
    cluster.create(service("web", { selector: { app: "web" }, ports: [{ port: 80 }] }));
    cluster.create(workload("ReplicaSet", "web", { spec: { replicas: 150 } }));
    await cluster.settled();
    expect(
      slices()
        .map((slice) => slice.length)
        .toSorted((a, b) => b - a),
    ).toEqual([100, 50]);
  });

  test("of type LoadBalancer and ingresses get the node's address, unless they ask for none", async () => {
    cluster = await harness();
    const none = { "local.alchemy.run/fault": "no-address" };
    const ports = [{ port: 80 }];
    cluster.create(service("web", { type: "LoadBalancer", ports }));
    const silent = service("silent", { type: "LoadBalancer", ports });
    cluster.create({ ...silent, metadata: { name: "silent", annotations: none } });
    cluster.create({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web" },
      spec: {},
    });
    await cluster.settled();
    expect(cluster.get("/services", "web").status.loadBalancer.ingress).toEqual([
      { ip: "172.18.0.2", ipMode: "VIP" },
    ]);
    expect(cluster.get("/services", "silent").status).toBeUndefined();
    expect(cluster.get("networking.k8s.io/ingresses", "web").status.loadBalancer.ingress).toEqual([
      { ip: "172.18.0.2" },
    ]);
    cluster.edit("/services", "web", ({ spec }) => (spec.type = "ClusterIP"));
    await cluster.settled();
    expect(cluster.get("/services", "web").status).toEqual({ loadBalancer: {} });
  });
});

describe("budgets", () => {
  test.each([
    [{ minAvailable: 1 }, { desiredHealthy: 1, disruptionsAllowed: 2, expectedPods: 3 }, "SufficientPods"],
    [
      { minAvailable: "100%" },
      { desiredHealthy: 3, disruptionsAllowed: 0, expectedPods: 3 },
      "InsufficientPods",
    ],
    [
      { maxUnavailable: "34%" },
      { desiredHealthy: 1, disruptionsAllowed: 2, expectedPods: 3 },
      "SufficientPods",
    ],
    [
      { maxUnavailable: 0 },
      { desiredHealthy: 3, disruptionsAllowed: 0, expectedPods: 3 },
      "InsufficientPods",
    ],
  ])("of %j allow what they should", async (spec, status, reason) => {
    cluster = await harness();
    cluster.create(workload("Deployment", "web", { spec: { replicas: 3 } }));
    const selector = { matchLabels: { app: "web" } };
    cluster.create({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "web" },
      spec: { ...spec, selector },
    });
    await cluster.settled();
    const budget = cluster.get("policy/poddisruptionbudgets", "web");
    expect(budget.status).toMatchObject({
      ...status,
      currentHealthy: 3,
      conditions: [{ type: "DisruptionAllowed", reason }],
    });
  });
});

describe("autoscalers", () => {
  const AUTOSCALERS = "autoscaling/horizontalpodautoscalers";
  const autoscaler = (name: string): Parameters<Harness["create"]>[0] => ({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: 2,
      maxReplicas: 3,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
        },
      ],
    },
  });
  const reasons = (): string[] =>
    cluster
      .get(AUTOSCALERS, "web")
      .status.conditions.map((one: Editable) => `${one.type} ${one.status} ${one.reason}`);

  test("keep their target within its bounds and say that they cannot measure it", async () => {
    cluster = await harness();
    cluster.create(autoscaler("web"));
    await cluster.settled();
    expect(reasons()).toEqual(["AbleToScale False FailedGetScale"]);
    cluster.create(workload("Deployment", "web"));
    await cluster.settled();
    expect(cluster.get("apps/deployments", "web").spec.replicas).toBe(2);
    expect(reasons()).toEqual([
      "AbleToScale True SucceededGetScale",
      "ScalingActive False FailedGetResourceMetric",
    ]);
    expect(messages("web")).toContain(
      "Normal SuccessfulRescale: New size: 2; reason: Current number of replicas below Spec.MinReplicas",
    );
  });
});

describe("namespaces", () => {
  test("have a ServiceAccount and a certificate authority, again when somebody deletes them", async () => {
    cluster = await harness();
    const own = (): string[] =>
      [...cluster.list("/serviceaccounts"), ...cluster.list("/configmaps")].map(
        ({ metadata }) => metadata.name,
      );
    expect(own()).toEqual(["default", "kube-root-ca.crt"]);
    cluster.remove("/serviceaccounts", "default");
    cluster.remove("/configmaps", "kube-root-ca.crt");
    await cluster.settled();
    expect(own()).toEqual(["default", "kube-root-ca.crt"]);
  });
});

describe("quotas", () => {
  const limited = async (hard: Record<string, string>, scopes?: string[]): Promise<void> => {
    cluster = await harness();
    const spec = { hard, ...(scopes === undefined ? {} : { scopes }) };
    cluster.create({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "q" }, spec });
    await cluster.settled();
  };
  const resources = (requests: Fields): Fields => ({
    containers: [{ name: "main", image: "nginx", resources: { requests } }],
  });

  test.each([
    [
      { pods: "0" },
      pod("web"),
      'pods "web" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0',
    ],
    [
      { "requests.cpu": "1", "requests.memory": "1Gi" },
      pod("web", { spec: resources({ cpu: "1500m", memory: "512Mi" }) }),
      'pods "web" is forbidden: exceeded quota: q, requested: requests.cpu=1500m, used: requests.cpu=0, limited: requests.cpu=1',
    ],
    [
      { "limits.memory": "1Gi" },
      pod("web"),
      'pods "web" is forbidden: failed quota: q: must specify limits.memory for: main',
    ],
    [
      { "count/deployments.apps": "0" },
      workload("Deployment", "web"),
      'deployments.apps "web" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=0, limited: count/deployments.apps=0',
    ],
    [
      { "services.loadbalancers": "0" },
      service("web", { type: "LoadBalancer", ports: [{ port: 80 }] }),
      'services "web" is forbidden: exceeded quota: q, requested: services.loadbalancers=1, used: services.loadbalancers=0, limited: services.loadbalancers=0',
    ],
    [
      { "requests.storage": "500Mi" },
      claim("data"),
      'persistentvolumeclaims "data" is forbidden: exceeded quota: q, requested: requests.storage=1Gi, used: requests.storage=0, limited: requests.storage=500Mi',
    ],
  ])("of %j refuse what is too much", async (hard, manifest, message) => {
    await limited(hard);
    expect(() => cluster.create(manifest)).toThrow(message);
  });

  test("count what is there", async () => {
    await limited({ pods: "5", "requests.cpu": "2", "count/configmaps": "10" });
    cluster.create(pod("one", { spec: resources({ cpu: "100m" }) }));
    cluster.create(pod("two", { spec: resources({ cpu: "900m" }) }));
    await cluster.settled();
    expect(cluster.get("/resourcequotas", "q").status.used).toEqual({
      "count/configmaps": "1",
      pods: "2",
      "requests.cpu": "1",
    });
  });

  test("with a scope count only what is in it", async () => {
    await limited({ pods: "0" }, ["NotBestEffort"]);
    cluster.create(pod("light"));
    expect(() => cluster.create(pod("heavy", { spec: resources({ cpu: "1" }) }))).toThrow(
      "exceeded quota: q",
    );
  });
});
