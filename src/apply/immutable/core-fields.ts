import { accepted, type FieldRule, ignored, refused } from "./field-rule.ts";

const WHEN_SET = "field is immutable when `immutable` is set";
const sealed = { when: "with `immutable: true`" };
const ONCE = "may not change once set";
const address = { cause: "spec.clusterIPs[0]" };

/** The core group without storage, access control, scheduling and certificates. */
export const coreFields: Readonly<Record<string, readonly FieldRule[]>> = {
  "/ConfigMap": [
    accepted("data"),
    refused("data", WHEN_SET, sealed),
    refused("binaryData", WHEN_SET, sealed),
    refused("immutable", WHEN_SET, { when: "once true" }),
  ],
  "/Secret": [
    refused("type"),
    accepted("data", { refuted: "replaced when it changes, as by pulumi-kubernetes" }),
    refused("data", WHEN_SET, sealed),
    refused("immutable", WHEN_SET, { when: "once true" }),
  ],
  "/Service": [
    refused("spec.clusterIP", ONCE, address),
    refused("spec.clusterIPs", ONCE, address),
    refused("spec.ipFamilies", "value as indicated by `ipFamilies[0]`", {
      ...address,
      refuted: "refused as “may not change once set”; it is said of the address that no longer fits",
    }),
    refused("spec.loadBalancerClass", ONCE),
    refused("spec.healthCheckNodePort"),
    accepted("spec.type"),
    accepted("spec.type", { when: "ExternalName" }),
    accepted("spec.ports"),
    accepted("spec.ports[].nodePort"),
    accepted("spec.selector"),
    accepted("spec.sessionAffinity"),
  ],
  "/ServiceAccount": [accepted("automountServiceAccountToken")],
  "/ResourceQuota": [
    refused("spec.scopes"),
    accepted("spec.scopeSelector", { refuted: "immutable as `scopes` are" }),
    accepted("spec.hard"),
  ],
  "/LimitRange": [accepted("spec")],
  "/Namespace": [accepted("metadata.labels"), ignored("spec.finalizers", { action: "warn" })],
  "/Node": [
    refused("spec.podCIDRs", "node updates may not change podCIDR"),
    refused("spec.providerID", "node updates may not change providerID"),
    accepted("metadata.labels"),
  ],
  "rbac.authorization.k8s.io/RoleBinding": [
    refused("roleRef", "cannot change roleRef"),
    accepted("subjects"),
  ],
  "rbac.authorization.k8s.io/ClusterRoleBinding": [
    refused("roleRef", "cannot change roleRef"),
    accepted("subjects"),
  ],
  "scheduling.k8s.io/PriorityClass": [
    refused("value", "may not be changed in an update"),
    refused("preemptionPolicy", undefined, {
      refuted: "refused as “may not be changed in an update”, as `value` is",
    }),
    accepted("description"),
  ],
  "node.k8s.io/RuntimeClass": [refused("handler"), accepted("overhead"), accepted("scheduling")],
  "certificates.k8s.io/CertificateSigningRequest": [
    "request",
    "signerName",
    "usages",
    "expirationSeconds",
  ].map((name) => ignored(`spec.${name}`, { refuted: "refused" })),
};
