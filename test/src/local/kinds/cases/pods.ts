import type { BaseManifest, Change, Suite } from "../suite.ts";

const pod = (spec: object): BaseManifest => ({ apiVersion: "v1", kind: "Pod", spec: { ...spec } });
const main = { name: "main", image: "app:1" };
const container = "spec.containers.0";
const http = { httpGet: { path: "/health", port: 8080 } };

const containers: Change[] = [
  { spec: undefined },
  { spec: {} },
  { "spec.containers": [] },
  { "spec.containers": [main, main] },
  { "spec.containers": [{ name: "main" }] },
  { "spec.containers": [{ image: "app:1" }] },
  { "spec.containers": [{ name: "Main", image: " app" }] },
  { "spec.containers": [{ name: "main_1", image: "app:1 " }] },
  { "spec.containers": [{ name: "a".repeat(64), image: "app:1" }] },
  ...[
    "app",
    "app:latest",
    "app:v1",
    "host:5000/app",
    "host:5000/app:latest",
    "app@sha256:" + "a".repeat(64),
    "app:latest@sha256:" + "a".repeat(64),
    "App",
  ].map((image) => ({ [`${container}.image`]: image })),
  { [`${container}.imagePullPolicy`]: "Sometimes" },
  { [`${container}.imagePullPolicy`]: "Never" },
  { [`${container}.terminationMessagePolicy`]: "Other" },
  {
    [`${container}.terminationMessagePolicy`]: "FallbackToLogsOnError",
    [`${container}.terminationMessagePath`]: "/x",
  },
  { [`${container}.ports`]: [{ containerPort: 80 }] },
  { [`${container}.ports`]: [{ containerPort: 0 }] },
  { [`${container}.ports`]: [{ containerPort: 65536 }] },
  { [`${container}.ports`]: [{ name: "http" }] },
  { [`${container}.ports`]: [{ containerPort: 80, protocol: "tcp" }] },
  { [`${container}.ports`]: [{ containerPort: 80, name: "HTTP" }] },
  { [`${container}.ports`]: [{ containerPort: 80, name: "a-name-that-is-too-long" }] },
  { [`${container}.ports`]: [{ containerPort: 80, name: "80" }] },
  { [`${container}.ports`]: [{ containerPort: 80, name: "a--b" }] },
  {
    [`${container}.ports`]: [
      { containerPort: 80, name: "a" },
      { containerPort: 81, name: "a" },
    ],
  },
  { [`${container}.ports`]: [{ containerPort: 80 }, { containerPort: 80 }] },
  {
    [`${container}.ports`]: [
      { containerPort: 80, hostPort: 80 },
      { containerPort: 81, hostPort: 80 },
    ],
  },
  { [`${container}.ports`]: [{ containerPort: 80, hostPort: 99999 }] },
  { "spec.hostNetwork": true, [`${container}.ports`]: [{ containerPort: 80 }] },
  { "spec.hostNetwork": true, [`${container}.ports`]: [{ containerPort: 80, hostPort: 81 }] },
  {
    [`${container}.command`]: ["a"],
    [`${container}.args`]: ["b"],
    [`${container}.workingDir`]: "/x",
    [`${container}.tty`]: true,
    [`${container}.stdin`]: true,
  },
  { [`${container}.lifecycle`]: { preStop: { exec: { command: ["a"] } } } },
  { [`${container}.lifecycle`]: { preStop: { exec: { command: [] } } } },
  { [`${container}.lifecycle`]: { postStart: { httpGet: { port: "web" } } } },
  { [`${container}.lifecycle`]: { postStart: {} } },
  { [`${container}.lifecycle`]: { preStop: { sleep: { seconds: 5 } } } },
  { [`${container}.lifecycle`]: { preStop: { sleep: { seconds: -5 } } } },
  { [`${container}.lifecycle`]: { preStop: { sleep: { seconds: 500 } } } },
  { [`${container}.resizePolicy`]: [{ resourceName: "cpu", restartPolicy: "RestartContainer" }] },
  { [`${container}.resizePolicy`]: [{ resourceName: "disk", restartPolicy: "Other" }] },
  { [`${container}.restartPolicy`]: "Always" },
  { "spec.initContainers": [{ name: "init", image: "app:1" }] },
  {
    "spec.initContainers": [{ name: "init", image: "app:1", restartPolicy: "Always", readinessProbe: http }],
  },
  { "spec.initContainers": [{ name: "main", image: "app:1" }] },
  { "spec.initContainers": [{ name: "init", image: "app:1", readinessProbe: http, livenessProbe: http }] },
  {
    "spec.initContainers": [
      { name: "init", image: "app:1", lifecycle: { preStop: { exec: { command: ["a"] } } } },
    ],
  },
  { "spec.ephemeralContainers": [{ name: "debug", image: "app:1" }] },
];

