import { describe, expect, test } from "bun:test";
import alchemy from "alchemy";
import { configMapProps } from "../../../providers/k3s/config-map.ts";
import { deploymentProps } from "../../../providers/k3s/deployment.ts";
import { ingressProps } from "../../../providers/k3s/ingress.ts";
import { jobProps } from "../../../providers/k3s/job.ts";
import { persistentVolumeClaimProps } from "../../../providers/k3s/persistent-volume-claim.ts";
import { secretProps } from "../../../providers/k3s/secret.ts";
import { serviceProps } from "../../../providers/k3s/service.ts";
import { statefulSetProps } from "../../../providers/k3s/stateful-set.ts";

const containers = [{ name: "web", image: "nginx:1.29" }];
const labels = { app: "web" };
const resources = { requests: { storage: "1Gi" } };
const rules = [{ host: "shop.example.com" }];
const claim = { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources } };
const metadata = { name: "web", labels };
const template = { metadata: { labels }, spec: { containers } };

const manifests: [string, unknown, unknown][] = [
  [
    "a deployment of nothing but containers",
    deploymentProps("web", { containers }),
    { metadata, spec: { selector: { matchLabels: labels }, template } },
  ],
  [
    "a deployment with everything",
    deploymentProps("web", {
      namespace: { kind: "Namespace", name: "shop" },
      labels: { tier: "front" },
      annotations: { note: "a" },
      replicas: 2,
      strategy: { type: "Recreate" },
      containers: [{ name: "web", envFrom: [{ secretRef: { name: "own" } }] }],
      initContainers: [{ name: "first" }],
      envFrom: [{ configMapRef: { name: "shared" } }],
      volumes: [{ name: "tmp", emptyDir: {} }],
      pod: { serviceAccountName: "runner" },
      timeout: 5_000,
      wait: "applied",
    }),
    {
      timeout: 5_000,
      wait: "applied",
      rollOnChange: [
        { kind: "ConfigMap", name: "shared" },
        { kind: "Secret", name: "own" },
      ],
      metadata: {
        name: "web",
        namespace: { kind: "Namespace", name: "shop" },
        labels: { app: "web", tier: "front" },
        annotations: { note: "a" },
      },
      spec: {
        replicas: 2,
        strategy: { type: "Recreate" },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { app: "web", tier: "front" } },
          spec: {
            serviceAccountName: "runner",
            containers: [
              {
                name: "web",
                envFrom: [{ configMapRef: { name: "shared" } }, { secretRef: { name: "own" } }],
              },
            ],
            initContainers: [{ name: "first", envFrom: [{ configMapRef: { name: "shared" } }] }],
            volumes: [{ name: "tmp", emptyDir: {} }],
          },
        },
      },
    },
  ],
  [
    "a stateful set whose service has its name",
    statefulSetProps("web", { containers, volumeClaimTemplates: [claim] }),
    {
      metadata,
      spec: {
        serviceName: "web",
        selector: { matchLabels: labels },
        template,
        volumeClaimTemplates: [claim],
      },
    },
  ],
  [
    "a job, which follows nothing by itself",
    jobProps("web", {
      containers: [{ name: "web", envFrom: [{ secretRef: { name: "own" } }] }],
      backoffLimit: 0,
    }),
    {
      metadata,
      spec: {
        backoffLimit: 0,
        template: {
          metadata: { labels },
          spec: {
            restartPolicy: "Never",
            containers: [{ name: "web", envFrom: [{ secretRef: { name: "own" } }] }],
          },
        },
      },
    },
  ],
  [
    "a service",
    serviceProps("web", { ports: [{ port: 80 }] }),
    { metadata, spec: { selector: labels, ports: [{ port: 80 }] } },
  ],
  [
    "a headless service of other pods",
    serviceProps("web", { ports: [{ port: 80 }], selector: { app: "other" }, clusterIP: "None" }),
    { metadata, spec: { clusterIP: "None", selector: { app: "other" }, ports: [{ port: 80 }] } },
  ],
  [
    "a node port",
    serviceProps("web", { type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] }),
    { metadata, spec: { type: "NodePort", selector: labels, ports: [{ port: 80, nodePort: 30080 }] } },
  ],
  [
    "an ingress of traefik",
    ingressProps("web", { rules }),
    { metadata, spec: { ingressClassName: "traefik", rules } },
  ],
  [
    "an ingress of another class, with TLS",
    ingressProps("web", {
      className: "nginx",
      annotations: { "cert-manager.io/cluster-issuer": "letsencrypt" },
      rules,
      tls: [{ hosts: ["shop.example.com"], secretName: "web-tls" }],
    }),
    {
      metadata: { ...metadata, annotations: { "cert-manager.io/cluster-issuer": "letsencrypt" } },
      spec: {
        ingressClassName: "nginx",
        rules,
        tls: [{ hosts: ["shop.example.com"], secretName: "web-tls" }],
      },
    },
  ],
  ["a config map", configMapProps("web", { data: { A: "1" } }), { metadata, data: { A: "1" } }],
  [
    "a claim",
    persistentVolumeClaimProps("web", { resources }),
    { metadata, spec: { accessModes: ["ReadWriteOnce"], resources } },
  ],
  [
    "a claim of a class",
    persistentVolumeClaimProps("web", { accessModes: ["ReadWriteMany"], resources, storageClassName: "nfs" }),
    { metadata, spec: { accessModes: ["ReadWriteMany"], resources, storageClassName: "nfs" } },
  ],
];

test.each(manifests)("builds %s", (_title, built, expected) => {
  expect(built).toStrictEqual(expected);
});

test("hands plain strings and alchemy.secret on to the Secret", () => {
  const value = alchemy.secret("b");
  expect(secretProps("web", { data: { PLAIN: "a", SECRET: value }, type: "example.com/key" })).toStrictEqual({
    metadata,
    type: "example.com/key",
    stringData: { PLAIN: "a", SECRET: value },
  });
});

describe("a label that contradicts the selector", () => {
  test.each([
    ["Deployment", deploymentProps],
    ["StatefulSet", statefulSetProps],
  ] as const)("of a %s is refused", (kind, build) => {
    expect(() => build("web", { containers, labels: { app: "shop" } })).toThrow(
      `${kind} "web": its label app is "shop", but its selector looks for app=web.`,
    );
  });
  test("may repeat it", () => {
    expect(deploymentProps("web", { containers, labels }).metadata?.labels).toEqual(labels);
  });
});
