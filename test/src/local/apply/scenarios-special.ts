/** Scenarios on built-in kinds that no table covers: versions, endpoints, kubectl's annotation, misfits. */

import type { JsonObject } from "../../../../src/model/json.ts";
import { CHANGING } from "./custom-kinds.ts";
import { type Scenario, apply, create, patch, scenario, update } from "./scenario.ts";
import { AUTOSCALER, CONFIG_MAP, DEPLOYMENT, SECRET, SERVICE } from "./builtin-kinds.ts";
import { container, deployment } from "./manifests.ts";

const V1 = "autoscaling/v1";
const TARGET = { apiVersion: "apps/v1", kind: "Deployment", name: "absent" };
const scaler = (more: JsonObject): JsonObject => ({
  spec: { scaleTargetRef: TARGET, maxReplicas: 3, ...more },
});
const metric = (name: string, averageUtilization: number) => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization } },
});

const versions: Scenario[] = [
  scenario(
    "versions/autoscaler",
    AUTOSCALER,
    [
      apply("a", scaler({ metrics: [metric("cpu", 50)] })),
      apply("b", scaler({ minReplicas: 2 }), { apiVersion: V1 }),
    ],
    [
      apply("b", scaler({ targetCPUUtilizationPercentage: 60 }), { apiVersion: V1 }),
      apply("b", scaler({ targetCPUUtilizationPercentage: 60 }), { apiVersion: V1, force: true }),
      apply("b", scaler({}), { apiVersion: V1 }),
      apply("b", scaler({})),
      apply("b", scaler({ minReplicas: 3 })),
      apply("a", scaler({ minReplicas: 3 })),
      apply("a", scaler({ minReplicas: 3 }), { force: true }),
      apply("a", scaler({ minReplicas: 3 }), { force: true, apiVersion: V1 }),
      apply("c", scaler({ minReplicas: 2, metrics: [metric("memory", 50)] })),
      patch("merge", "u", { spec: { minReplicas: 1 } }, { apiVersion: V1 }),
      patch("merge", "u", { spec: { metrics: [metric("memory", 10)] } }),
    ],
  ),
  scenario("versions/autoscaler", AUTOSCALER, [
    apply("a", scaler({ targetCPUUtilizationPercentage: 50, minReplicas: 2 }), { apiVersion: V1 }),
    apply("a", scaler({ metrics: [metric("cpu", 50)] })),
    apply("b", scaler({ metrics: [metric("cpu", 70)] }), { force: true }),
    apply("a", scaler({}), { apiVersion: V1 }),
  ]),
];

const withContainers = (...containers: JsonObject[]) => deployment({ containers });

const LAST = "kubectl.kubernetes.io/last-applied-configuration";
const applied = (manifest: JsonObject, name = "NAME"): JsonObject => ({
  ...manifest,
  metadata: {
    annotations: {
      [LAST]: JSON.stringify({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace: "vectors" },
        ...manifest,
      }),
    },
  },
});

const kubectl: Scenario[] = [
  scenario(
    "kubectl",
    CONFIG_MAP,
    [create("kubectl-client-side-apply", applied({ data: { a: "1", b: "1", c: "1" } }))],
    [
      apply("kubectl", { data: { a: "2", b: "1" } }),
      apply("kubectl", { data: { a: "1", b: "1", c: "1" } }),
      apply("kubectl", applied({ data: { a: "2" } })),
      apply("other", { data: { a: "2" } }),
    ],
  ),
  scenario(
    "kubectl",
    CONFIG_MAP,
    [
      create("kubectl-client-side-apply", applied({ data: { a: "1", b: "1" } })),
      patch("merge", "edit", { data: { b: "2", c: "2" } }),
    ],
    [
      apply("kubectl", { data: { a: "2" } }),
      apply("kubectl", { data: { a: "2", b: "3" } }),
      apply("kubectl", { data: { a: "2", c: "3" } }),
      apply("kubectl", { data: { a: "2", b: "3" } }, { force: true }),
    ],
  ),
];

const misfits: Scenario[] = [
  scenario(
    "misfit",
    DEPLOYMENT,
    [apply("a", deployment())],
    [
      apply("a", { spec: { bogus: 1 } }),
      apply("a", { spec: { replicas: "1" } }),
      apply("a", { spec: { template: { spec: { containers: [{ name: "web", bogus: 1 }] } } } }),
      apply("a", { spec: { template: { spec: { containers: [{ image: "x" }, { image: "y" }] } } } }),
      apply("a", withContainers(container(), container())),
      apply("a", withContainers(container({ env: [{ name: "A" }, { name: "A" }] }))),
      apply(
        "a",
        withContainers(container({ ports: [{ containerPort: 80 }, { containerPort: 80, protocol: "TCP" }] })),
      ),
      apply("a", withContainers(container({ ports: [{ name: "a" }, { name: "b" }] }))),
      apply("a", withContainers(container({ resources: { limits: { cpu: { a: 1 } } } }))),
      apply("a", withContainers(container({ resources: { limits: { cpu: [1] } } }))),
      apply("a", withContainers(container({ readinessProbe: { httpGet: { port: { a: 1 } } } }))),
      apply("a", withContainers(container({ command: "a" }))),
      apply("a", withContainers(container({ image: 1 }))),
      apply("a", { metadata: { labels: ["a"] } }),
      apply("a", { metadata: { creationTimestamp: { a: 1 } } }),
      apply("a", { spec: { template: { spec: { containers: ["a"] } } } }),
      apply("a", { spec: { template: { spec: { volumes: [null] } } } }),
      apply("a", { spec: [] }),
    ],
  ),
  scenario(
    "misfit",
    SECRET,
    [apply("a", { stringData: { a: "1" }, data: { b: "MQ==" } })],
    [
      apply("a", { data: { pw: 1234567 } }),
      apply("a", { stringData: { a: "1" } }),
      apply("a", { data: { a: "MQ==" } }),
      apply("b", { data: { a: "Mg==" } }),
      patch("merge", "u", { stringData: { a: "9" } }),
    ],
  ),
  scenario(
    "misfit",
    SERVICE,
    [apply("a", { spec: { ports: [{ port: 80 }] } })],
    [
      apply("a", { spec: { ports: [{ port: 80 }, { port: 80, protocol: "TCP" }] } }),
      apply("a", { spec: { ports: [{ protocol: "TCP" }, {}] } }),
      apply("a", { spec: { ports: [{ port: "80" }] } }),
    ],
  ),
];