const probes: Change[] = ["livenessProbe", "readinessProbe", "startupProbe"].flatMap((probe): Change[] => [
  { [`${container}.${probe}`]: http },
  { [`${container}.${probe}`]: { ...http, tcpSocket: { port: 1 } } },
  { [`${container}.${probe}`]: { ...http, periodSeconds: -1, timeoutSeconds: -1, initialDelaySeconds: -1 } },
  { [`${container}.${probe}`]: { ...http, successThreshold: 2 } },
  { [`${container}.${probe}`]: { ...http, terminationGracePeriodSeconds: 5 } },
]);

const moreProbes: Change[] = [
  { [`${container}.livenessProbe`]: {} },
  { [`${container}.livenessProbe`]: { tcpSocket: { port: "web" } } },
  { [`${container}.livenessProbe`]: { tcpSocket: { port: 0 } } },
  { [`${container}.livenessProbe`]: { tcpSocket: { port: "Not Valid" } } },
  { [`${container}.livenessProbe`]: { exec: { command: [] } } },
  { [`${container}.livenessProbe`]: { grpc: { port: 5 } } },
  { [`${container}.livenessProbe`]: { grpc: { port: 0, service: "x" } } },
  { [`${container}.livenessProbe`]: { httpGet: { port: 80, scheme: "FTP" } } },
  {
    [`${container}.livenessProbe`]: {
      httpGet: { port: 80, path: "", httpHeaders: [{ name: "a b", value: "x" }] },
    },
  },
  { [`${container}.livenessProbe`]: { ...http, failureThreshold: -1, successThreshold: -1 } },
];

const env: Change[] = [
  {
    [`${container}.env`]: [
      { name: "A", value: "b" },
      { name: "A", value: "c" },
    ],
  },
  { [`${container}.env`]: [{ value: "b" }] },
  { [`${container}.env`]: [{ name: "a=b", value: "b" }] },
  { [`${container}.env`]: [{ name: "a.b-c 1", value: "" }] },
  {
    [`${container}.env`]: [
      { name: "A", value: "b", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    ],
  },
  { [`${container}.env`]: [{ name: "A", valueFrom: {} }] },
  { [`${container}.env`]: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }] },
  { [`${container}.env`]: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "spec.nothing" } } }] },
  { [`${container}.env`]: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "" } } }] },
  {
    [`${container}.env`]: [
      { name: "A", valueFrom: { fieldRef: { apiVersion: "v2", fieldPath: "metadata.name" } } },
    ],
  },
  { [`${container}.env`]: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.labels['x']" } } }] },
  {
    [`${container}.env`]: [
      { name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.labels['not valid']" } } },
    ],
  },
  { [`${container}.env`]: [{ name: "A", valueFrom: { resourceFieldRef: { resource: "limits.cpu" } } }] },
  { [`${container}.env`]: [{ name: "A", valueFrom: { resourceFieldRef: { resource: "limits.disk" } } }] },
  {
    [`${container}.env`]: [
      { name: "A", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "3Mi" } } },
    ],
  },
  { [`${container}.env`]: [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }] },
  { [`${container}.env`]: [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "" } } }] },
  { [`${container}.env`]: [{ name: "A", valueFrom: { secretKeyRef: { name: "", key: "a/b" } } }] },
  {
    [`${container}.env`]: [
      { name: "A", valueFrom: { configMapKeyRef: { name: "Not Valid", key: "k", optional: true } } },
    ],
  },
  {
    [`${container}.env`]: [
      {
        name: "A",
        valueFrom: { configMapKeyRef: { name: "c", key: "k" }, secretKeyRef: { name: "s", key: "k" } },
      },
    ],
  },
  { [`${container}.envFrom`]: [{ configMapRef: { name: "c" } }, { secretRef: { name: "s" }, prefix: "X_" }] },
  { [`${container}.envFrom`]: [{ configMapRef: { name: "" } }] },
  { [`${container}.envFrom`]: [{}] },
  { [`${container}.envFrom`]: [{ configMapRef: { name: "c" }, secretRef: { name: "s" } }] },
  { [`${container}.envFrom`]: [{ prefix: "a=b", configMapRef: { name: "c" } }] },
];

