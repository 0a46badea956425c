import type { JsonObject } from "../../../../src/model/json.ts";
import type { Cases } from "./case.ts";

const ports = (more: JsonObject): JsonObject => ({ ports: [{ port: 80, targetPort: 8080, ...more }] });
const balanced = (more: JsonObject = {}): JsonObject => ({ spec: { type: "LoadBalancer", ...more } });
const LOCAL = { externalTrafficPolicy: "Local" };
const role = (kind: string): JsonObject => ({
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: "other" },
});
const scope = (scopeName: string): JsonObject => ({
  spec: {
    hard: { pods: "10000", "count/widgets.example.com": null },
    scopeSelector: { matchExpressions: [{ scopeName, operator: "Exists" }] },
  },
});

// A certificate request for CN=other.
const otherRequest =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlITE1ISUNBUUF3RURFT01Bd0dBMVVFQXd3RmIzUm9aWEl3" +
  "V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQgpCd05DQUFRcmRsamNZQklTL1hRNjQ0WmlBSU5hc0hTbGFsTzZORWRzN3N0" +
  "M0hYdCtTK0E5dHVWbS9iS1Vma1YxClhwanlxOEc5eGFLcGFETTNsWlNQNmJ5dk8rZEVvQUF3Q2dZSUtvWkl6ajBFQXdJRFNR" +
  "QXdSZ0loQUlnclA2Q2cKdW44TFhXdldyMFJrTjJNT1hIRXI3dFpiU1ZZdzJWaTdPRUVLQWlFQXJ1VmdlbGN0Si9UcllBTkRX" +
  "aHB3dkJIRQp6cUZ5a2pPNjdSMFJibUtrMjZvPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K";

/** The core group, access control, scheduling and certificates. */
export const core: Cases = {
  "/ConfigMap": [
    { field: "data", after: { data: { MODE: "other" } } },
    {
      field: "data",
      when: "with `immutable: true`",
      before: { immutable: true },
      after: { data: { MODE: "other" } },
    },
    {
      field: "binaryData",
      when: "with `immutable: true`",
      before: { immutable: true, binaryData: { a: "YQ==" } },
      after: { binaryData: { a: "Yg==" } },
    },
    { field: "immutable", when: "once true", before: { immutable: true }, after: { immutable: false } },
  ],
  "/Secret": [
    { field: "type", after: { type: "example.com/other" } },
    { field: "data", after: { data: { KEY: "b3RoZXI=" } } },
    {
      field: "data",
      when: "with `immutable: true`",
      before: { immutable: true },
      after: { data: { KEY: "b3RoZXI=" } },
    },
    { field: "immutable", when: "once true", before: { immutable: true }, after: { immutable: false } },
  ],
  "/Service": [
    { field: "spec.clusterIP", after: { spec: { clusterIP: "None" } } },
    {
      field: "spec.clusterIPs",
      before: { spec: { clusterIP: "None" } },
      after: { spec: { clusterIP: "10.0.0.250", clusterIPs: ["10.0.0.250"] } },
    },
    {
      field: "spec.ipFamilies",
      before: { spec: { ipFamilies: ["IPv4"] } },
      after: { spec: { ipFamilies: ["IPv6"] } },
      invalid: "the control plane has addresses of one family",
    },
    {
      field: "spec.loadBalancerClass",
      before: balanced({ loadBalancerClass: "example.com/one" }),
      after: balanced({ loadBalancerClass: "example.com/two" }),
    },
    {
      field: "spec.healthCheckNodePort",
      before: balanced(LOCAL),
      after: balanced({ ...LOCAL, healthCheckNodePort: 32_767 }),
    },
    { field: "spec.type", after: { spec: { type: "NodePort" } } },
    {
      field: "spec.type",
      when: "ExternalName",
      after: { spec: { type: "ExternalName", externalName: "example.com" } },
    },
    { field: "spec.ports", after: { spec: ports({ port: 81 }) } },
    {
      field: "spec.ports[].nodePort",
      before: { spec: { type: "NodePort" } },
      after: { spec: ports({ nodePort: 32_766 }) },
    },
    { field: "spec.selector", after: { spec: { selector: { app: "other" } } } },
    { field: "spec.sessionAffinity", after: { spec: { sessionAffinity: "ClientIP" } } },
  ],
  "/ServiceAccount": [
    { field: "automountServiceAccountToken", after: { automountServiceAccountToken: false } },
  ],
  "/ResourceQuota": [
    {
      field: "spec.scopes",
      before: {
        spec: { hard: { pods: "10000", "count/widgets.example.com": null }, scopes: ["Terminating"] },
      },
      after: { spec: { scopes: ["NotTerminating"] } },
    },
    { field: "spec.scopeSelector", before: scope("BestEffort"), after: scope("NotBestEffort") },
    { field: "spec.hard", after: { spec: { hard: { "count/widgets.example.com": "30" } } } },
  ],
  "/LimitRange": [
    {
      field: "spec",
      after: { spec: { limits: [{ type: "PersistentVolumeClaim", max: { storage: "200Gi" } }] } },
    },
  ],
  "/Namespace": [
    { field: "metadata.labels", after: { metadata: { labels: { changed: "yes" } } } },
    { field: "spec.finalizers", after: { spec: { finalizers: ["kubernetes", "example.com/other"] } } },
  ],
  "/Node": [
    {
      field: "spec.podCIDRs",
      before: { spec: { podCIDR: "10.99.0.0/24", podCIDRs: ["10.99.0.0/24"] } },
      after: { spec: { podCIDR: "10.99.1.0/24", podCIDRs: ["10.99.1.0/24"] } },
    },
    {
      field: "spec.providerID",
      before: { spec: { providerID: "example://one" } },
      after: { spec: { providerID: "example://two" } },
    },
    { field: "metadata.labels", after: { metadata: { labels: { changed: "yes" } } } },
  ],
  "rbac.authorization.k8s.io/RoleBinding": [
    { field: "roleRef", after: role("Role") },
    {
      field: "subjects",
      after: { subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "other" }] },
    },
  ],
  "rbac.authorization.k8s.io/ClusterRoleBinding": [
    { field: "roleRef", after: role("ClusterRole") },
    {
      field: "subjects",
      after: { subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "other" }] },
    },
  ],
  "scheduling.k8s.io/PriorityClass": [
    { field: "value", after: { value: 2000 } },
    { field: "preemptionPolicy", after: { preemptionPolicy: "Never" } },
    { field: "description", after: { description: "other" } },
  ],
  "node.k8s.io/RuntimeClass": [
    { field: "handler", after: { handler: "other" } },
    { field: "overhead", after: { overhead: { podFixed: { cpu: "10m" } } } },
    { field: "scheduling", after: { scheduling: { nodeSelector: { runtime: "other" } } } },
  ],
  "certificates.k8s.io/CertificateSigningRequest": [
    { field: "spec.request", after: { spec: { request: otherRequest } } },
    { field: "spec.signerName", after: { spec: { signerName: "example.com/other" } } },
    { field: "spec.usages", after: { spec: { usages: ["server auth"] } } },
    {
      field: "spec.expirationSeconds",
      before: { spec: { expirationSeconds: 3600 } },
      after: { spec: { expirationSeconds: 7200 } },
    },
  ],
};
