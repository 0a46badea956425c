/** Manifests of workloads that the server refuses, or would keep otherwise than they were written. */

import type { Input } from "../input.ts";
import { type Change } from "../input.ts";
import { spoilt } from "../shapes.ts";

const POD = "spec.template.spec";
const MAIN = `${POD}.containers.0`;

const deployment = (change: Change) => spoilt("Deployment", change);

/** Deployments, by what is wrong with them. */
const deployments: readonly (readonly [string, Change])[] = [
  ["no spec", { spec: undefined }],
  ["spec that is a list", { spec: [] }],
  ["spec that is text", { spec: "replicas: 1" }],
  ["unknown field of the spec", { "spec.replica": 1 }],
  ["unknown field of a container", { [`${MAIN}.imagge`]: "x" }],
  ["field of another level", { "spec.containers": [] }],
  ["unknown field at the top, as a misspelt option", { timeOut: 5 }],
  ["field whose case is wrong", { [`${MAIN}.imagepullpolicy`]: "Always" }],
  ["replicas as text", { "spec.replicas": "2" }],
  ["replicas: negative", { "spec.replicas": -1 }],
  ["replicas: fraction", { "spec.replicas": 1.5 }],
  ["replicas: 2^32 + 2, which the server keeps as 2", { "spec.replicas": 4_294_967_298 }],
  ["replicas: 1e21", { "spec.replicas": 1e21 }],
  ["selector: missing", { "spec.selector": undefined }],
  ["selector: empty", { "spec.selector": {} }],
  ["selector that does not match the template", { "spec.selector.matchLabels": { app: "other" } }],
  [
    "selector: unknown operator",
    { "spec.selector.matchExpressions": [{ key: "app", operator: "Is", values: ["web"] }] },
  ],
  ["selector: In without values", { "spec.selector.matchExpressions": [{ key: "app", operator: "In" }] }],
  ["template: missing", { "spec.template": undefined }],
  ["no containers", { [`${POD}.containers`]: [] }],
  ["containers as an object", { [`${POD}.containers`]: { main: { image: "nginx" } } }],
  ["container without a name", { [`${MAIN}.name`]: undefined }],
  ["container name: upper case", { [`${MAIN}.name`]: "Main" }],
  ["container without an image", { [`${MAIN}.image`]: undefined }],
  [
    "two containers of one name",
    {
      [`${POD}.containers`]: [
        { name: "a", image: "x" },
        { name: "a", image: "y" },
      ],
    },
  ],
  ["imagePullPolicy: unknown", { [`${MAIN}.imagePullPolicy`]: "Sometimes" }],
  ["command as text", { [`${MAIN}.command`]: "npm start" }],
  ["env as an object", { [`${MAIN}.env`]: { MODE: "fast" } }],
  ["env value: number", { [`${MAIN}.env`]: [{ name: "PORT", value: 80 }] }],
  ["env value: boolean, which YAML makes of `on`", { [`${MAIN}.env`]: [{ name: "DEBUG", value: true }] }],
  [
    "env twice",
    {
      [`${MAIN}.env`]: [
        { name: "A", value: "1" },
        { name: "A", value: "2" },
      ],
    },
  ],
  ["env without a name", { [`${MAIN}.env`]: [{ value: "1" }] }],
  ["env name: equals sign", { [`${MAIN}.env`]: [{ name: "A=B", value: "1" }] }],
  [
    "env with value and valueFrom",
    { [`${MAIN}.env`]: [{ name: "A", value: "1", valueFrom: { secretKeyRef: { name: "a", key: "b" } } }] },
  ],
  [
    "env from two sources",
    {
      [`${MAIN}.env`]: [
        {
          name: "A",
          valueFrom: { secretKeyRef: { name: "a", key: "b" }, configMapKeyRef: { name: "a", key: "b" } },
        },
      ],
    },
  ],
  [
    "env from a field that there is not",
    { [`${MAIN}.env`]: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.nam" } } }] },
  ],
  ["port: 0", { [`${MAIN}.ports`]: [{ containerPort: 0 }] }],
  ["port: 70000", { [`${MAIN}.ports`]: [{ containerPort: 70_000 }] }],
  ["port as text", { [`${MAIN}.ports`]: [{ containerPort: "80" }] }],
  ["port twice", { [`${MAIN}.ports`]: [{ containerPort: 80 }, { containerPort: 80 }] }],
  ["port name: 16 letters", { [`${MAIN}.ports`]: [{ containerPort: 80, name: "a".repeat(16) }] }],
  ["port: unknown protocol", { [`${MAIN}.ports`]: [{ containerPort: 80, protocol: "HTTP" }] }],
  ["memory: no quantity", { [`${MAIN}.resources`]: { limits: { memory: "lots" } } }],
  ["memory: negative", { [`${MAIN}.resources`]: { limits: { memory: "-1Gi" } } }],
  ["memory: 128MB", { [`${MAIN}.resources`]: { limits: { memory: "128MB" } } }],
  ["request above its limit", { [`${MAIN}.resources`]: { limits: { cpu: "1" }, requests: { cpu: "2" } } }],
  ["resource that there is not", { [`${MAIN}.resources`]: { limits: { ram: "1Gi" } } }],
  ["probe without a handler", { [`${MAIN}.readinessProbe`]: { periodSeconds: 5 } }],
  [
    "probe with two handlers",
    { [`${MAIN}.readinessProbe`]: { httpGet: { port: 80 }, exec: { command: ["true"] } } },
  ],
  ["probe: period 0 text", { [`${MAIN}.readinessProbe`]: { httpGet: { port: 80 }, periodSeconds: "5s" } }],
  [
    "probe: negative delay",
    { [`${MAIN}.livenessProbe`]: { httpGet: { port: 80 }, initialDelaySeconds: -5 } },
  ],
  [
    "mount of a volume that there is not",
    { [`${MAIN}.volumeMounts`]: [{ name: "data", mountPath: "/data" }] },
  ],
  [
    "mount path: relative upwards",
    {
      [`${POD}.volumes`]: [{ name: "data", emptyDir: {} }],
      [`${MAIN}.volumeMounts`]: [{ name: "data", mountPath: "/data", subPath: "../etc" }],
    },
  ],
  [
    "two mounts at one path",
    {
      [`${POD}.volumes`]: [{ name: "data", emptyDir: {} }],
      [`${MAIN}.volumeMounts`]: [
        { name: "data", mountPath: "/data" },
        { name: "data", mountPath: "/data" },
      ],
    },
  ],
  [
    "volume with two sources",
    { [`${POD}.volumes`]: [{ name: "data", emptyDir: {}, configMap: { name: "a" } }] },
  ],
  [
    "two volumes of one name",
    {
      [`${POD}.volumes`]: [
        { name: "data", emptyDir: {} },
        { name: "data", emptyDir: {} },
      ],
    },
  ],
  [
    "volume: mode that YAML made of 0999",
    { [`${POD}.volumes`]: [{ name: "data", configMap: { name: "a", defaultMode: 999 } }] },
  ],
  ["volume of a Secret without its name", { [`${POD}.volumes`]: [{ name: "data", secret: { name: "a" } }] }],
  ["restartPolicy: Never", { [`${POD}.restartPolicy`]: "Never" }],
  ["restartPolicy: unknown", { [`${POD}.restartPolicy`]: "Sometimes" }],
  ["dnsPolicy: unknown", { [`${POD}.dnsPolicy`]: "Mine" }],
  [
    "host network with another host port",
    { [`${POD}.hostNetwork`]: true, [`${MAIN}.ports`]: [{ containerPort: 80, hostPort: 81 }] },
  ],
  ["strategy: unknown", { "spec.strategy": { type: "BlueGreen" } }],
  [
    "strategy: Recreate with rolling parameters",
    { "spec.strategy": { type: "Recreate", rollingUpdate: { maxSurge: 1 } } },
  ],
  [
    "strategy that can never go on",
    { "spec.strategy": { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } },
  ],
  ["maxUnavailable: 120%", { "spec.strategy": { rollingUpdate: { maxUnavailable: "120%" } } }],
  ["minReadySeconds above the deadline", { "spec.minReadySeconds": 900 }],
  ["toleration: operator without a key", { [`${POD}.tolerations`]: [{ operator: "Equal", value: "a" }] }],
  [
    "affinity: weight 0",
    {
      [`${POD}.affinity`]: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 0, podAffinityTerm: { topologyKey: "a" } },
          ],
        },
      },
    },
  ],
  ["security context: runAsUser as text", { [`${POD}.securityContext`]: { runAsUser: "root" } }],
  [
    "privileged without escalation",
    { [`${MAIN}.securityContext`]: { privileged: true, allowPrivilegeEscalation: false } },
  ],
  ["value that steers a terminal", { [`${MAIN}.imagePullPolicy`]: "\u001B]0;owned\u0007" }],
];

