import { expect, test } from "bun:test";
import { isJsonObject, type JsonObject } from "../../../../src/model/json.ts";
import { builtinKinds } from "../../../../src/model/kind-table.ts";
import { collectionPath, objectPath } from "../../../../src/model/kind.ts";
import { decodeProtobuf } from "../../../../src/local/protobuf/decode.ts";
import { adminAccess, kubectlWithInput, randomNamespace } from "../../../support/control-plane.ts";

const PROTOBUF = "application/vnd.kubernetes.protobuf";

async function get(path: string, accept: string): Promise<Response> {
  const { server, token, ca } = adminAccess();
  return fetch(`${server}${path}`, {
    headers: { authorization: `Bearer ${token}`, accept },
    tls: { ca },
  });
}

/** Zero values that Go writes though nobody set them; null is what a required list that is absent looks like. */
function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutZeros);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, withoutZeros(one)] as const);
  return Object.fromEntries(
    entries.filter(
      ([, one]) =>
        one !== null &&
        one !== "" &&
        one !== 0 &&
        one !== false &&
        !(isJsonObject(one) && Object.keys(one).length === 0),
    ),
  );
}

test("what the API server writes in protobuf reads as what it writes in JSON, for every kind that it has objects of", async () => {
  const namespace = randomNamespace();
  await kubectlWithInput(
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    "create",
    "-f",
    "-",
  );
  await kubectlWithInput(manifests(namespace), "create", "-f", "-");
  const compared = new Set<string>();
  for (const kind of builtinKinds()) {
    const list = (await (await get(`${collectionPath(kind)}?limit=20`, "application/json")).json()) as {
      items?: { metadata: { name: string; namespace?: string } }[];
    };
    for (const { metadata } of list.items ?? []) {
      const path = objectPath(kind, metadata);
      const bytes = new Uint8Array(await (await get(path, PROTOBUF)).arrayBuffer());
      const json = (await (await get(path, "application/json")).json()) as JsonObject;
      // Objects of aggregated API servers and custom resources have no protobuf.
      if (bytes[0] !== 0x6b) continue;
      expect(withoutZeros(decodeProtobuf(bytes)), path).toEqual(withoutZeros(json));
      compared.add(kind.kind);
    }
  }
  expect(compared.size).toBeGreaterThan(25);
}, 60_000);

function manifests(namespace: string): JsonObject[] {
  const labels = { app: "a" };
  const template = {
    metadata: { labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      volumes: [
        { name: "e", emptyDir: {} },
        { name: "c", configMap: { name: "c", defaultMode: 0o400, optional: false } },
      ],
      containers: [
        {
          name: "a",
          image: "a",
          env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
          resources: { requests: { cpu: "100m", memory: "1Gi" } },
          livenessProbe: { httpGet: { path: "/", port: "http" } },
          ports: [{ name: "http", containerPort: 80 }],
        },
      ],
    },
  };
  const meta = (name: string) => ({ name, namespace });
  return [
    { apiVersion: "v1", kind: "ConfigMap", metadata: meta("c"), data: { a: "1" }, binaryData: { b: "AAEC" } },
    { apiVersion: "v1", kind: "Secret", metadata: meta("s"), stringData: { a: "ä" } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta("d"),
      spec: { replicas: 0, selector: { matchLabels: labels }, template },
    },
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: meta("j"),
      spec: { suspend: true, template: { spec: { ...template.spec, restartPolicy: "Never" } } },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: meta("i"),
      spec: {
        rules: [
          {
            host: "h",
            http: {
              paths: [
                { path: "/", pathType: "Prefix", backend: { service: { name: "s", port: { number: 80 } } } },
              ],
            },
          },
        ],
      },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: meta("n"),
      spec: { podSelector: {}, ingress: [{}], egress: [{ ports: [{ port: 80 }, { port: "http" }] }] },
    },
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: meta("p"),
      spec: { minAvailable: "50%", selector: { matchLabels: labels } },
    },
    {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: meta("h"),
      spec: {
        minReplicas: 1,
        maxReplicas: 2,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
          },
        ],
      },
    },
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: meta("v"),
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
    { apiVersion: "v1", kind: "ResourceQuota", metadata: meta("q"), spec: { hard: { pods: "10" } } },
    {
      apiVersion: "v1",
      kind: "LimitRange",
      metadata: meta("l"),
      spec: { limits: [{ type: "Container", default: { cpu: "1" } }] },
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: meta("r"),
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
    },
  ];
}
