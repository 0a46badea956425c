import { relabelled, type Rows } from "./row.ts";

const running = (image: string) => ({ containers: [{ name: "main", image }] });
const finishing = (image: string) => ({ restartPolicy: "Never", containers: [{ name: "main", image }] });

/** Pods are told apart by the name of what made them: all rows share a namespace. */
const template = (app: string) => ({ metadata: { labels: { app } }, spec: running("app:1") });
const controller = (app: string) => ({ selector: { matchLabels: { app } }, template: template(app) });

// A pod on a node that a row made would outlive the node by a minute.
const onRealNodes = (app: string) => ({
  metadata: { labels: { app } },
  spec: { ...running("app:1"), nodeSelector: { "kubernetes.io/os": "linux" } },
});

const nextImage = { spec: { template: { spec: running("app:2") } } };

const deviceRequest = {
  devices: { requests: [{ name: "device", exactly: { deviceClassName: "none" } }] },
};

/** Rows of the kinds that run pods, and of the devices that pods ask for. */
export const workloads = {
  Pod: {
    manifest: () => ({ spec: running("app:1") }),
    change: { spec: running("app:2") },
    ready: { status: { conditions: [{ type: "Ready", status: "True" }] } },
  },
  PodTemplate: {
    manifest: ({ name }) => ({ template: template(name) }),
    change: { template: { spec: running("app:2") } },
  },
  ReplicationController: {
    manifest: ({ name }) => ({ spec: { replicas: 1, selector: { app: name }, template: template(name) } }),
    change: nextImage,
    ready: { status: { readyReplicas: 1 } },
  },
  ReplicaSet: {
    manifest: ({ name }) => ({ spec: { replicas: 1, ...controller(name) } }),
    change: nextImage,
    ready: { status: { readyReplicas: 1 } },
  },
  Deployment: {
    manifest: ({ name }) => ({ spec: { replicas: 2, ...controller(name) } }),
    // The name is the key of its item: adopting has to drop the other container.
    change: { spec: { template: { spec: { containers: [{ name: "renamed", image: "app:2" }] } } } },
    ready: { status: { availableReplicas: 2, updatedReplicas: 2 } },
  },
  StatefulSet: {
    manifest: ({ name }) => ({ spec: { replicas: 1, serviceName: name, ...controller(name) } }),
    change: nextImage,
    ready: { status: { readyReplicas: 1, updatedReplicas: 1 } },
  },
  DaemonSet: {
    manifest: ({ name }) => ({ spec: { ...controller(name), template: onRealNodes(name) } }),
    change: nextImage,
    ready: { status: { numberReady: 1, updatedNumberScheduled: 1 } },
  },
  ControllerRevision: {
    manifest: () => ({ data: { spec: {} }, revision: 1 }),
    change: { revision: 2 },
  },
  Job: {
    manifest: () => ({ spec: { backoffLimit: 6, template: { spec: finishing("migrate:1") } } }),
    change: { spec: { backoffLimit: 3 } },
    ready: { status: { conditions: [{ type: "Complete", status: "True" }] } },
  },
  CronJob: {
    manifest: () => ({
      spec: { schedule: "0 3 1 1 *", jobTemplate: { spec: { template: { spec: finishing("report:1") } } } },
    }),
    change: { spec: { schedule: "0 4 1 1 *" } },
  },
  DeviceClass: {
    manifest: () => ({
      spec: { selectors: [{ cel: { expression: 'device.driver == "none.example.com"' } }] },
    }),
    change: { spec: { selectors: [{ cel: { expression: 'device.driver == "other.example.com"' } }] } },
  },
  ResourceClaim: { manifest: () => ({ spec: deviceRequest }), change: relabelled },
  ResourceClaimTemplate: { manifest: () => ({ spec: { spec: deviceRequest } }), change: relabelled },
  ResourceSlice: {
    manifest: ({ name }) => ({
      spec: {
        driver: "none.example.com",
        pool: { name, generation: 1, resourceSliceCount: 1 },
        allNodes: true,
        devices: [{ name: "device-0" }],
      },
    }),
    change: { spec: { devices: [{ name: "device-0" }, { name: "device-1" }] } },
  },
} satisfies Partial<Rows>;
