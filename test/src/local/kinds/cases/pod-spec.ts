import type { BaseManifest, Change, Suite } from "../suite.ts";

const main = { name: "main", image: "app:1" };
const container = "spec.containers.0";
const term = { key: "a", operator: "In", values: ["x"] };
const podTerm = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { a: "b" } } };
const spread = { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" };
const required = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";

const single: Change[] = [
  { "spec.restartPolicy": "Sometimes" },
  { "spec.restartPolicy": "OnFailure" },
  { "spec.dnsPolicy": "Other" },
  { "spec.dnsPolicy": "None" },
  { "spec.dnsPolicy": "None", "spec.dnsConfig": { nameservers: ["1.1.1.1"] } },
  { "spec.dnsConfig": { nameservers: ["not an address", "1", "2", "3"] } },
  { "spec.dnsConfig": { searches: ["Not_Valid!", "a.b"], options: [{ value: "x" }] } },
  { "spec.terminationGracePeriodSeconds": -1 },
  { "spec.terminationGracePeriodSeconds": 0 },
  { "spec.activeDeadlineSeconds": 0 },
  { "spec.activeDeadlineSeconds": 5000000000 },
  { "spec.nodeSelector": { "not valid": "x" } },
  { "spec.nodeSelector": { a: "not valid" } },
  { "spec.nodeName": "Not Valid" },
  { "spec.nodeName": "node-1" },
  { "spec.hostname": "Not.Valid" },
  { "spec.subdomain": "Not Valid" },
  { "spec.hostname": "web", "spec.subdomain": "sub", "spec.setHostnameAsFQDN": true },
  { "spec.priorityClassName": "system-node-critical" },
  { "spec.priorityClassName": "kinds-high" },
  { "spec.priorityClassName": "none" },
  { "spec.priority": 5 },
  { "spec.preemptionPolicy": "Never" },
  { "spec.preemptionPolicy": "Other" },
  { "spec.runtimeClassName": "none" },
  { "spec.runtimeClassName": "kinds-runtime" },
  { "spec.runtimeClassName": "kinds-runtime", "spec.nodeSelector": { runtime: "other" } },
  { "spec.overhead": { cpu: "1" } },
  { "spec.imagePullSecrets": [{ name: "a" }, { name: "" }] },
  { "spec.hostAliases": [{ ip: "1.2.3.4", hostnames: ["a", "Not Valid"] }] },
  { "spec.hostAliases": [{ ip: "x" }] },
  { "spec.os": { name: "linux" } },
  { "spec.os": { name: "plan9" } },
  { "spec.os": { name: "windows" }, "spec.hostPID": true },
  { "spec.schedulerName": "" },
  { "spec.schedulingGates": [{ name: "Not Valid" }] },
  { "spec.schedulingGates": [{ name: "a/b" }, { name: "a/b" }] },
  { "spec.schedulingGates": [{ name: "a/b" }], "spec.nodeName": "node-1" },
  { "spec.readinessGates": [{ conditionType: "example.com/ready" }] },
  { "spec.readinessGates": [{ conditionType: "not valid" }] },
  { "spec.enableServiceLinks": false },
  { "spec.shareProcessNamespace": true, "spec.hostPID": true },
  { "spec.hostUsers": false },
  { "spec.hostUsers": false, "spec.hostNetwork": true },
  { "spec.serviceAccountName": "none" },
  { "spec.serviceAccountName": "kinds-account" },
  { "spec.serviceAccount": "kinds-account" },
  { "spec.serviceAccountName": "Not Valid" },
  { "spec.automountServiceAccountToken": false },
  { "spec.resourceClaims": [{ name: "c", resourceClaimName: "claim" }] },
  { "spec.resourceClaims": [{ name: "c" }] },
  {
    "spec.resourceClaims": [{ name: "c", resourceClaimName: "claim", resourceClaimTemplateName: "template" }],
  },
];

const tolerations: Change[] = [
  [{ key: "a", operator: "Exists" }],
  [{ key: "a", operator: "Exists", value: "x" }],
  [{ operator: "Equal", value: "x" }],
  [{ key: "not valid", operator: "Exists" }],
  [{ key: "a", operator: "Like" }],
  [{ key: "a", value: "not valid!" }],
  [{ key: "a", effect: "Other" }],
  [{ key: "a", effect: "NoSchedule", tolerationSeconds: 5 }],
  [{ key: "a", effect: "NoExecute", tolerationSeconds: 5 }],
  [{ operator: "Exists" }],
  [{ key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 10 }],
].map((list) => ({ "spec.tolerations": list }));

const affinities: Change[] = [
  { nodeAffinity: { [required]: { nodeSelectorTerms: [{ matchExpressions: [term] }] } } },
  { nodeAffinity: { [required]: { nodeSelectorTerms: [] } } },
  {
    nodeAffinity: {
      [required]: { nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "In" }] }] },
    },
  },
  {
    nodeAffinity: {
      [required]: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Gt", values: ["1", "2"] }] }],
      },
    },
  },
  {
    nodeAffinity: {
      [required]: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Exists", values: ["1"] }] }],
      },
    },
  },
  {
    nodeAffinity: {
      [required]: { nodeSelectorTerms: [{ matchExpressions: [{ key: "a b", operator: "Near" }] }] },
    },
  },
  {
    nodeAffinity: {
      [required]: {
        nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: ["a", "b"] }] }],
      },
    },
  },
  {
    nodeAffinity: {
      [required]: { nodeSelectorTerms: [{ matchFields: [{ key: "spec.x", operator: "Exists" }] }] },
    },
  },
  { nodeAffinity: { [preferred]: [{ weight: 0, preference: { matchExpressions: [term] } }] } },
  { nodeAffinity: { [preferred]: [{ weight: 101, preference: {} }] } },
  { podAffinity: { [required]: [podTerm] } },
  { podAffinity: { [required]: [{ labelSelector: { matchLabels: { a: "b" } } }] } },
  { podAffinity: { [required]: [{ ...podTerm, topologyKey: "not valid" }] } },
  {
    podAffinity: {
      [required]: [{ ...podTerm, namespaces: ["Not Valid"], namespaceSelector: { matchLabels: { a: "!" } } }],
    },
  },
  { podAffinity: { [required]: [{ ...podTerm, matchLabelKeys: ["tier"] }] } },
  { podAffinity: { [required]: [{ ...podTerm, matchLabelKeys: ["tier"], mismatchLabelKeys: ["tier"] }] } },
  { podAffinity: { [required]: [{ topologyKey: "a", mismatchLabelKeys: ["tier"] }] } },
  { podAntiAffinity: { [preferred]: [{ weight: 100, podAffinityTerm: podTerm }] } },
  { podAntiAffinity: { [preferred]: [{ weight: 1000, podAffinityTerm: { topologyKey: "" } }] } },
].map((affinity) => ({ "spec.affinity": affinity }));