const resources: Change[] = [
  {
    [`${container}.resources`]: {
      requests: { cpu: "100m", memory: "64Mi" },
      limits: { cpu: 1, memory: "128Mi" },
    },
  },
  { [`${container}.resources`]: { limits: { cpu: "0.5", memory: "1e3" } } },
  { [`${container}.resources`]: { requests: { cpu: "2" }, limits: { cpu: "1" } } },
  { [`${container}.resources`]: { requests: { cpu: "-1" } } },
  { [`${container}.resources`]: { requests: { cpu: "0.0001" } } },
  { [`${container}.resources`]: { requests: { memory: "100m" } } },
  { [`${container}.resources`]: { requests: { cpus: "1" } } },
  { [`${container}.resources`]: { requests: { "example.com/gpu": 1 } } },
  { [`${container}.resources`]: { requests: { "example.com/gpu": 1 }, limits: { "example.com/gpu": 2 } } },
  { [`${container}.resources`]: { limits: { "example.com/gpu": "0.5" } } },
  { [`${container}.resources`]: { limits: { "hugepages-2Mi": "4Mi" } } },
  { [`${container}.resources`]: { limits: { "hugepages-2Mi": "4Mi", memory: "1Gi" } } },
  { [`${container}.resources`]: { limits: { "hugepages-2Mi": "5Mi", cpu: "1" } } },
  { [`${container}.resources`]: { requests: { cpu: "abc" } } },
  { [`${container}.resources`]: { requests: { cpu: "1Q" } } },
  { [`${container}.resources`]: { requests: { cpu: "" } } },
  { [`${container}.resources`]: { requests: { storage: "1Gi" } } },
  { [`${container}.resources`]: { requests: { "ephemeral-storage": "1Gi" } } },
  { [`${container}.resources.claims`]: [{ name: "none" }] },
  { "spec.resources": { requests: { cpu: "1" } } },
  { "spec.resources": { requests: { cpu: "1", "ephemeral-storage": "1Gi" } } },
  {
    "spec.resources": { limits: { cpu: "1", memory: "1Gi" } },
    [`${container}.resources`]: { limits: { cpu: "2" } },
  },
];

/** Pods and their containers. */
export const pods: Suite = {
  bases: {
    pod: pod({ schedulerName: "nobody", containers: [main] }),
    "pod-full": pod({
      schedulerName: "nobody",
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 5,
      activeDeadlineSeconds: 100,
      initContainers: [{ name: "init", image: "app" }],
      containers: [
        {
          name: "main",
          image: "app:latest",
          ports: [{ containerPort: 8080, name: "http" }],
          env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
          envFrom: [{ secretRef: { name: "secret" } }],
          livenessProbe: http,
          readinessProbe: { tcpSocket: { port: "http" }, periodSeconds: 5 },
          startupProbe: { exec: { command: ["true"] }, failureThreshold: 30 },
          resources: { limits: { cpu: "500m", memory: "64Mi" } },
          lifecycle: { preStop: { httpGet: { port: 80 } } },
          volumeMounts: [{ name: "data", mountPath: "/data" }],
        },
      ],
      volumes: [{ name: "data", emptyDir: {} }],
    }),
    "pod-gated": pod({ schedulingGates: [{ name: "example.com/gate" }], containers: [main] }),
  },
  creates: { pod: [...containers, ...probes, ...moreProbes, ...env, ...resources] },
  updates: {
    pod: [
      { [`${container}.image`]: "app:2" },
      { [`${container}.image`]: "" },
      { [`${container}.name`]: "other" },
      { [`${container}.command`]: ["x"] },
      { [`${container}.resources`]: { requests: { cpu: "1" } } },
      { [`${container}.env`]: [{ name: "A", value: "b" }] },
      { "spec.activeDeadlineSeconds": 50 },
      { "spec.activeDeadlineSeconds": -50 },
      { "spec.terminationGracePeriodSeconds": 5 },
      { "spec.tolerations.2": { key: "a", operator: "Exists" } },
      { "spec.tolerations": [] },
      { "spec.nodeSelector": { a: "b" } },
      { "spec.nodeName": "node-1" },
      { "spec.containers.1": { name: "second", image: "app:1" } },
      { "spec.containers": [] },
      { "spec.restartPolicy": "Never" },
      { "spec.priority": 5 },
      { "spec.serviceAccountName": "other" },
      { "spec.hostNetwork": true },
      { "spec.schedulingGates": [{ name: "late" }] },
      { "spec.ephemeralContainers": [{ name: "debug", image: "app:1" }] },
      { "metadata.labels": { a: "b" } },
      { "metadata.annotations": { a: "b" } },
      { "spec.schedulerName": "other" },
    ],
    "pod-full": [
      { "spec.initContainers.0.image": "other" },
      { "spec.activeDeadlineSeconds": 200 },
      { "spec.activeDeadlineSeconds": undefined },
      { "spec.activeDeadlineSeconds": 50, "spec.containers.0.image": "next" },
      { "spec.volumes": [] },
    ],
    "pod-gated": [
      { "spec.schedulingGates": [] },
      { "spec.schedulingGates.1": { name: "another" } },
      { "spec.nodeSelector": { a: "b" } },
      { "spec.tolerations": [] },
    ],
  },
  statuses: {
    pod: [
      { "status.phase": "Running" },
      { "status.nominatedNodeName": "Not Valid" },
      { "status.conditions": [{ type: "Ready", status: "Maybe" }] },
    ],
  },
};
