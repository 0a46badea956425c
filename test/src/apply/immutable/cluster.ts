import type { JsonObject } from "../../../../src/model/json.ts";
import { valueAt } from "../../../../src/model/json.ts";
import { conditionOf } from "../../../../src/readiness/conditions.ts";
import type { LiveObject } from "../../../../src/model/object.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import type { Place } from "../../../support/manifests/row.ts";
import type { Cases } from "./case.ts";

const phase =
  (...phases: string[]) =>
  (live: LiveObject): boolean =>
    phases.includes(String(valueAt(live, ["status", "phase"])));
const bound = phase("Bound");
const available = phase("Available", "Bound");
/** A class of a claim's own, and a volume of it that the claim is bound to. */
const boundBy = ({ name }: Place, allowVolumeExpansion: boolean): Manifest[] => [
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name },
    provisioner: "none.example.com",
    allowVolumeExpansion,
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      storageClassName: name,
      capacity: { storage: "1Gi" },
      accessModes: ["ReadWriteOnce"],
      hostPath: { path: "/conformance" },
    },
  },
];
const established = (live: LiveObject): boolean => conditionOf(live, "Established")?.status === "True";
const storage = (size: string): JsonObject => ({ spec: { resources: { requests: { storage: size } } } });
// Nothing provisions volumes of this class: its claims stay Pending.
const pending = (more: JsonObject = {}): JsonObject => ({ spec: { storageClassName: "none", ...more } });
const local = (value: string): JsonObject => ({
  spec: {
    hostPath: null,
    local: { path: "/conformance" },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [value] }] },
        ],
      },
    },
  },
});
const affinity = (value: string): JsonObject => ({
  spec: { nodeAffinity: (local(value)["spec"] as JsonObject)["nodeAffinity"] },
});
const version = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  served: true,
  storage: true,
  schema: { openAPIV3Schema: { type: "object" } },
  ...more,
});
const names = (name: string, more: JsonObject): JsonObject => {
  const plural = name.replace(".example.com", "");
  return { spec: { names: { plural, kind: plural, ...more } } };
};

