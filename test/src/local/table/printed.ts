/** Objects of many kinds, each with something of its own to print. */

import type { JsonObject } from "../../../../src/model/json.ts";

const labels = { app: "a" };
const containers = [
  { name: "one", image: "nginx:1", ports: [{ containerPort: 80 }] },
  { name: "two", image: "busybox:2" },
];
const template = {
  metadata: { labels },
  spec: { containers, nodeSelector: { "kubernetes.io/os": "linux" } },
};
const selector = {
  matchLabels: labels,
  matchExpressions: [
    { key: "tier", operator: "NotIn", values: ["b", "a"] },
    { key: "gone", operator: "DoesNotExist" },
  ],
};
const plain = { matchLabels: labels };

/** @param namespace also the prefix of names of the whole cluster */
export function printed(namespace: string): JsonObject[] {
  const named = (apiVersion: string, kind: string, name: string, fields: JsonObject): JsonObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace, ...(fields["labels"] === undefined ? {} : { labels: fields["labels"] }) },
    ...Object.fromEntries(Object.entries(fields).filter(([key]) => key !== "labels")),
  });
  const wide = (apiVersion: string, kind: string, fields: JsonObject): JsonObject => ({
    apiVersion,
    kind,
    metadata: { name: `${namespace}.example.com` },
    ...fields,
  });
  return [
    ...workloads(named),
    ...networks(named),
    ...settings(named),
    wide("storage.k8s.io/v1", "StorageClass", {
      provisioner: "example.com/p",
      allowVolumeExpansion: true,
      reclaimPolicy: "Retain",
    }),
    wide("storage.k8s.io/v1", "CSIDriver", {
      spec: { tokenRequests: [{ audience: "a" }], volumeLifecycleModes: ["Ephemeral"] },
    }),
    wide("networking.k8s.io/v1", "IngressClass", {
      spec: {
        controller: "example.com/c",
        parameters: { apiGroup: "example.com", kind: "P", name: "p", scope: "Cluster" },
      },
    }),
    wide("scheduling.k8s.io/v1", "PriorityClass", { value: 7, preemptionPolicy: "Never" }),
    wide("node.k8s.io/v1", "RuntimeClass", { handler: "h" }),
    wide("v1", "PersistentVolume", {
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce", "ReadOnlyMany"],
        hostPath: { path: "/a" },
        persistentVolumeReclaimPolicy: "Retain",
      },
    }),
    wide("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [
        { kind: "User", name: "u", apiGroup: "rbac.authorization.k8s.io" },
        { kind: "ServiceAccount", name: "s", namespace },
      ],
    }),
    wide("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", {
      spec: {
        paramKind: { apiVersion: "v1", kind: "ConfigMap" },
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ["example.com"],
              apiVersions: ["v1"],
              operations: ["CREATE"],
              resources: ["things"],
            },
          ],
        },
        validations: [{ expression: "true" }],
      },
    }),
  ];
}

type Named = (apiVersion: string, kind: string, name: string, fields: JsonObject) => JsonObject;

function workloads(named: Named): JsonObject[] {
  return [
    named("apps/v1", "Deployment", "web", { spec: { replicas: 2, selector: plain, template } }),
    named("apps/v1", "Deployment", "picky", {
      spec: {
        replicas: 0,
        selector,
        template: { ...template, metadata: { labels: { ...labels, tier: "c" } } },
      },
    }),
    named("apps/v1", "StatefulSet", "set", { spec: { serviceName: "s", selector: plain, template } }),
    named("apps/v1", "DaemonSet", "every", { spec: { selector: plain, template } }),
    named("batch/v1", "Job", "once", {
      spec: { suspend: true, template: { spec: { containers, restartPolicy: "Never" } } },
    }),
    named("batch/v1", "Job", "many", {
      spec: {
        suspend: true,
        completions: 3,
        parallelism: 2,
        template: { spec: { containers, restartPolicy: "Never" } },
      },
    }),
    named("batch/v1", "CronJob", "often", {
      spec: {
        schedule: "0 0 1 1 *",
        timeZone: "Etc/UTC",
        jobTemplate: { spec: { template: { spec: { containers, restartPolicy: "Never" } } } },
      },
    }),
    named("v1", "ReplicationController", "old", { spec: { replicas: 0, selector: labels, template } }),
    named("v1", "PodTemplate", "t", { template }),
    named("v1", "Pod", "gated", {
      labels,
      spec: {
        containers,
        schedulingGates: [{ name: "g" }],
        readinessGates: [{ conditionType: "example.com/r" }],
      },
    }),
    named("v1", "Pod", "alone", {
      labels,
      spec: { containers, initContainers: [{ name: "i", image: "i" }] },
    }),
    named("autoscaling/v2", "HorizontalPodAutoscaler", "auto", {
      spec: {
        maxReplicas: 5,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
          },
          {
            type: "Pods",
            pods: { metric: { name: "m" }, target: { type: "AverageValue", averageValue: "10" } },
          },
          { type: "External", external: { metric: { name: "e" }, target: { type: "Value", value: "1" } } },
        ],
      },
    }),
    named("policy/v1", "PodDisruptionBudget", "some", { spec: { minAvailable: "50%", selector: plain } }),
    named("policy/v1", "PodDisruptionBudget", "few", {
      spec: { maxUnavailable: 1, selector: { matchLabels: { b: "c" } } },
    }),
  ];
}

