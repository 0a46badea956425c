import type { Change, Suite } from "../suite.ts";

const nothing = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kinds-none" } },
  resourceRules: [
    { apiGroups: ["example.com"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["widgets"] },
  ],
};
const webhook = {
  name: "kinds.example.com",
  admissionReviewVersions: ["v1"],
  sideEffects: "None",
  namespaceSelector: nothing.namespaceSelector,
  rules: nothing.resourceRules,
  clientConfig: { url: "https://127.0.0.1:1/" },
};
const group = "admissionregistration.k8s.io/v1";
const hook = "webhooks.0";
const precedence = "spec.matchingPrecedence";
const device = { devices: { requests: [{ name: "device", exactly: { deviceClassName: "none" } }] } };
const flowRule = {
  subjects: [{ kind: "User", user: { name: "kinds" } }],
  resourceRules: [{ apiGroups: ["example.com"], namespaces: ["*"], resources: ["widgets"], verbs: ["get"] }],
};

const webhooks: Change[] = [
  { webhooks: undefined },
  { [`${hook}.name`]: "short" },
  { [`${hook}.name`]: "" },
  { [`${hook}.sideEffects`]: undefined },
  { [`${hook}.sideEffects`]: "Some" },
  { [`${hook}.sideEffects`]: "Other" },
  { [`${hook}.admissionReviewVersions`]: undefined },
  { [`${hook}.admissionReviewVersions`]: ["v7"] },
  { [`${hook}.admissionReviewVersions`]: ["v1", "v1"] },
  { [`${hook}.failurePolicy`]: "Maybe" },
  { [`${hook}.matchPolicy`]: "Other" },
  { [`${hook}.timeoutSeconds`]: 0 },
  { [`${hook}.timeoutSeconds`]: 31 },
  { [`${hook}.clientConfig`]: {} },
  { [`${hook}.clientConfig`]: { url: "http://example.com" } },
  { [`${hook}.clientConfig`]: { url: "https://user@example.com/?a#b" } },
  { [`${hook}.clientConfig`]: { service: { namespace: "a", name: "b" } } },
  { [`${hook}.clientConfig`]: { service: { namespace: "", name: "" } } },
  { [`${hook}.clientConfig`]: { service: { namespace: "a", name: "b", port: 0, path: "x" } } },
  { [`${hook}.clientConfig`]: { url: "https://a", service: { namespace: "a", name: "b" } } },
  { [`${hook}.rules`]: [{ apiGroups: [], apiVersions: [], operations: [], resources: [] }] },
  {
    [`${hook}.rules`]: [
      { apiGroups: ["*", "a"], apiVersions: ["v1"], operations: ["*", "CREATE"], resources: ["*/*", "a"] },
    ],
  },
  {
    [`${hook}.rules`]: [
      { apiGroups: ["a"], apiVersions: ["v1"], operations: ["WATCH"], resources: ["a"], scope: "Other" },
    ],
  },
  { [`${hook}.objectSelector`]: { matchLabels: { "not valid": "x" } } },
  { [`${hook}.matchConditions`]: [{ name: "a", expression: "true" }] },
  { [`${hook}.matchConditions`]: [{ name: "", expression: "" }] },
  { "webhooks.1": webhook },
];

