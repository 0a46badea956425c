import type { Change, Suite } from "../suite.ts";

const group = "rbac.authorization.k8s.io";
const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
const user = { kind: "User", apiGroup: group, name: "someone" };
const CSR =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIUU1IZ0NBUUF3RmpFVU1CSUdBMVVFQXd3TFkyOXVabTl5YldGdVkyVXdXVEFUQmdjcWhrak9QUUlCQmdncQpoa2pPUFFNQkJ3TkNBQVR4RnpEVTNTa0JMa2hHeVFkZ3dsWFMyaTJOVTBUeWlWak5jaWJVRjlCSWVhZ1BJNVcwClp2SHNjWGpCS2QzSnpIcDlSeDBYcm9iN040akdhMUlIV25MTW9BQXdDZ1lJS29aSXpqMEVBd0lEU0FBd1JRSWgKQUxySHZUYmNhYy9yZHpVWkJuRWkxZ0VlTDdETFcxTnpzdDdWRWtVQTFjaTRBaUFuUXVJR0t5dFdpR3pMcWtkdgpwcWJPTHJoWFI4QlhEakd6UitrY0czbmo1QT09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";

const ruleChanges: Change[] = [
  { rules: undefined },
  { rules: [] },
  { rules: [{ apiGroups: [""], resources: ["pods"], verbs: [] }] },
  { rules: [{ apiGroups: [], resources: ["pods"], verbs: ["get"] }] },
  { rules: [{ apiGroups: [""], resources: [], verbs: ["get"] }] },
  { rules: [{ nonResourceURLs: ["/healthz"], verbs: ["get"] }] },
  { rules: [{ nonResourceURLs: ["/healthz"], apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
  { rules: [{ verbs: ["get"] }] },
];

const subjects: Change[] = [
  { subjects: undefined },
  { subjects: [] },
  { subjects: [{ kind: "ServiceAccount", name: "a" }] },
  { subjects: [{ kind: "ServiceAccount", name: "Not Valid", namespace: "x" }] },
  { subjects: [{ kind: "ServiceAccount", name: "a", namespace: "x", apiGroup: "v1" }] },
  { subjects: [{ kind: "User", name: "a" }] },
  { subjects: [{ kind: "Group", name: "" }] },
  { subjects: [{ kind: "User", name: "a", apiGroup: "example.com" }] },
  { subjects: [{ kind: "Robot", name: "a" }] },
  { roleRef: undefined },
  { "roleRef.apiGroup": undefined },
  { "roleRef.apiGroup": "example.com" },
  { "roleRef.kind": "Pod" },
  { "roleRef.name": "" },
  { "roleRef.name": "a/b" },
  { "roleRef.kind": "ClusterRole" },
];

const roleRefUpdates: Change[] = [
  { "roleRef.name": "other" },
  { "roleRef.kind": "ClusterRole" },
  { subjects: [] },
  { subjects: [{ ...user, name: "" }] },
];

/** Access control and certificates. */
export const access: Suite = {
  bases: {
    role: { apiVersion: `${group}/v1`, kind: "Role", rules },
    "kinds-cluster-role": { apiVersion: `${group}/v1`, kind: "ClusterRole", rules },
    "kinds-aggregated": {
      apiVersion: `${group}/v1`,
      kind: "ClusterRole",
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { kinds: "none" } }] },
    },
    "role-binding": {
      apiVersion: `${group}/v1`,
      kind: "RoleBinding",
      roleRef: { apiGroup: group, kind: "Role", name: "role" },
      subjects: [user],
    },
    "kinds-cluster-role-binding": {
      apiVersion: `${group}/v1`,
      kind: "ClusterRoleBinding",
      roleRef: { apiGroup: group, kind: "ClusterRole", name: "view" },
      subjects: [user],
    },
    "service-account": { apiVersion: "v1", kind: "ServiceAccount" },
    "kinds-csr": {
      apiVersion: "certificates.k8s.io/v1",
      kind: "CertificateSigningRequest",
      spec: { request: CSR, signerName: "example.com/kinds", usages: ["client auth"] },
    },
  },
  creates: {
    role: [...ruleChanges, { "metadata.name": "a:b" }, { "metadata.name": "a/b" }],
    "kinds-cluster-role": [
      ...ruleChanges,
      { aggregationRule: {} },
      { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { "not valid": "x" } }] } },
    ],
    "role-binding": subjects,
    "kinds-cluster-role-binding": [...subjects, { "roleRef.kind": "Role" }],
    "kinds-csr": [
      { "spec.request": "YWJj" },
      { "spec.request": undefined },
      { "spec.signerName": "" },
      { "spec.signerName": "nothing" },
      { "spec.signerName": "kubernetes.io/kube-apiserver-client" },
      { "spec.signerName": "kubernetes.io/legacy-unknown" },
      { "spec.usages": [] },
      { "spec.usages": ["flying"] },
      { "spec.usages": ["client auth", "client auth"] },
      { "spec.expirationSeconds": 5 },
      { "spec.expirationSeconds": 3600 },
      { spec: undefined },
    ],
  },
  updates: {
    role: [{ rules: [] }, { rules: [{ verbs: ["get"] }] }],
    "kinds-cluster-role": [{ rules: [] }, { aggregationRule: { clusterRoleSelectors: [] } }],
    "role-binding": roleRefUpdates,
    "kinds-cluster-role-binding": roleRefUpdates,
    "service-account": [{ "metadata.labels": { a: "b" } }, { automountServiceAccountToken: false }],
    "kinds-csr": [
      { "spec.signerName": "example.com/other" },
      { "spec.usages": ["server auth"] },
      { "metadata.labels": { a: "b" } },
    ],
  },
  statuses: {
    "kinds-csr": [
      { "status.certificate": "YWJj" },
      { "status.conditions": [{ type: "Ready", status: "True" }] },
    ],
  },
};