const putting = (change: (spec: JsonObject) => JsonObject) => (live: JsonObject) => ({
  ...live,
  spec: change(live["spec"] as JsonObject),
});

const updates: Scenario[] = [
  scenario(
    "versions/unknown",
    CONFIG_MAP,
    [
      apply("a", { data: { a: "1" } }),
      patch("json", "u", [
        { op: "replace", path: "/metadata/managedFields/0/apiVersion", value: "v9" },
        { op: "add", path: "/data/b", value: "1" },
      ]),
    ],
    [
      apply("a", { data: { a: "2" } }),
      apply("b", { data: { b: "2" } }),
      patch("merge", "u", { data: { a: "2" } }),
    ],
  ),
  scenario(
    "update",
    DEPLOYMENT,
    [
      create(
        "u",
        withContainers(container({ env: [{ name: "A", value: "1" }] }), { name: "side", image: "side:1" }),
      ),
      update(
        "v",
        putting((spec) => ({ ...spec, minReadySeconds: 4 })),
      ),
      update(
        "u",
        putting(({ minReadySeconds: _minReadySeconds, ...spec }) => spec),
      ),
    ],
    [
      update("u", (live) => live),
      update(
        "v",
        putting((spec) => ({ ...spec, paused: true, minReadySeconds: 1 })),
      ),
      update("v", (live) => ({
        ...live,
        metadata: { ...(live["metadata"] as JsonObject), labels: { z: "1" }, annotations: null },
      })),
      update("v", (live) => ({
        ...live,
        metadata: { ...(live["metadata"] as JsonObject), managedFields: [] },
      })),
      apply("a", withContainers(container({ image: "web:2" }))),
      apply("u", withContainers(container({ image: "web:2" })), { force: true }),
      apply("a", {}),
    ],
  ),
  scenario(
    "status",
    DEPLOYMENT,
    [apply("a", deployment())],
    [
      apply("s", { status: { readyReplicas: 1, replicas: 1 } }, { subresource: "status" }),
      apply(
        "s",
        { status: { conditions: [{ type: "X", status: "True" }] }, spec: { replicas: 9 } },
        { subresource: "status" },
      ),
      patch(
        "merge",
        "s",
        {
          status: { readyReplicas: 1, replicas: 1 },
          metadata: { labels: { a: "1" }, annotations: { a: "1" } },
        },
        { subresource: "status" },
      ),
      patch("merge", "s", { status: { readyReplicas: 1 } }),
    ],
  ),
];

const fields = (spec: JsonObject): JsonObject => ({ spec });
const item = (name: string, value: string) => ({ name, value, nested: { a: value } });
const all = (value: string): JsonObject =>
  fields({
    strings: { a: value, b: "1" },
    point: { x: Number(value) },
    keyed: [item("a", value)],
    set: [value, "z"],
  });

/** Fields that were owned in parts, in a schema that owns them as a whole. */
const changes: Scenario[] = [
  {
    ...scenario("schema-change", CHANGING, [
      apply("a", all("1")),
      patch("merge", "u", fields({ strings: { c: "1" } })),
    ]),
    later: [
      { write: apply("b", fields({ strings: { d: "1" } }), { force: true }) },
      {
        write: apply("a", all("1"), { force: true }),
        probes: [
          apply("a", all("2")),
          apply("b", all("2")),
          apply("a", fields({ set: ["1", "z"] })),
          patch("merge", "u", all("3")),
        ],
      },
    ],
  },
  {
    ...scenario("schema-change", CHANGING, [
      apply("a", all("1")),
      apply("b", fields({ strings: { b: "1" }, point: { y: 1 } })),
    ]),
    later: [
      {
        write: patch("merge", "u", fields({ point: { x: 5 } })),
        probes: [
          apply("a", all("1")),
          apply("a", fields({})),
          apply("b", fields({ strings: { b: "2" } })),
          apply("b", fields({ strings: { b: "2" } }), { force: true }),
        ],
      },
    ],
  },
];

export const specialScenarios: readonly Scenario[] = [
  ...versions,
  ...kubectl,
  ...misfits,
  ...updates,
  ...changes,
];