/** Nodes, admission, priorities of requests, devices, and the API itself. */
export const cluster: Suite = {
  bases: {
    "kinds-node": { apiVersion: "v1", kind: "Node", spec: { unschedulable: true } },
    "kinds-validating": { apiVersion: group, kind: "ValidatingWebhookConfiguration", webhooks: [webhook] },
    "kinds-mutating": { apiVersion: group, kind: "MutatingWebhookConfiguration", webhooks: [webhook] },
    "kinds-policy": {
      apiVersion: group,
      kind: "ValidatingAdmissionPolicy",
      spec: {
        matchConstraints: nothing,
        validations: [{ expression: "object.metadata.name != 'forbidden'" }],
      },
    },
    "kinds-policy-binding": {
      apiVersion: group,
      kind: "ValidatingAdmissionPolicyBinding",
      spec: { policyName: "none", validationActions: ["Audit"] },
    },
    "kinds-mutation": {
      apiVersion: group,
      kind: "MutatingAdmissionPolicy",
      spec: {
        matchConstraints: nothing,
        reinvocationPolicy: "Never",
        mutations: [
          {
            patchType: "JSONPatch",
            jsonPatch: { expression: '[JSONPatch{op: "add", path: "/metadata/labels/a", value: "b"}]' },
          },
        ],
      },
    },
    "kinds-mutation-binding": {
      apiVersion: group,
      kind: "MutatingAdmissionPolicyBinding",
      spec: { policyName: "none" },
    },
    "kinds-flow": {
      apiVersion: "flowcontrol.apiserver.k8s.io/v1",
      kind: "FlowSchema",
      spec: {
        priorityLevelConfiguration: { name: "global-default" },
        matchingPrecedence: 9000,
        rules: [flowRule],
      },
    },
    "kinds-level": {
      apiVersion: "flowcontrol.apiserver.k8s.io/v1",
      kind: "PriorityLevelConfiguration",
      spec: {
        type: "Limited",
        limited: { nominalConcurrencyShares: 0, lendablePercent: 0, limitResponse: { type: "Reject" } },
      },
    },
    "v1.kinds.example.com": {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      spec: { group: "kinds.example.com", version: "v1", groupPriorityMinimum: 100, versionPriority: 10 },
    },
    "v1.kept.example.com": {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      spec: { group: "kept.example.com", version: "v1", groupPriorityMinimum: 100, versionPriority: 10 },
    },
    "kinds-device-class": {
      apiVersion: "resource.k8s.io/v1",
      kind: "DeviceClass",
      spec: { selectors: [{ cel: { expression: 'device.driver == "none.example.com"' } }] },
    },
    "resource-claim": { apiVersion: "resource.k8s.io/v1", kind: "ResourceClaim", spec: device },
    "resource-claim-template": {
      apiVersion: "resource.k8s.io/v1",
      kind: "ResourceClaimTemplate",
      spec: { spec: device },
    },
    "kinds-slice": {
      apiVersion: "resource.k8s.io/v1",
      kind: "ResourceSlice",
      spec: {
        driver: "none.example.com",
        pool: { name: "p", generation: 1, resourceSliceCount: 1 },
        allNodes: true,
        devices: [{ name: "device-0" }],
      },
    },
  },
  creates: {
    "kinds-node": [
      { "metadata.name": "Not Valid" },
      { "spec.podCIDR": "10.1.0.0/24" },
      { "spec.podCIDR": "x" },
      { "spec.taints": [{ key: "a", effect: "NoSchedule" }] },
      { "spec.taints": [{ key: "a", effect: "Other" }] },
      { "spec.taints": [{ key: "not valid", value: "not valid!", effect: "NoExecute" }] },
      {
        "spec.taints": [
          { key: "a", effect: "NoSchedule" },
          { key: "a", effect: "NoSchedule", value: "x" },
        ],
      },
      { status: { capacity: { cpu: "4" }, conditions: [{ type: "Ready", status: "True" }] } },
      { status: { capacity: { "not valid": "4" } } },
      { "spec.unschedulable": false },
    ],
    "kinds-validating": webhooks,
    "kinds-mutating": [
      ...webhooks,
      { [`${hook}.reinvocationPolicy`]: "Other" },
      { [`${hook}.reinvocationPolicy`]: "IfNeeded" },
    ],
    "kinds-policy": [
      { spec: {} },
      { "spec.validations": undefined },
      { "spec.validations": [{ expression: "" }] },
      { "spec.validations": [{ expression: "true", reason: "Other" }] },
      { "spec.validations": [{ expression: "true", message: "a\nb" }] },
      { "spec.validations": [{ expression: "true", message: "", reason: "Forbidden" }] },
      { "spec.failurePolicy": "Maybe" },
      { "spec.paramKind": { apiVersion: "", kind: "" } },
      { "spec.paramKind": { apiVersion: "v1", kind: "ConfigMap" } },
      { "spec.matchConstraints": {} },
      { "spec.matchConstraints.resourceRules.0.operations": ["WATCH"] },
      { "spec.matchConstraints.resourceRules.0.resourceNames": ["a", "a"] },
      { "spec.variables": [{ name: "a", expression: "1" }] },
      { "spec.variables": [{ name: "not valid", expression: "" }] },
      { "spec.auditAnnotations": [{ key: "a", valueExpression: "'x'" }] },
      { "spec.auditAnnotations": [{ key: "not valid", valueExpression: "" }] },
      {
        "spec.matchConditions": [
          { name: "a", expression: "true" },
          { name: "a", expression: "true" },
        ],
      },
    ],
    "kinds-policy-binding": [
      { "spec.policyName": "" },
      { "spec.validationActions": [] },
      { "spec.validationActions": ["Deny", "Warn"] },
      { "spec.validationActions": ["Audit", "Audit"] },
      { "spec.validationActions": ["Other"] },
      { "spec.paramRef": {} },
      { "spec.paramRef": { name: "a", parameterNotFoundAction: "Allow" } },
      { "spec.paramRef": { name: "a", selector: {}, parameterNotFoundAction: "Other" } },
      { "spec.matchResources": { matchPolicy: "Other" } },
    ],
    "kinds-mutation": [
      { "spec.mutations": [] },
      { "spec.mutations": [{ patchType: "Other" }] },
      { "spec.mutations": [{ patchType: "JSONPatch" }] },
      { "spec.mutations": [{ patchType: "ApplyConfiguration", jsonPatch: { expression: "[]" } }] },
      { "spec.reinvocationPolicy": "Other" },
      { "spec.reinvocationPolicy": undefined },
      { "spec.matchConstraints": undefined },
    ],
    "kinds-mutation-binding": [{ "spec.policyName": "" }, { "spec.paramRef": { name: "a" } }],
    "kinds-flow": [
      { [precedence]: 0 },
      { [precedence]: 10001 },
      { [precedence]: 1 },
      { [precedence]: undefined },
      { "spec.priorityLevelConfiguration.name": "" },
      { "spec.distinguisherMethod": { type: "ByUser" } },
      { "spec.distinguisherMethod": { type: "Other" } },
      { "spec.rules": [{ subjects: [], resourceRules: [] }] },
      { "spec.rules": [{ ...flowRule, subjects: [{ kind: "Robot" }] }] },
      {
        "spec.rules": [
          {
            ...flowRule,
            subjects: [
              { kind: "Group", group: { name: "" } },
              { kind: "ServiceAccount", serviceAccount: { namespace: "", name: "" } },
            ],
          },
        ],
      },
      {
        "spec.rules": [
          { ...flowRule, resourceRules: [{ apiGroups: [], namespaces: [], resources: [], verbs: [] }] },
        ],
      },
      {
        "spec.rules": [
          {
            subjects: flowRule.subjects,
            nonResourceRules: [{ verbs: ["*", "get"], nonResourceURLs: ["x", "/a*"] }],
          },
        ],
      },
    ],
    "kinds-level": [
      { "spec.type": "Exempt" },
      { "spec.type": "Exempt", "spec.limited": undefined, "spec.exempt": { lendablePercent: 50 } },
      { "spec.type": "Other" },
      { "spec.limited": undefined },
      { "spec.limited.nominalConcurrencyShares": -1 },
      { "spec.limited.nominalConcurrencyShares": undefined },
      { "spec.limited.lendablePercent": 101 },
      { "spec.limited.borrowingLimitPercent": -1 },
      { "spec.limited.limitResponse": { type: "Queue" } },
      {
        "spec.limited.limitResponse": {
          type: "Queue",
          queuing: { queues: 2, handSize: 4, queueLengthLimit: 0 },
        },
      },
      {
        "spec.limited.limitResponse": {
          type: "Queue",
          queuing: { queues: 64, handSize: 8, queueLengthLimit: 50 },
        },
      },
      { "spec.limited.limitResponse": { type: "Other" } },
      { "spec.limited.limitResponse": { type: "Reject", queuing: {} } },
    ],
    "v1.kinds.example.com": [
      { "metadata.name": "other" },
      { "spec.group": undefined },
      { "spec.version": "" },
      { "spec.versionPriority": 0 },
      { "spec.groupPriorityMinimum": 0 },
      { "spec.groupPriorityMinimum": 20001 },
      { "spec.service": { namespace: "", name: "" } },
      { "spec.service": { namespace: "a", name: "b" }, "spec.insecureSkipTLSVerify": true },
      { "spec.service": { namespace: "a", name: "b", port: 0 }, "spec.caBundle": "YQ==" },
      { "spec.insecureSkipTLSVerify": true },
      { "spec.caBundle": "YQ==" },
    ],
    "kinds-device-class": [
      { spec: undefined },
      { "spec.selectors": [{}] },
      { "spec.selectors": [{ cel: { expression: "" } }] },
      { "spec.config": [{}] },
    ],
    "resource-claim": [
      { "spec.devices.requests": [] },
      { "spec.devices.requests": [{ name: "a" }] },
      { "spec.devices.requests": [{ name: "Not Valid", exactly: { deviceClassName: "" } }] },
      { "spec.devices.requests.0.exactly.allocationMode": "Other" },
      { "spec.devices.requests.0.exactly.count": 5 },
      { "spec.devices.requests.0.exactly.count": -5 },
      { "spec.devices.requests.1": { name: "device", exactly: { deviceClassName: "none" } } },
      { "spec.devices.constraints": [{ requests: ["none"] }] },
    ],
    "kinds-slice": [
      { "spec.driver": "" },
      { "spec.pool.generation": -1 },
      { "spec.pool.resourceSliceCount": 0 },
      { "spec.allNodes": undefined },
      { "spec.nodeName": "node-1" },
      { "spec.devices": [{ name: "a" }, { name: "a" }] },
      { "spec.devices": [{ name: "Not Valid" }] },
    ],
  },
  updates: {
    "kinds-node": [
      { "spec.unschedulable": undefined },
      { "spec.podCIDR": "10.1.0.0/24" },
      { "spec.taints": [{ key: "a", effect: "Other" }] },
      { "metadata.labels": { a: "b" } },
      { "spec.providerID": "x" },
    ],
    "kinds-validating": [
      { [`${hook}.failurePolicy`]: "Ignore" },
      { [`${hook}.sideEffects`]: "Some" },
      { webhooks: [] },
    ],
    "kinds-policy": [{ "spec.failurePolicy": "Ignore" }, { "spec.validations": [] }],
    "kinds-policy-binding": [{ "spec.policyName": "other" }],
    "kinds-mutation": [{ "spec.failurePolicy": "Ignore" }],
    "kinds-mutation-binding": [{ "spec.policyName": "other" }],
    "kinds-flow": [{ [precedence]: 9001 }, { [precedence]: 0 }],
    "kinds-level": [{ "spec.limited.lendablePercent": 50 }, { "spec.type": "Exempt" }],
    "v1.kept.example.com": [{ "spec.versionPriority": 20 }, { "spec.group": "other" }],
    "kinds-device-class": [{ "spec.selectors": [] }],
    "resource-claim": [{ "spec.devices.requests": [] }, { "metadata.labels": { a: "b" } }],
    "resource-claim-template": [{ "spec.spec.devices.requests": [] }, { "metadata.labels": { a: "b" } }],
    "kinds-slice": [
      { "spec.devices": [{ name: "device-1" }] },
      { "spec.pool.name": "q" },
      { "spec.driver": "other.example.com" },
      { "spec.allNodes": undefined, "spec.nodeName": "x" },
    ],
  },
  statuses: {
    "kinds-node": [
      { "status.capacity": { cpu: "8" } },
      { "status.addresses": [{ type: "InternalIP", address: "1.2.3.4" }] },
      { "status.capacity": { cpu: "-1" } },
    ],
  },
};
