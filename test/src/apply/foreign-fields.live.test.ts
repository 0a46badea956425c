/** What others wrote into an object of ours survives updates and repairs; what we leave to them stays theirs. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { get, remove } from "../../../src/client/verbs.ts";
import { valueAt } from "../../../src/model/json.ts";
import type { Kind } from "../../../src/model/kind.ts";
import { adminAccess } from "../../support/control-plane.ts";
import { liveClient, newNamespace } from "../client/cluster.ts";
import { type Body, DEPLOYMENT, idle, labels, manifestOf, placesIn, workload } from "./deployments.ts";
import { type Edit, edit, ensured, kindOf, updated } from "./writers.ts";

setDefaultTimeout(60_000);

const client = liveClient();
const namespace = await newNamespace(client);

const place = placesIn(client, namespace);

const SERVICE = kindOf("v1", "Service");
const WEBHOOK = kindOf("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration");
const API_SERVICE = kindOf("apiregistration.k8s.io/v1", "APIService");
const DEFINITION = kindOf("apiextensions.k8s.io/v1", "CustomResourceDefinition");
const CLUSTER_ROLE = kindOf("rbac.authorization.k8s.io/v1", "ClusterRole");

const webhook = (caBundle?: string, timeoutSeconds = 3): Body => ({
  webhooks: [
    {
      name: "check.example.com",
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
      failurePolicy: "Ignore",
      timeoutSeconds,
      rules: [],
      clientConfig: { url: "https://127.0.0.1:1/", ...(caBundle !== undefined && { caBundle }) },
    },
  ],
});
const BUNDLE = Buffer.from(adminAccess().ca).toString("base64");

/** An object of ours, what somebody writes into it, and a change of ours beside it. */
interface Row {
  kind: Kind;
  name?: string;
  before: Body;
  after: Body;
  theirs: [patch: Body, by: Edit][];
  /** Expected after our change; a path of names and indexes. */
  stays: [path: (string | number)[], value: unknown][];
}

const rows: [string, Row][] = [
  [
    "replicas of an autoscaler",
    {
      kind: DEPLOYMENT,
      before: workload(),
      after: workload("registry.test/web:2"),
      theirs: [[{ spec: { replicas: 2 } }, { manager: "kube-controller-manager", subresource: "scale" }]],
      stays: [[["spec", "replicas"], 2]],
    },
  ],
  [
    "an injected sidecar, an init container, variables, volumes",
    {
      kind: DEPLOYMENT,
      before: workload(undefined, idle),
      after: workload("registry.test/web:2", idle),
      theirs: [
        [
          {
            spec: {
              template: {
                spec: {
                  containers: [
                    { name: "web", image: "registry.test/web:1", env: [{ name: "INJECTED", value: "1" }] },
                    { name: "proxy", image: "registry.test/proxy:1" },
                  ],
                  initContainers: [{ name: "setup", image: "registry.test/setup:1" }],
                  volumes: [{ name: "certs", emptyDir: {} }],
                },
              },
            },
          },
          { manager: "sidecar-injector" },
        ],
      ],
      stays: [
        [["spec", "template", "spec", "containers", 0, "image"], "registry.test/web:2"],
        [["spec", "template", "spec", "containers", 0, "env", 0, "name"], "INJECTED"],
        [["spec", "template", "spec", "containers", 1, "name"], "proxy"],
        [["spec", "template", "spec", "initContainers", 0, "name"], "setup"],
        [["spec", "template", "spec", "volumes", 0, "name"], "certs"],
      ],
    },
  ],
  [
    "a restart, labels, annotations, finalizers and owners of others",
    {
      kind: DEPLOYMENT,
      before: workload(undefined, idle),
      after: workload("registry.test/web:2", idle),
      theirs: [
        [
          {
            spec: {
              template: {
                metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" } },
              },
            },
          },
          { manager: "kubectl-rollout" },
        ],
        [
          { metadata: { labels: { theirs: "1" }, annotations: { "other.tool/x": "1" } } },
          { manager: "other-tool" },
        ],
        [{ metadata: { finalizers: ["example.com/wait"] } }, { manager: "other-operator" }],
      ],
      stays: [
        [
          ["spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"],
          "2026-01-01T00:00:00Z",
        ],
        [["metadata", "labels", "theirs"], "1"],
        [["metadata", "annotations", "other.tool/x"], "1"],
        [["metadata", "finalizers"], ["example.com/wait"]],
      ],
    },
  ],
  [
    "what a load balancer's controller writes",
    {
      kind: SERVICE,
      before: { spec: { type: "LoadBalancer", selector: labels, ports: [{ port: 80 }] } },
      after: { spec: { type: "LoadBalancer", selector: { app: "other" }, ports: [{ port: 80 }] } },
      theirs: [
        [
          {
            metadata: {
              annotations: { "cloud.example.com/id": "lb-1" },
              finalizers: ["service.kubernetes.io/load-balancer-cleanup"],
            },
            spec: { loadBalancerSourceRanges: ["10.0.0.0/8"] },
          },
          { manager: "cloud-controller-manager" },
        ],
        [
          { status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } } },
          { manager: "cloud-controller-manager", subresource: "status" },
        ],
      ],
      stays: [
        [["metadata", "annotations", "cloud.example.com/id"], "lb-1"],
        [["metadata", "finalizers"], ["service.kubernetes.io/load-balancer-cleanup"]],
        [["spec", "loadBalancerSourceRanges"], ["10.0.0.0/8"]],
        [["status", "loadBalancer", "ingress", 0, "ip"], "192.0.2.1"],
      ],
    },
  ],
  [
    "tokens and pull secrets of a ServiceAccount",
    {
      kind: kindOf("v1", "ServiceAccount"),
      before: {},
      after: { automountServiceAccountToken: false },
      theirs: [
        [
          { secrets: [{ name: "token" }], imagePullSecrets: [{ name: "registry" }] },
          { manager: "openshift-controller-manager" },
        ],
      ],
      stays: [
        [["secrets"], [{ name: "token" }]],
        [["imagePullSecrets"], [{ name: "registry" }]],
      ],
    },
  ],
  ...([undefined, "", "Cg=="] as const).map((placeholder): [string, Row] => [
    `the injected certificate of a webhook, whose manifest has ${JSON.stringify(placeholder) ?? "none"}`,
    {
      kind: WEBHOOK,
      before: webhook(placeholder),
      after: webhook(placeholder, 4),
      theirs: [[webhook(BUNDLE), { manager: "cert-manager-cainjector" }]],
      stays: [
        [["webhooks", 0, "clientConfig", "caBundle"], BUNDLE],
        [["webhooks", 0, "timeoutSeconds"], 4],
      ],
    },
  ]),
  [
    "the injected certificate of an APIService",
    {
      kind: API_SERVICE,
      name: "v1.foreign.example.com",
      before: apiService(""),
      after: apiService("", 11),
      theirs: [[{ spec: { caBundle: BUNDLE } }, { manager: "cert-manager-cainjector" }]],
      stays: [[["spec", "caBundle"], BUNDLE]],
    },
  ],
  [
    "the injected certificate of a conversion webhook",
    {
      kind: DEFINITION,
      name: "foreignboxes.foreign.example.com",
      before: definition(""),
      after: definition("", ["fb"]),
      theirs: [
        [
          { spec: { conversion: { webhook: { clientConfig: { caBundle: BUNDLE } } } } },
          { manager: "cert-manager-cainjector" },
        ],
      ],
      stays: [[["spec", "conversion", "webhook", "clientConfig", "caBundle"], BUNDLE]],
    },
  ],
  [
    "the rules of an aggregated ClusterRole",
    {
      kind: CLUSTER_ROLE,
      before: aggregated({}),
      after: aggregated({ labels: { changed: "yes" } }),
      theirs: [
        [
          { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
          { manager: "clusterrole-aggregation-controller" },
        ],
      ],
      stays: [[["metadata", "labels", "changed"], "yes"]],
    },
  ],
];

