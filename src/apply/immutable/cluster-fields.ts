import { accepted, type FieldRule, refused } from "./field-rule.ts";

const CLAIM = "spec is immutable after creation except resources.requests";
const SOURCE = "spec.persistentvolumesource is immutable after creation";
const UPDATES = (field: string): string => `updates to ${field} are forbidden`;
const inSpec = { cause: "spec" };
const source = { cause: "spec.persistentvolumesource" };
const named = {
  action: "keep",
  advice: "It is part of the object's name: define another kind beside this one.",
} as const;

/** Storage, networking and the API itself. */
export const clusterFields: Readonly<Record<string, readonly FieldRule[]>> = {
  "/PersistentVolumeClaim": [
    refused("spec.accessModes", CLAIM, inSpec),
    refused("spec.storageClassName", CLAIM, inSpec),
    refused("spec.volumeMode", CLAIM, inSpec),
    refused("spec.selector", CLAIM, inSpec),
    refused("spec.dataSource", CLAIM, inSpec),
    refused("spec.volumeName", CLAIM, inSpec),
    accepted("spec.volumeName", { when: "once, while Pending" }),
    refused("spec.resources.requests.storage", "field can not be less than status.capacity", {
      when: "smaller",
    }),
    refused("spec.resources.requests.storage", CLAIM, {
      ...inSpec,
      when: "larger, while Pending",
      action: "keep",
      advice: "It grows once it is bound, which may take a pod that uses it: run again then.",
      refuted: "immutable, as the message says; it is only too early",
    }),
    refused("spec.resources.requests.storage", "storageclass that provisions the pvc must support resize", {
      when: "larger, without `allowVolumeExpansion`",
      action: "keep",
      advice: "Set `allowVolumeExpansion: true` on its StorageClass.",
    }),
    accepted("spec.resources.requests.storage", { when: "larger, with `allowVolumeExpansion`" }),
    accepted("spec.volumeAttributesClassName"),
  ],
  "/PersistentVolume": [
    refused("spec.hostPath", SOURCE, source),
    refused("spec.hostPath", SOURCE, { ...source, when: "another kind of source" }),
    refused("spec.volumeMode", undefined, { cause: "volumeMode" }),
    refused("spec.nodeAffinity", undefined, { cause: "nodeAffinity", when: "once set" }),
    accepted("spec.nodeAffinity", { when: "while unset" }),
    accepted("spec.capacity"),
    accepted("spec.persistentVolumeReclaimPolicy"),
    accepted("spec.mountOptions"),
    accepted("spec.accessModes"),
    accepted("spec.storageClassName", { refuted: "immutable, as a claim's is" }),
    accepted("spec.claimRef"),
  ],
  "storage.k8s.io/StorageClass": [
    refused("provisioner"),
    refused("parameters", undefined, { refuted: "refused as “updates to parameters are forbidden.”" }),
    refused("reclaimPolicy"),
    refused("volumeBindingMode"),
    accepted("allowVolumeExpansion"),
    accepted("mountOptions", { refuted: "immutable: Terraform replaces the class" }),
    accepted("allowedTopologies", { refuted: "immutable: Terraform replaces the class" }),
  ],
  "storage.k8s.io/VolumeAttributesClass": [
    refused("driverName", UPDATES("driverName")),
    refused("parameters", UPDATES("parameters")),
  ],
  "storage.k8s.io/VolumeAttachment": [
    refused("spec.attacher", undefined, inSpec),
    refused("spec.nodeName", undefined, inSpec),
    refused("spec.source", undefined, inSpec),
  ],
  "storage.k8s.io/CSIDriver": [
    refused("spec.attachRequired", undefined, {
      cause: "spec.attachedRequired",
      refuted: "named as in the manifest by the refusal",
    }),
    refused("spec.volumeLifecycleModes"),
    accepted("spec.podInfoOnMount"),
    accepted("spec.fsGroupPolicy"),
    accepted("spec.storageCapacity"),
    accepted("spec.tokenRequests"),
    accepted("spec.requiresRepublish"),
    accepted("spec.seLinuxMount"),
  ],
  "storage.k8s.io/CSINode": [refused("spec.drivers")],
  "storage.k8s.io/CSIStorageCapacity": [
    refused("nodeTopology"),
    refused("storageClassName"),
    accepted("capacity"),
    accepted("maximumVolumeSize"),
  ],
  "networking.k8s.io/IngressClass": [refused("spec.controller"), accepted("spec.parameters")],
  "networking.k8s.io/Ingress": [accepted("spec.ingressClassName"), accepted("spec.defaultBackend")],
  "networking.k8s.io/NetworkPolicy": [accepted("spec")],
  "networking.k8s.io/IPAddress": [refused("spec.parentRef")],
  "networking.k8s.io/ServiceCIDR": [refused("spec.cidrs", undefined, { cause: "spec.cidrs[0]" })],
  "discovery.k8s.io/EndpointSlice": [refused("addressType"), accepted("endpoints"), accepted("ports")],
  "apiextensions.k8s.io/CustomResourceDefinition": [
    refused("spec.scope", undefined, { when: "once Established" }),
    refused("spec.names.kind", undefined, { when: "once Established" }),
    refused("spec.names.plural", undefined, named),
    refused("spec.group", undefined, named),
    accepted("spec.names.singular", { refuted: "immutable once Established" }),
    accepted("spec.names.listKind", { refuted: "immutable once Established" }),
    accepted("spec.names.shortNames"),
    accepted("spec.versions", { when: "another one is stored" }),
    refused("spec.versions", "missing from spec.versions", {
      when: "a stored one is dropped",
      cause: "status.storedVersions[0]",
      action: "keep",
      advice: "Serve it until no object is stored in it: see status.storedVersions.",
    }),
  ],
  "apiregistration.k8s.io/APIService": [
    accepted("spec.versionPriority"),
    refused("spec.group", 'must be `spec.version+"."+spec.group`', {
      ...named,
      cause: "metadata.name",
      advice: "It is part of the object's name: register another service beside this one.",
    }),
  ],
};