const spreads: Change[] = [
  [spread],
  [{ ...spread, maxSkew: 0 }],
  [{ ...spread, topologyKey: "" }],
  [{ ...spread, topologyKey: "not valid" }],
  [{ ...spread, whenUnsatisfiable: "Maybe" }],
  [{ ...spread, whenUnsatisfiable: "" }],
  [spread, spread],
  [{ ...spread, minDomains: 2 }],
  [{ ...spread, minDomains: 0 }],
  [{ ...spread, minDomains: 2, whenUnsatisfiable: "ScheduleAnyway" }],
  [{ ...spread, nodeAffinityPolicy: "Other", nodeTaintsPolicy: "Honor" }],
  [{ ...spread, labelSelector: { matchLabels: { a: "b" } }, matchLabelKeys: ["tier"] }],
  [{ ...spread, matchLabelKeys: ["tier"] }],
  [{ ...spread, labelSelector: { matchExpressions: [{ key: "a", operator: "In", values: [] }] } }],
].map((constraints) => ({ "spec.topologySpreadConstraints": constraints }));

const security: Change[] = [
  { "spec.securityContext": { runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000, runAsNonRoot: true } },
  { "spec.securityContext": { runAsUser: -1 } },
  { "spec.securityContext": { runAsGroup: -1, fsGroup: -1, supplementalGroups: [-1] } },
  { "spec.securityContext": { fsGroupChangePolicy: "Never" } },
  { "spec.securityContext": { fsGroupChangePolicy: "OnRootMismatch", supplementalGroupsPolicy: "Strict" } },
  { "spec.securityContext": { sysctls: [{ name: "net.core.somaxconn", value: "1" }] } },
  { "spec.securityContext": { sysctls: [{ name: "not valid", value: "1" }, { value: "1" }] } },
  {
    "spec.securityContext": {
      sysctls: [
        { name: "a.b", value: "1" },
        { name: "a.b", value: "2" },
      ],
    },
  },
  { "spec.securityContext": { seccompProfile: { type: "RuntimeDefault" } } },
  { "spec.securityContext": { seccompProfile: { type: "Localhost" } } },
  { "spec.securityContext": { seccompProfile: { type: "RuntimeDefault", localhostProfile: "x" } } },
  { "spec.securityContext": { seccompProfile: { type: "Other" } } },
  { "spec.securityContext": { appArmorProfile: { type: "Localhost" } } },
  { "spec.securityContext": { appArmorProfile: { type: "Unconfined" } } },
  { [`${container}.securityContext`]: { privileged: true } },
  { [`${container}.securityContext`]: { privileged: true, allowPrivilegeEscalation: false } },
  {
    [`${container}.securityContext`]: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ["SYS_ADMIN"] },
    },
  },
  {
    [`${container}.securityContext`]: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    },
  },
  { [`${container}.securityContext`]: { procMount: "Other" } },
  { [`${container}.securityContext`]: { procMount: "Unmasked" } },
  {
    [`${container}.securityContext`]: {
      runAsUser: -5,
      seccompProfile: { type: "Localhost", localhostProfile: "/abs" },
    },
  },
];

