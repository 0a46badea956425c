/** The kinds of `storage.k8s.io`: how volumes are made and attached. */

import type {
  V1CSIDriver,
  V1CSINode,
  V1CSIStorageCapacity,
  V1StorageClass,
  V1VolumeAttachment,
  V1VolumeAttributesClass,
} from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { KubernetesResource, NamespacedResource } from "./resource.ts";

/**
 * Says how the volumes of its claims are made.
 * Provisioner, parameters, reclaim policy and binding mode cannot be changed: others replace it, and volumes stay as they are.
 *
 * @example
 * const fast = await StorageClass("fast", {
 *   metadata: { name: "fast" },
 *   provisioner: "rancher.io/local-path",
 *   volumeBindingMode: "WaitForFirstConsumer",
 *   reclaimPolicy: "Delete",
 * });
 *
 * @see https://kubernetes.io/docs/concepts/storage/storage-classes/
 */
export interface StorageClass extends KubernetesResource<"storage.k8s.io/v1", "StorageClass"> {}
export const StorageClass = defineKind<V1StorageClass, StorageClass>("storage.k8s.io/v1", "StorageClass");

/**
 * Names a grade of volume (throughput, IOPS) that a claim can switch to while it is in use.
 * Driver and parameters cannot be changed: others replace it.
 *
 * @example
 * await VolumeAttributesClass("gold", {
 *   metadata: { name: "gold" },
 *   driverName: "ebs.csi.aws.com",
 *   parameters: { iops: "8000", throughput: "500" },
 * });
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/
 */
export interface VolumeAttributesClass extends KubernetesResource<
  "storage.k8s.io/v1",
  "VolumeAttributesClass"
> {}
export const VolumeAttributesClass = defineKind<V1VolumeAttributesClass, VolumeAttributesClass>(
  "storage.k8s.io/v1",
  "VolumeAttributesClass",
);

/**
 * Announces a storage driver to the cluster and what it needs; its name is the driver's.
 * Another `attachRequired` or other `volumeLifecycleModes` replace it; the rest is changed in place.
 *
 * @example
 * await CSIDriver("nfs", {
 *   metadata: { name: "nfs.csi.k8s.io" },
 *   spec: { attachRequired: false, volumeLifecycleModes: ["Persistent", "Ephemeral"] },
 * });
 *
 * @see https://kubernetes-csi.github.io/docs/csi-driver-object.html
 */
export interface CSIDriver extends KubernetesResource<"storage.k8s.io/v1", "CSIDriver"> {}
export const CSIDriver = defineKind<V1CSIDriver, CSIDriver>("storage.k8s.io/v1", "CSIDriver");

/**
 * Lists the storage drivers of one node; its name is the node's. The kubelet writes it.
 *
 * @example
 * await CSINode("worker-1", {
 *   metadata: { name: "worker-1" },
 *   spec: { drivers: [{ name: "nfs.csi.k8s.io", nodeID: "worker-1" }] },
 * });
 *
 * @see https://kubernetes-csi.github.io/docs/csi-node-object.html
 */
export interface CSINode extends KubernetesResource<"storage.k8s.io/v1", "CSINode"> {}
export const CSINode = defineKind<V1CSINode, CSINode>("storage.k8s.io/v1", "CSINode");

/**
 * Tells the scheduler how much room a storage class has in a part of the cluster; drivers write it.
 * Class and topology cannot be changed.
 *
 * @example
 * await CSIStorageCapacity("zone-a", {
 *   metadata: { namespace: "storage" },
 *   storageClassName: "fast",
 *   nodeTopology: { matchLabels: { "topology.kubernetes.io/zone": "a" } },
 *   capacity: "500Gi",
 * });
 *
 * @see https://kubernetes.io/docs/concepts/storage/storage-capacity/
 */
export interface CSIStorageCapacity extends NamespacedResource<"storage.k8s.io/v1", "CSIStorageCapacity"> {}
export const CSIStorageCapacity = defineKind<V1CSIStorageCapacity, CSIStorageCapacity>(
  "storage.k8s.io/v1",
  "CSIStorageCapacity",
);

/**
 * Asks a driver to attach a volume to a node; Kubernetes writes it for pods. Nothing of it can be changed.
 *
 * @example
 * await VolumeAttachment("media-on-worker-1", {
 *   spec: { attacher: "nfs.csi.k8s.io", nodeName: "worker-1", source: { persistentVolumeName: "media" } },
 * });
 *
 * @see https://kubernetes-csi.github.io/docs/external-attacher.html
 */
export interface VolumeAttachment extends KubernetesResource<"storage.k8s.io/v1", "VolumeAttachment"> {}
export const VolumeAttachment = defineKind<V1VolumeAttachment, VolumeAttachment>(
  "storage.k8s.io/v1",
  "VolumeAttachment",
);
