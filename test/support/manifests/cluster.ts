import { createHash } from "node:crypto";
import { relabelled, type Rows } from "./row.ts";

/** Two numbers from 0 to 255 that go with a random name. */
function bytes(name: string): [number, number] {
  const [high = 0, low = 0] = createHash("sha256").update(name).digest();
  return [high, low];
}

const hex = (byte: number) => byte.toString(16);
const rule = (verb: string) => [{ apiGroups: ["example.com"], resources: ["widgets"], verbs: [verb] }];
const subject = (name: string) => [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name }];

const schema = {
  openAPIV3Schema: {
    type: "object",
    properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
  },
};

/** Rows of networking, storage, access control and the API itself. */
export const cluster = {
  EndpointSlice: {
    manifest: () => ({
      addressType: "IPv4",
      ports: [{ name: "", port: 80, protocol: "TCP" }],
      endpoints: [{ addresses: ["192.0.2.10"] }],
    }),
    change: { endpoints: [{ addresses: ["192.0.2.11"] }] },
  },
  Ingress: {
    manifest: () => ({ spec: { defaultBackend: { service: { name: "first", port: { number: 80 } } } } }),
    change: { spec: { defaultBackend: { service: { name: "second" } } } },
  },
  IngressClass: {
    manifest: () => ({ spec: { controller: "example.com/conformance" } }),
    change: { spec: { parameters: { apiGroup: "example.com", kind: "Parameters", name: "some" } } },
  },
  NetworkPolicy: {
    manifest: () => ({ spec: { podSelector: { matchLabels: { app: "none" } }, policyTypes: ["Ingress"] } }),
    change: { spec: { podSelector: { matchLabels: { app: "other" } } } },
  },
  ServiceCIDR: {
    // IPv6 on an IPv4 cluster: no Service is given an address of it, which would hold its deletion.
    manifest: ({ name }) => ({ spec: { cidrs: [`2001:db8:${bytes(name).map(hex).join(":")}::/112`] } }),
    change: relabelled,
    ready: { status: { conditions: [{ type: "Ready", status: "True" }] } },
  },
  IPAddress: {
    name: (label) => `198.18.${bytes(label).join(".")}`,
    manifest: ({ namespace }) => ({
      spec: { parentRef: { group: "example.com", resource: "gateways", namespace, name: "none" } },
    }),
    change: relabelled,
  },
  PersistentVolume: {
    manifest: ({ name }) => ({
      spec: {
        storageClassName: name,
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        hostPath: { path: "/conformance" },
      },
    }),
    change: { spec: { capacity: { storage: "2Gi" } } },
    ready: { status: { phase: "Available" } },
  },
  PersistentVolumeClaim: {
    manifest: () => ({
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    }),
    change: relabelled,
    ready: { status: { phase: "Bound" } },
  },
  StorageClass: {
    manifest: () => ({ provisioner: "none.example.com", allowVolumeExpansion: false }),
    change: { allowVolumeExpansion: true },
  },
  VolumeAttributesClass: {
    manifest: () => ({ driverName: "none.example.com", parameters: { tier: "slow" } }),
    change: relabelled,
  },
  VolumeAttachment: {
    manifest: () => ({
      spec: { attacher: "none.example.com", nodeName: "none", source: { persistentVolumeName: "none" } },
    }),
    change: relabelled,
  },
  CSIDriver: {
    manifest: () => ({ spec: { requiresRepublish: false } }),
    change: { spec: { requiresRepublish: true } },
  },
  CSINode: { manifest: () => ({ spec: { drivers: [] } }), change: relabelled },
  CSIStorageCapacity: {
    manifest: () => ({ storageClassName: "none", capacity: "1Gi" }),
    change: { capacity: "2Gi" },
  },
  Role: { manifest: () => ({ rules: rule("get") }), change: { rules: rule("list") } },
  ClusterRole: { manifest: () => ({ rules: rule("get") }), change: { rules: rule("list") } },
  RoleBinding: {
    manifest: () => ({
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "none" },
      subjects: subject("first"),
    }),
    change: { subjects: subject("second") },
  },
  ClusterRoleBinding: {
    manifest: () => ({
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "none" },
      subjects: subject("first"),
    }),
    change: { subjects: subject("second") },
  },
  FlowSchema: {
    manifest: () => ({
      spec: {
        priorityLevelConfiguration: { name: "global-default" },
        matchingPrecedence: 9000,
        rules: [
          {
            subjects: [{ kind: "User", user: { name: "conformance-nobody" } }],
            resourceRules: [
              { apiGroups: ["example.com"], namespaces: ["*"], resources: ["widgets"], verbs: ["get"] },
            ],
          },
        ],
      },
    }),
    change: { spec: { matchingPrecedence: 9001 } },
  },
  PriorityLevelConfiguration: {
    // No FlowSchema names it, and it takes no share of the server's concurrency.
    manifest: () => ({
      spec: {
        type: "Limited",
        limited: { nominalConcurrencyShares: 0, lendablePercent: 0, limitResponse: { type: "Reject" } },
      },
    }),
    change: { spec: { limited: { lendablePercent: 50 } } },
  },
  CustomResourceDefinition: {
    name: (label) => `${label}.example.com`,
    manifest: ({ name }) => {
      const plural = name.replace(".example.com", "");
      return {
        spec: {
          group: "example.com",
          scope: "Namespaced",
          names: { kind: plural, plural },
          versions: [{ name: "v1", served: true, storage: true, schema }],
        },
      };
    },
    change: {
      spec: {
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema,
            additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }],
          },
        ],
      },
    },
    ready: { status: { conditions: [{ type: "Established", status: "True" }] } },
  },
  APIService: {
    // Served by the API server itself: an unreachable server behind it would hold the deletion of every namespace.
    name: (label) => `v1.${label}.example.com`,
    manifest: ({ name }) => ({
      spec: {
        group: name.replace(/^v1\./, ""),
        version: "v1",
        groupPriorityMinimum: 100,
        versionPriority: 10,
      },
    }),
    change: { spec: { versionPriority: 20 } },
    ready: { status: { conditions: [{ type: "Available", status: "True" }] } },
  },
} satisfies Partial<Rows>;