function networks(named: Named): JsonObject[] {
  return [
    named("v1", "Service", "plain", {
      spec: {
        selector: labels,
        ports: [{ port: 80 }, { name: "dns", port: 53, protocol: "UDP" }].map((port, index) => ({
          name: `p${index}`,
          ...port,
        })),
      },
    }),
    named("v1", "Service", "node", {
      spec: { type: "NodePort", ports: [{ port: 80 }], externalIPs: ["1.2.3.4"] },
    }),
    named("v1", "Service", "balanced", { spec: { type: "LoadBalancer", ports: [{ port: 80 }] } }),
    named("v1", "Service", "headless", { spec: { clusterIP: "None", selector: labels } }),
    named("v1", "Service", "elsewhere", { spec: { type: "ExternalName", externalName: "example.com" } }),
    named("networking.k8s.io/v1", "Ingress", "hosts", {
      spec: {
        ingressClassName: "c",
        tls: [{ hosts: ["a.example.com"] }],
        rules: ["a", "b", "c", "d"].map((host) => ({ host: `${host}.example.com` })),
      },
    }),
    named("networking.k8s.io/v1", "Ingress", "any", {
      spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } },
    }),
    named("networking.k8s.io/v1", "NetworkPolicy", "all", { spec: { podSelector: {} } }),
    named("networking.k8s.io/v1", "NetworkPolicy", "some", { spec: { podSelector: selector } }),
    named("discovery.k8s.io/v1", "EndpointSlice", "slice", {
      addressType: "IPv4",
      ports: [{ name: "a", port: 1 }, { name: "b" }, { name: "c", port: 3 }, { name: "d", port: 4 }],
      endpoints: [{ addresses: ["10.1.1.1"] }],
    }),
  ];
}

function settings(named: Named): JsonObject[] {
  return [
    named("v1", "ConfigMap", "c", { data: { a: "1", b: "2" }, binaryData: { c: "AAE=" } }),
    named("v1", "Secret", "s", { type: "example.com/t", stringData: { a: "1" } }),
    named("v1", "ResourceQuota", "q", {
      spec: { hard: { "limits.cpu": "4", pods: "100", "requests.memory": "1Gi" } },
    }),
    named("v1", "LimitRange", "l", { spec: { limits: [{ type: "Pod", max: { cpu: "2" } }] } }),
    named("v1", "PersistentVolumeClaim", "p", {
      spec: {
        accessModes: ["ReadWriteMany"],
        storageClassName: "none",
        resources: { requests: { storage: "1Gi" } },
      },
    }),
    named("rbac.authorization.k8s.io/v1", "Role", "r", { rules: [] }),
    named("rbac.authorization.k8s.io/v1", "RoleBinding", "b", {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
      subjects: [{ kind: "Group", name: "g", apiGroup: "rbac.authorization.k8s.io" }],
    }),
    named("coordination.k8s.io/v1", "Lease", "l", { spec: { holderIdentity: "me" } }),
    named("apps/v1", "ControllerRevision", "v", { revision: 3, data: { a: 1 } }),
  ];
}