function apiService(caBundle: string, versionPriority = 10): Body {
  return {
    spec: {
      group: "foreign.example.com",
      version: "v1",
      groupPriorityMinimum: 10,
      versionPriority,
      service: { namespace: "default", name: "none" },
      caBundle,
    },
  };
}

function definition(caBundle: string, shortNames: string[] = []): Body {
  const schema = { openAPIV3Schema: { type: "object" } };
  const clientConfig = { url: "https://127.0.0.1:1/", caBundle };
  return {
    spec: {
      group: "foreign.example.com",
      scope: "Namespaced",
      names: { kind: "ForeignBox", plural: "foreignboxes", shortNames },
      versions: [{ name: "v1", served: true, storage: true, schema }],
      conversion: { strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"], clientConfig } },
    },
  };
}

function aggregated(metadata: Body): Body {
  return {
    metadata,
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { "none.such/role": "true" } }] },
    rules: [],
  };
}

describe("what others write survives an update:", () => {
  test.each(rows)("%s", async (_name, { kind, name, before, after, theirs, stays }) => {
    const at = place(kind, name);
    afterAll(async () => {
      if (kind === SERVICE || kind === DEPLOYMENT)
        await edit(at, { metadata: { finalizers: null } }, { manager: "test" });
      await remove(client, kind, at);
    });
    const [from, to] = [manifestOf(at, before), manifestOf(at, after)];
    expect((await ensured(at, from)).warnings).toEqual([]);
    for (const [patch, by] of theirs) await edit(at, patch, by);
    // Nothing of ours was touched: nothing is to be done.
    expect((await updated(at, from, from)).outcome).toBe("unchanged");
    const { outcome, warnings } = await updated(at, from, to);
    expect([outcome, warnings]).toEqual(["updated", []]);
    const live = await get(client, kind, at);
    for (const [path, value] of stays) expect([path, valueAt(live, path)]).toEqual([path, value]);
    expect((await updated(at, to, to)).outcome).toBe("unchanged");
  });

  test("and a repair of ours beside it", async () => {
    const at = place(DEPLOYMENT);
    const manifest = manifestOf(at, workload(undefined, idle));
    await ensured(at, manifest);
    const template = {
      spec: {
        containers: [
          { name: "web", image: "registry.test/other:1" },
          { name: "proxy", image: "registry.test/proxy:1" },
        ],
      },
    };
    await edit(
      at,
      { metadata: { labels: { theirs: "1" } }, spec: { template } },
      { manager: "sidecar-injector" },
    );
    expect((await updated(at, manifest, manifest)).outcome).toBe("updated");
    const live = await get(client, DEPLOYMENT, at);
    const images = valueAt(live, ["spec", "template", "spec", "containers"]) as Body[];
    expect(images.map(({ image }) => image)).toEqual(["registry.test/web:1", "registry.test/proxy:1"]);
    expect(live?.metadata.labels).toMatchObject({ theirs: "1" });
  });
});
