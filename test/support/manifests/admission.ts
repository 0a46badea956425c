import type { Rows } from "./row.ts";

/** Requests that nobody makes, in a namespace that does not exist. */
const nothing = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "conformance-none" } },
  resourceRules: [
    { apiGroups: ["example.com"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["widgets"] },
  ],
};

const webhook = (failurePolicy: string) => ({
  name: "conformance.example.com",
  admissionReviewVersions: ["v1"],
  sideEffects: "None",
  failurePolicy,
  namespaceSelector: nothing.namespaceSelector,
  rules: nothing.resourceRules,
  clientConfig: { url: "https://127.0.0.1:1/" },
});

/** Rows of the kinds that check and change requests: none of them matches anything. */
export const admission = {
  ValidatingWebhookConfiguration: {
    manifest: () => ({ webhooks: [webhook("Ignore")] }),
    change: { webhooks: [webhook("Fail")] },
  },
  MutatingWebhookConfiguration: {
    manifest: () => ({ webhooks: [webhook("Ignore")] }),
    change: { webhooks: [webhook("Fail")] },
  },
  ValidatingAdmissionPolicy: {
    manifest: () => ({
      spec: {
        failurePolicy: "Ignore",
        matchConstraints: nothing,
        validations: [{ expression: "object.metadata.name != 'forbidden'" }],
      },
    }),
    change: { spec: { failurePolicy: "Fail" } },
  },
  ValidatingAdmissionPolicyBinding: {
    manifest: () => ({ spec: { policyName: "conformance-none", validationActions: ["Audit"] } }),
    change: { spec: { validationActions: ["Warn"] } },
  },
  MutatingAdmissionPolicy: {
    manifest: () => ({
      spec: {
        failurePolicy: "Ignore",
        reinvocationPolicy: "Never",
        matchConstraints: nothing,
        mutations: [
          {
            patchType: "JSONPatch",
            jsonPatch: { expression: '[JSONPatch{op: "add", path: "/metadata/labels/a", value: "b"}]' },
          },
        ],
      },
    }),
    change: { spec: { failurePolicy: "Fail" } },
  },
  MutatingAdmissionPolicyBinding: {
    manifest: () => ({ spec: { policyName: "conformance-none" } }),
    change: { spec: { matchResources: nothing } },
  },
} satisfies Partial<Rows>;