export const workloads: Input[] = [
  ...deployments.map(([what, change]): Input => ({
    what: `Deployment: ${what}`,
    code: "invalid",
    deploy: deployment(change),
  })),
  {
    what: "StatefulSet: claim template without a size",
    code: "invalid",
    deploy: spoilt("StatefulSet", { "spec.volumeClaimTemplates.0.spec.resources": undefined }),
  },
  {
    what: "StatefulSet: selector that does not match",
    code: "invalid",
    deploy: spoilt("StatefulSet", { "spec.selector.matchLabels": { app: "other" } }),
  },
  {
    what: "StatefulSet: unknown podManagementPolicy",
    code: "invalid",
    deploy: spoilt("StatefulSet", { "spec.podManagementPolicy": "Serial" }),
  },
  {
    what: "StatefulSet: negative partition",
    code: "invalid",
    deploy: spoilt("StatefulSet", {
      "spec.updateStrategy": { type: "RollingUpdate", rollingUpdate: { partition: -1 } },
    }),
  },
  { what: "DaemonSet: replicas", code: "invalid", deploy: spoilt("DaemonSet", { "spec.replicas": 2 }) },
  {
    what: "DaemonSet: restartPolicy OnFailure",
    code: "invalid",
    deploy: spoilt("DaemonSet", { [`${POD}.restartPolicy`]: "OnFailure" }),
  },
  {
    what: "Job: restartPolicy Always",
    code: "invalid",
    deploy: spoilt("Job", { [`${POD}.restartPolicy`]: "Always" }),
  },
  {
    what: "Job: no restartPolicy",
    code: "invalid",
    deploy: spoilt("Job", { [`${POD}.restartPolicy`]: undefined }),
  },
  { what: "Job: negative backoffLimit", code: "invalid", deploy: spoilt("Job", { "spec.backoffLimit": -1 }) },
  {
    what: "Job: Indexed without completions",
    code: "invalid",
    deploy: spoilt("Job", { "spec.completionMode": "Indexed", "spec.parallelism": 2 }),
  },
  {
    what: "Job: selector of its own",
    code: "invalid",
    deploy: spoilt("Job", { "spec.selector": { matchLabels: { app: "web" } } }),
  },
  {
    what: "CronJob: schedule of four fields",
    code: "invalid",
    deploy: spoilt("CronJob", { "spec.schedule": "0 3 * *" }),
  },
  {
    what: "CronJob: schedule out of range",
    code: "invalid",
    deploy: spoilt("CronJob", { "spec.schedule": "61 3 * * *" }),
  },
  {
    what: "CronJob: schedule as a number",
    code: "invalid",
    deploy: spoilt("CronJob", { "spec.schedule": 3 }),
  },
  {
    what: "CronJob: unknown time zone",
    code: "invalid",
    deploy: spoilt("CronJob", { "spec.timeZone": "Mars/Base" }),
  },
  {
    what: "CronJob: unknown concurrencyPolicy",
    code: "invalid",
    deploy: spoilt("CronJob", { "spec.concurrencyPolicy": "Never" }),
  },
  { what: "Pod: no containers", code: "invalid", deploy: spoilt("Pod", { "spec.containers": [] }) },
  {
    what: "Pod: ephemeral containers",
    code: "invalid",
    deploy: spoilt("Pod", { "spec.ephemeralContainers": [{ name: "debug", image: "x" }] }),
  },
  {
    what: "HorizontalPodAutoscaler: fewer at most than at least",
    code: "invalid",
    deploy: spoilt("HorizontalPodAutoscaler", { "spec.minReplicas": 5 }),
  },
  {
    what: "HorizontalPodAutoscaler: at most 0",
    code: "invalid",
    deploy: spoilt("HorizontalPodAutoscaler", { "spec.maxReplicas": 0 }),
  },
  {
    what: "PodDisruptionBudget: both limits",
    code: "invalid",
    deploy: spoilt("PodDisruptionBudget", { "spec.maxUnavailable": 1 }),
  },
  {
    what: "PodDisruptionBudget: 120%",
    code: "invalid",
    deploy: spoilt("PodDisruptionBudget", { "spec.minAvailable": "120%" }),
  },
];