const pod: BaseManifest = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { labels: { tier: "a" } },
  spec: { schedulerName: "nobody", containers: [main] },
};

/** Where pods run and as whom. */
export const podSpecs: Suite = {
  bases: {
    "pod-placed": pod,
    "kinds-high": {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      value: 1000,
      preemptionPolicy: "Never",
    },
    "kinds-runtime": {
      apiVersion: "node.k8s.io/v1",
      kind: "RuntimeClass",
      handler: "kinds",
      overhead: { podFixed: { cpu: "100m" } },
      scheduling: {
        nodeSelector: { runtime: "kinds" },
        tolerations: [{ key: "runtime", operator: "Exists" }],
      },
    },
    "kinds-account": {
      apiVersion: "v1",
      kind: "ServiceAccount",
      imagePullSecrets: [{ name: "pull" }],
      automountServiceAccountToken: false,
    },
  },
  creates: {
    "pod-placed": [...single, ...tolerations, ...affinities, ...spreads, ...security],
    "kinds-high": [
      { value: 1000000001 },
      { preemptionPolicy: "Maybe" },
      { value: undefined },
      { value: -5, description: "x", globalDefault: false },
      { "metadata.name": "system-mine" },
      { "metadata.name": "Not Valid" },
    ],
    "kinds-runtime": [
      { handler: "" },
      { handler: "Not Valid" },
      { "overhead.podFixed": { cpu: "-1" } },
      { "overhead.podFixed": { "not valid": "1" } },
      { "scheduling.nodeSelector": { "not valid": "x" } },
      { "scheduling.tolerations": [{ key: "a", operator: "Like" }] },
      {
        "scheduling.tolerations": [
          { key: "a", operator: "Exists" },
          { key: "a", operator: "Exists" },
        ],
      },
    ],
    "kinds-account": [
      { "metadata.name": "Not Valid" },
      { imagePullSecrets: [{ name: "" }] },
      { secrets: [{ name: "x" }] },
    ],
  },
  updates: {
    "kinds-high": [
      { value: 5 },
      { preemptionPolicy: "PreemptLowerPriority" },
      { description: "new" },
      { globalDefault: true },
      { "metadata.labels": { a: "b" } },
    ],
    "kinds-runtime": [{ handler: "other" }, { "overhead.podFixed": { cpu: "2" } }, { overhead: undefined }],
    "kinds-account": [{ automountServiceAccountToken: true }, { secrets: [{ name: "x" }] }],
  },
};
