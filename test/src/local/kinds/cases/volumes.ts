import type { Change, Suite } from "../suite.ts";

const sources: Change[] = [
  {},
  { emptyDir: {} },
  { emptyDir: { medium: "Memory", sizeLimit: "1Gi" } },
  { emptyDir: { sizeLimit: "-1" } },
  { emptyDir: { medium: "Disk" } },
  { emptyDir: {}, configMap: { name: "x" } },
  { hostPath: { path: "/x" } },
  { hostPath: { path: "/x", type: "Directory" } },
  { hostPath: { path: "/a/../b" } },
  { hostPath: { path: "", type: "Other" } },
  { configMap: { name: "x" } },
  { configMap: { name: "" } },
  { configMap: { name: "x", defaultMode: 256, optional: true, items: [{ key: "a", path: "b" }] } },
  { configMap: { name: "x", defaultMode: 9999 } },
  { configMap: { name: "x", items: [{ key: "", path: "" }] } },
  {
    configMap: {
      name: "x",
      items: [
        { key: "a", path: "/abs" },
        { key: "b", path: "../up" },
        { key: "c", path: "d", mode: -1 },
      ],
    },
  },
  { secret: { secretName: "x" } },
  { secret: {} },
  { secret: { secretName: "x", items: [{ key: "a", path: "..x" }] } },
  { downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] } },
  { downwardAPI: { items: [{ path: "x" }] } },
  { downwardAPI: { items: [{ path: "x", fieldRef: { fieldPath: "status.podIP" } }] } },
  { downwardAPI: { items: [{ path: "x", resourceFieldRef: { resource: "limits.cpu" } }] } },
  {
    downwardAPI: {
      items: [{ path: "x", resourceFieldRef: { resource: "limits.cpu", containerName: "main" }, mode: 511 }],
    },
  },
  { persistentVolumeClaim: { claimName: "x" } },
  { persistentVolumeClaim: { claimName: "" } },
  { nfs: { server: "", path: "x" } },
  { nfs: { server: "a", path: "/x" } },
  { csi: { driver: "example.com" } },
  { csi: { driver: "" } },
  { csi: { driver: "Not Valid" } },
  {
    projected: {
      sources: [
        { configMap: { name: "a" } },
        { secret: { name: "b" } },
        { serviceAccountToken: { path: "t" } },
      ],
    },
  },
  { projected: { sources: [{}] } },
  { projected: { sources: [{ configMap: { name: "a" }, secret: { name: "b" } }] } },
  { projected: { sources: [{ serviceAccountToken: { path: "t", expirationSeconds: 5 } }] } },
  { projected: { sources: [{ serviceAccountToken: { path: "" } }], defaultMode: 5000 } },
  {
    projected: {
      sources: [
        { configMap: { name: "a", items: [{ key: "a", path: "x" }] } },
        { secret: { name: "b", items: [{ key: "b", path: "x" }] } },
      ],
    },
  },
  {
    projected: {
      sources: [{ downwardAPI: { items: [{ path: "a", fieldRef: { fieldPath: "metadata.name" } }] } }],
    },
  },
  { iscsi: { targetPortal: "1.2.3.4", iqn: "iqn.2001-04.com.example:x", lun: 0 } },
  { iscsi: { targetPortal: "", iqn: "x", lun: 500 } },
  {
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    },
  },
  { ephemeral: { volumeClaimTemplate: { spec: { accessModes: [] } } } },
  { ephemeral: {} },
  { image: { reference: "app:1" } },
  { image: { reference: "app:latest", pullPolicy: "Other" } },
  { awsElasticBlockStore: { volumeID: "" } },
  { gcePersistentDisk: { pdName: "x", partition: 300 } },
  { azureDisk: { diskName: "a", diskURI: "https://blob/x" } },
  { azureDisk: { diskName: "", diskURI: "", cachingMode: "Other" } },
  { rbd: { monitors: [], image: "" } },
  { rbd: { monitors: ["a"], image: "b" } },
  { glusterfs: { endpoints: "", path: "" } },
  { cephfs: { monitors: [] } },
  { fc: {} },
  { flexVolume: { driver: "" } },
  { portworxVolume: { volumeID: "" } },
  { scaleIO: { gateway: "", system: "", secretRef: { name: "s" }, volumeName: "" } },
  { scaleIO: { gateway: "a", system: "b", secretRef: { name: "s" }, volumeName: "v" } },
  { storageos: {} },
  { vsphereVolume: { volumePath: "" } },
  { cinder: { volumeID: "" } },
  { flocker: { datasetName: "a", datasetUUID: "b" } },
  { quobyte: { registry: "x", volume: "" } },
  { gitRepo: { repository: "", directory: "../x" } },
].map((source) => ({ "spec.volumes": [{ name: "data", ...source }] }));

const mounts: Change[] = [
  [{ name: "data", mountPath: "/x" }],
  [{ name: "none", mountPath: "/x" }],
  [{ name: "", mountPath: "" }],
  [
    { name: "data", mountPath: "/x" },
    { name: "data", mountPath: "/x" },
  ],
  [{ name: "data", mountPath: "/x", subPath: "/abs" }],
  [{ name: "data", mountPath: "/x", subPath: "../up" }],
  [{ name: "data", mountPath: "/x", subPath: "a", subPathExpr: "b" }],
  [{ name: "data", mountPath: "/x", subPathExpr: "$(A)/x" }],
  [{ name: "data", mountPath: "/x:y" }],
  [{ name: "data", mountPath: "/x", mountPropagation: "Other" }],
  [{ name: "data", mountPath: "/x", mountPropagation: "Bidirectional" }],
  [{ name: "data", mountPath: "/x", readOnly: true, recursiveReadOnly: "Enabled" }],
  [{ name: "data", mountPath: "/x", recursiveReadOnly: "Enabled" }],
  [{ name: "data", mountPath: "/x", readOnly: true, recursiveReadOnly: "Other" }],
].map((volumeMounts) => ({ "spec.containers.0.volumeMounts": volumeMounts }));

/** Volumes of pods and where they are mounted. */
export const volumes: Suite = {
  bases: {
    "pod-volumes": {
      apiVersion: "v1",
      kind: "Pod",
      spec: {
        schedulerName: "nobody",
        containers: [{ name: "main", image: "app:1" }],
        volumes: [{ name: "data", emptyDir: {} }],
      },
    },
  },
  creates: {
    "pod-volumes": [
      ...sources,
      ...mounts,
      { "spec.volumes": [{ name: "Data", emptyDir: {} }, { emptyDir: {} }] },
      {
        "spec.volumes": [
          { name: "a", emptyDir: {} },
          { name: "a", emptyDir: {} },
        ],
      },
      {
        "spec.volumes": [{ name: "data", persistentVolumeClaim: { claimName: "x" } }],
        "spec.containers.0.volumeDevices": [{ name: "data", devicePath: "/dev/x" }],
      },
      { "spec.containers.0.volumeDevices": [{ name: "data", devicePath: "/dev/x" }] },
      { "spec.containers.0.volumeDevices": [{ name: "none", devicePath: "" }] },
    ],
  },
};