/** Storage, networking and the API itself. */
export const cluster: Cases = {
  "/PersistentVolumeClaim": [
    { field: "spec.accessModes", until: bound, after: { spec: { accessModes: ["ReadWriteMany"] } } },
    { field: "spec.storageClassName", until: bound, after: { spec: { storageClassName: "none" } } },
    { field: "spec.volumeMode", until: bound, after: { spec: { volumeMode: "Block" } } },
    { field: "spec.selector", before: pending(), after: { spec: { selector: { matchLabels: { a: "b" } } } } },
    {
      field: "spec.dataSource",
      before: pending(),
      after: { spec: { dataSource: { kind: "PersistentVolumeClaim", name: "none" } } },
    },
    { field: "spec.volumeName", conflicts: "force", until: bound, after: { spec: { volumeName: "none" } } },
    {
      field: "spec.volumeName",
      when: "once, while Pending",
      before: pending(),
      after: { spec: { volumeName: "none" } },
    },
    { field: "spec.resources.requests.storage", when: "smaller", until: bound, after: storage("512Mi") },
    {
      field: "spec.resources.requests.storage",
      when: "larger, while Pending",
      before: pending(),
      after: storage("2Gi"),
    },
    {
      field: "spec.resources.requests.storage",
      when: "larger, without `allowVolumeExpansion`",
      with: (place) => boundBy(place, false),
      before: ({ name }) => pending({ storageClassName: name }),
      until: bound,
      after: storage("2Gi"),
    },
    {
      field: "spec.resources.requests.storage",
      when: "larger, with `allowVolumeExpansion`",
      with: (place) => boundBy(place, true),
      before: ({ name }) => pending({ storageClassName: name }),
      until: bound,
      after: storage("2Gi"),
    },
    {
      field: "spec.volumeAttributesClassName",
      until: bound,
      after: { spec: { volumeAttributesClassName: "none" } },
    },
  ],
  "/PersistentVolume": [
    { field: "spec.hostPath", until: available, after: { spec: { hostPath: { path: "/other" } } } },
    { field: "spec.hostPath", when: "another kind of source", after: ({ name }) => local(name) },
    { field: "spec.volumeMode", after: { spec: { volumeMode: "Block" } } },
    { field: "spec.nodeAffinity", when: "once set", before: affinity("one"), after: affinity("two") },
    { field: "spec.nodeAffinity", when: "while unset", after: affinity("one") },
    { field: "spec.capacity", after: { spec: { capacity: { storage: "2Gi" } } } },
    {
      field: "spec.persistentVolumeReclaimPolicy",
      after: { spec: { persistentVolumeReclaimPolicy: "Delete" } },
    },
    { field: "spec.mountOptions", after: { spec: { mountOptions: ["ro"] } } },
    { field: "spec.accessModes", after: { spec: { accessModes: ["ReadWriteMany"] } } },
    { field: "spec.storageClassName", after: { spec: { storageClassName: "other" } } },
    { field: "spec.claimRef", after: { spec: { claimRef: { namespace: "none", name: "none" } } } },
  ],
  "storage.k8s.io/StorageClass": [
    { field: "provisioner", after: { provisioner: "other.example.com" } },
    { field: "parameters", after: { parameters: { tier: "fast" } } },
    { field: "reclaimPolicy", after: { reclaimPolicy: "Retain" } },
    { field: "volumeBindingMode", after: { volumeBindingMode: "WaitForFirstConsumer" } },
    { field: "allowVolumeExpansion", after: { allowVolumeExpansion: true } },
    { field: "mountOptions", after: { mountOptions: ["ro"] } },
    {
      field: "allowedTopologies",
      after: { allowedTopologies: [{ matchLabelExpressions: [{ key: "zone", values: ["a"] }] }] },
    },
  ],
  "storage.k8s.io/VolumeAttributesClass": [
    { field: "driverName", after: { driverName: "other.example.com" } },
    { field: "parameters", after: { parameters: { tier: "fast" } } },
  ],
  "storage.k8s.io/VolumeAttachment": [
    { field: "spec.attacher", after: { spec: { attacher: "other.example.com" } } },
    { field: "spec.nodeName", after: { spec: { nodeName: "other" } } },
    { field: "spec.source", after: { spec: { source: { persistentVolumeName: "other" } } } },
  ],
  "storage.k8s.io/CSIDriver": [
    { field: "spec.attachRequired", after: { spec: { attachRequired: false } } },
    {
      field: "spec.volumeLifecycleModes",
      before: { spec: { volumeLifecycleModes: ["Persistent"] } },
      after: { spec: { volumeLifecycleModes: ["Ephemeral"] } },
    },
    { field: "spec.podInfoOnMount", after: { spec: { podInfoOnMount: true } } },
    { field: "spec.fsGroupPolicy", after: { spec: { fsGroupPolicy: "None" } } },
    { field: "spec.storageCapacity", after: { spec: { storageCapacity: true } } },
    { field: "spec.tokenRequests", after: { spec: { tokenRequests: [{ audience: "other" }] } } },
    { field: "spec.requiresRepublish", after: { spec: { requiresRepublish: true } } },
    { field: "spec.seLinuxMount", after: { spec: { seLinuxMount: true } } },
  ],
  "storage.k8s.io/CSINode": [
    {
      field: "spec.drivers",
      before: { spec: { drivers: [{ name: "one.example.com", nodeID: "one" }] } },
      after: { spec: { drivers: [{ name: "one.example.com", nodeID: "two" }] } },
    },
  ],
  "storage.k8s.io/CSIStorageCapacity": [
    { field: "nodeTopology", after: { nodeTopology: { matchLabels: { zone: "a" } } } },
    { field: "storageClassName", after: { storageClassName: "other" } },
    { field: "capacity", after: { capacity: "3Gi" } },
    { field: "maximumVolumeSize", after: { maximumVolumeSize: "1Gi" } },
  ],
  "networking.k8s.io/IngressClass": [
    { field: "spec.controller", after: { spec: { controller: "example.com/other" } } },
    {
      field: "spec.parameters",
      after: { spec: { parameters: { apiGroup: "example.com", kind: "Parameters", name: "a" } } },
    },
  ],
  "networking.k8s.io/Ingress": [
    { field: "spec.ingressClassName", after: { spec: { ingressClassName: "other" } } },
    { field: "spec.defaultBackend", after: { spec: { defaultBackend: { service: { name: "other" } } } } },
  ],
  "networking.k8s.io/NetworkPolicy": [
    {
      field: "spec",
      after: { spec: { podSelector: { matchLabels: { app: "other" } }, policyTypes: ["Egress"] } },
    },
  ],
  "networking.k8s.io/IPAddress": [
    { field: "spec.parentRef", after: { spec: { parentRef: { name: "other" } } } },
  ],
  "networking.k8s.io/ServiceCIDR": [
    { field: "spec.cidrs", after: { spec: { cidrs: ["2001:db8:ffff::/112"] } } },
  ],
  "discovery.k8s.io/EndpointSlice": [
    {
      field: "addressType",
      after: { addressType: "IPv6", endpoints: [{ addresses: ["2001:db8::1"] }] },
    },
    { field: "endpoints", after: { endpoints: [{ addresses: ["192.0.2.12"] }] } },
    { field: "ports", after: { ports: [{ name: "", port: 81, protocol: "TCP" }] } },
  ],
  "apiextensions.k8s.io/CustomResourceDefinition": [
    {
      field: "spec.scope",
      when: "once Established",
      until: established,
      after: { spec: { scope: "Cluster" } },
    },
    {
      field: "spec.names.kind",
      when: "once Established",
      until: established,
      after: ({ name }) => names(name, { kind: "Other" }),
    },
    {
      field: "spec.names.plural",
      after: { spec: { names: { plural: "others" } } },
      invalid: "the name has to follow",
    },
    {
      field: "spec.group",
      after: { spec: { group: "other.example.com" } },
      invalid: "the name has to follow",
    },
    { field: "spec.names.singular", after: ({ name }) => names(name, { singular: "other" }) },
    { field: "spec.names.listKind", after: ({ name }) => names(name, { listKind: "OtherList" }) },
    {
      field: "spec.names.shortNames",
      after: ({ name }) => names(name, { shortNames: [`o${name.slice(-20, -12)}`] }),
    },
    {
      field: "spec.versions",
      when: "another one is stored",
      after: { spec: { versions: [version("v1", { storage: false }), version("v2")] } },
    },
    {
      field: "spec.versions",
      when: "a stored one is dropped",
      after: { spec: { versions: [version("v2")] } },
    },
  ],
  "apiregistration.k8s.io/APIService": [
    { field: "spec.versionPriority", after: { spec: { versionPriority: 30 } } },
    {
      field: "spec.group",
      after: { spec: { group: "other.example.com" } },
      invalid: "the name has to follow",
    },
  ],
};
