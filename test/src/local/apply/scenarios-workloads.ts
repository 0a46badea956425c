/** Scenarios on workloads: everything that a template of pods holds. */

import { DEPLOYMENT, STATEFUL_SET, POD_TEMPLATE, CRON_JOB } from "./builtin-kinds.ts";
import { type FieldRow, rowScenarios } from "./field-probes.ts";
import { container, deployment, inContainer, template, env, cron, set } from "./manifests.ts";
import type { Scenario } from "./scenario.ts";

const ROWS: readonly FieldRow[] = [
  [
    DEPLOYMENT,
    "replicas",
    deployment(),
    deployment({}, { replicas: 0, minReadySeconds: 5 }),
    deployment({}, { replicas: 1 }),
    deployment({}, { paused: true }),
  ],
  [
    DEPLOYMENT,
    "containers",
    deployment(),
    deployment({ containers: [container(), { name: "side", image: "side:1" }] }),
    deployment({ containers: [container({ image: "web:2" })] }),
    deployment({ containers: [{ name: "side", image: "side:2" }, container()] }),
  ],
  [
    DEPLOYMENT,
    "env",
    deployment(),
    inContainer({ env: [env("A", "1"), env("B", "1")] }),
    inContainer({
      env: [env("A", "2"), { name: "C", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
    }),
    inContainer({ env: [env("D", "1"), env("B", "1"), env("A", "1")] }),
    [inContainer({ env: [] })],
  ],
  [
    DEPLOYMENT,
    "ports",
    deployment(),
    inContainer({ ports: [{ containerPort: 80 }, { containerPort: 443, name: "tls" }] }),
    inContainer({ ports: [{ containerPort: 80, protocol: "UDP" }] }),
    inContainer({ ports: [{ containerPort: 80, protocol: "TCP", name: "http" }, { containerPort: 9 }] }),
  ],
  [
    DEPLOYMENT,
    "resources",
    deployment(),
    inContainer({ resources: { requests: { cpu: "100m" }, limits: { memory: "1Gi" } } }),
    inContainer({ resources: { requests: { cpu: "200m" } } }),
    inContainer({ resources: { limits: { memory: "1Gi", cpu: "1" } } }),
    [inContainer({ resources: {} })],
  ],
  [
    DEPLOYMENT,
    "probe",
    deployment(),
    inContainer({ readinessProbe: { httpGet: { path: "/", port: 80 } } }),
    inContainer({ readinessProbe: { httpGet: { path: "/x", port: "http" }, periodSeconds: 3 } }),
    inContainer({ livenessProbe: { exec: { command: ["a", "b"] } } }),
  ],
  [
    DEPLOYMENT,
    "command",
    deployment(),
    inContainer({ command: ["a", "b"], args: ["x"] }),
    inContainer({ command: ["b"], args: ["x", "y"] }),
    inContainer({ args: ["x"] }),
  ],
  [
    DEPLOYMENT,
    "securityContext",
    deployment(),
    inContainer({ securityContext: { capabilities: { drop: ["ALL"] }, runAsUser: 1 } }),
    inContainer({ securityContext: { runAsUser: 2 } }),
    deployment({
      securityContext: { fsGroup: 1, supplementalGroups: [1, 2], sysctls: [{ name: "a.b", value: "1" }] },
    }),
  ],
  [
    DEPLOYMENT,
    "volumes",
    deployment(),
    deployment({
      volumes: [
        { name: "a", emptyDir: {} },
        { name: "b", configMap: { name: "c", items: [{ key: "k", path: "p" }] } },
      ],
    }),
    deployment({ volumes: [{ name: "b", configMap: { name: "d" } }] }),
    deployment({
      volumes: [
        { name: "c", emptyDir: { sizeLimit: "1Gi" } },
        { name: "a", emptyDir: {} },
      ],
    }),
  ],
  [
    DEPLOYMENT,
    "volumeMounts",
    deployment({ volumes: [{ name: "v", emptyDir: {} }] }),
    deployment({
      volumes: [{ name: "v", emptyDir: {} }],
      containers: [
        container({
          volumeMounts: [
            { name: "v", mountPath: "/a" },
            { name: "v", mountPath: "/b", readOnly: true },
          ],
        }),
      ],
    }),
    deployment({
      volumes: [{ name: "v", emptyDir: {} }],
      containers: [container({ volumeMounts: [{ name: "v", mountPath: "/a", subPath: "x" }] })],
    }),
    deployment({
      volumes: [{ name: "v", emptyDir: {} }],
      containers: [
        container({
          volumeMounts: [
            { name: "v", mountPath: "/c" },
            { name: "v", mountPath: "/b" },
          ],
        }),
      ],
    }),
  ],
  [
    DEPLOYMENT,
    "tolerations",
    deployment(),
    deployment({ tolerations: [{ key: "a", operator: "Exists" }] }),
    deployment({ tolerations: [{ key: "b", operator: "Exists" }] }),
    deployment({
      tolerations: [
        { key: "a", operator: "Exists" },
        { key: "b", operator: "Exists" },
      ],
    }),
  ],
  [
    DEPLOYMENT,
    "initContainers",
    deployment(),
    deployment({ initContainers: [{ name: "i", image: "i:1" }] }),
    deployment({ initContainers: [{ name: "i", image: "i:2", env: [env("A", "1")] }] }),
    deployment({
      initContainers: [
        { name: "j", image: "j:1" },
        { name: "i", image: "i:1" },
      ],
    }),
  ],
  [
    DEPLOYMENT,
    "nodeSelector",
    deployment(),
    deployment({ nodeSelector: { a: "1", b: "1" } }),
    deployment({ nodeSelector: { a: "2" } }),
    deployment({ nodeSelector: { b: "1" }, hostAliases: [{ ip: "10.0.0.1", hostnames: ["x"] }] }),
  ],
  [
    DEPLOYMENT,
    "spread",
    deployment(),
    deployment({
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" }],
    }),
    deployment({
      topologySpreadConstraints: [{ maxSkew: 2, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" }],
    }),
    deployment({
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway" }],
    }),
  ],
  [
    DEPLOYMENT,
    "affinity",
    deployment(),
    deployment({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Exists" }] }],
          },
        },
      },
    }),
    deployment({
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, podAffinityTerm: { topologyKey: "host" } },
          ],
        },
      },
    }),
  ],
  [
    DEPLOYMENT,
    "strategy",
    deployment(),
    deployment({}, { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } }),
    deployment({}, { strategy: { rollingUpdate: { maxSurge: "50%", maxUnavailable: 0 } } }),
    deployment({}, { strategy: {} }),
  ],
  [
    DEPLOYMENT,
    "pullSecrets",
    deployment(),
    deployment({ imagePullSecrets: [{ name: "a" }, { name: "b" }] }),
    deployment({ imagePullSecrets: [{ name: "c" }] }),
  ],
  [
    POD_TEMPLATE,
    "template",
    template({}),
    template({ hostname: "a", terminationGracePeriodSeconds: 5 }),
    template({ hostname: "b" }),
    template({ dnsConfig: { nameservers: ["1.1.1.1"], options: [{ name: "n", value: "1" }] } }),
  ],
  [
    POD_TEMPLATE,
    "projected",
    template({}),
    template({ volumes: [{ name: "p", projected: { sources: [{ secret: { name: "s" } }] } }] }),
    template({
      volumes: [{ name: "p", projected: { sources: [{ configMap: { name: "s" } }], defaultMode: 256 } }],
    }),
  ],
  [
    STATEFUL_SET,
    "updateStrategy",
    set({}),
    set({ updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } } }),
    set({ updateStrategy: { rollingUpdate: { partition: 2 } } }),
  ],
  [
    STATEFUL_SET,
    "retention",
    set({}),
    set({ persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" }, minReadySeconds: 3 }),
    set({ persistentVolumeClaimRetentionPolicy: { whenScaled: "Delete" } }),
  ],
  [
    CRON_JOB,
    "limits",
    cron({}),
    cron({ failedJobsHistoryLimit: 2, concurrencyPolicy: "Forbid" }),
    cron({ failedJobsHistoryLimit: 3 }),
    cron({ startingDeadlineSeconds: 60, timeZone: "Etc/UTC" }),
  ],
];

export const workloadScenarios: readonly Scenario[] = ROWS.flatMap(rowScenarios);
