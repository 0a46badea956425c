/** Scenarios of strategic merge patches, JSON patches and merge patches. */

import type { JsonObject } from "../../../../src/model/json.ts";
import { CONFIG_MAP, DEPLOYMENT } from "./builtin-kinds.ts";
import { container, deployment } from "./manifests.ts";
import { type Scenario, apply, create, patch, scenario } from "./scenario.ts";

const withContainers = (...containers: JsonObject[]) => deployment({ containers });

const strategic: Scenario[] = [
  scenario(
    "strategic/containers",
    DEPLOYMENT,
    [
      apply(
        "a",
        deployment({
          containers: [
            container({
              env: [
                { name: "A", value: "1" },
                { name: "B", value: "1" },
              ],
              ports: [{ containerPort: 80 }],
            }),
            { name: "side", image: "side:1" },
          ],
          volumes: [
            { name: "v", emptyDir: {} },
            { name: "w", configMap: { name: "c" } },
          ],
          tolerations: [{ key: "a", operator: "Exists" }],
        }),
      ),
    ],
    [
      ...[
        { containers: [{ name: "web", image: "web:2" }] },
        { containers: [{ name: "new", image: "new:1" }] },
        { containers: [{ $patch: "delete", name: "side" }] },
        {
          containers: [
            {
              name: "web",
              env: [
                { $patch: "delete", name: "A" },
                { name: "C", value: "1" },
              ],
            },
          ],
        },
        { containers: [{ name: "web", env: [{ $patch: "replace" }, { name: "C", value: "1" }] }] },
        { containers: [{ $patch: "replace" }, { name: "only", image: "only:1" }] },
        { $setElementOrder: 1 },
        {
          "$setElementOrder/containers": [{ name: "side" }, { name: "web" }],
          containers: [{ name: "web", image: "web:3" }],
        },
        {
          "$setElementOrder/containers": [{ name: "new" }, { name: "web" }],
          containers: [{ name: "new", image: "new:1" }],
        },
        { "$setElementOrder/containers": [{ name: "side" }, { name: "web" }] },
        { volumes: [{ name: "w", $retainKeys: ["name", "emptyDir"], emptyDir: {} }] },
        { volumes: [{ name: "w", $retainKeys: ["name"], emptyDir: {} }] },
        { volumes: [{ $patch: "delete", name: "v" }] },
        { tolerations: [{ key: "b", operator: "Exists" }] },
        { tolerations: null, nodeSelector: { a: "1" } },
        { containers: [{ name: "web", ports: [{ containerPort: 81 }] }] },
        { containers: [{ name: "web", ports: [{ containerPort: 80, $patch: "delete" }] }] },
        { containers: [{ image: "nameless" }] },
        { containers: [{ name: "web", $patch: "bogus" }] },
        { terminationGracePeriodSeconds: 5, securityContext: { runAsUser: 1 } },
        { securityContext: { $patch: "replace", runAsUser: 1 } },
        { securityContext: { $patch: "delete" } },
      ].map((pod) => patch("strategic", "u", { spec: { template: { spec: pod as JsonObject } } })),
      patch("strategic", "u", { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } }),
      patch("strategic", "u", { spec: { strategy: { $retainKeys: ["rollingUpdate"], type: "Recreate" } } }),
      patch("strategic", "u", { metadata: { labels: { a: "1", b: null } } }),
      patch("strategic", "u", []),
    ],
  ),
  scenario(
    "strategic/finalizers",
    CONFIG_MAP,
    [create("u", { metadata: { finalizers: ["example.com/a", "example.com/b"] }, data: { a: "1" } })],
    [
      patch("strategic", "v", { metadata: { finalizers: ["example.com/c"] } }),
      patch("strategic", "v", { metadata: { "$deleteFromPrimitiveList/finalizers": ["example.com/a"] } }),
      patch("strategic", "v", {
        metadata: {
          finalizers: ["example.com/c"],
          "$setElementOrder/finalizers": ["example.com/c", "example.com/b", "example.com/a"],
        },
      }),
      patch("strategic", "v", { metadata: { finalizers: null } }),
      patch("strategic", "v", { data: { $patch: "delete" } }),
      patch("strategic", "v", { data: { $patch: "replace", z: "1" } }),
    ],
  ),
];

const json = (...operations: JsonObject[]) => patch("json", "u", operations);
const op = (op: string, path: string, more: JsonObject = {}): JsonObject => ({ op, path, ...more });

const jsonPatches: Scenario[] = [
  scenario(
    "json",
    DEPLOYMENT,
    [apply("a", withContainers(container({ args: ["x", "y"] }), { name: "side", image: "side:1" }))],
    [
      json(op("add", "/metadata/labels", { value: { a: "1" } })),
      json(op("add", "/metadata/labels/a", { value: "1" })),
      json(op("replace", "/spec/paused", { value: true })),
      json(op("replace", "/spec/template/spec/containers/0/image", { value: "web:2" })),
      json(op("replace", "/spec/template/spec/containers/7/image", { value: "web:2" })),
      json(op("replace", "/spec/template/spec/containers/-1/image", { value: "side:2" })),
      json(op("remove", "/spec/template/spec/containers/1")),
      json(op("remove", "/spec/absent")),
      json(op("add", "/spec/template/spec/containers/0/args/-", { value: "z" })),
      json(op("add", "/spec/template/spec/containers/0/args/1", { value: "z" })),
      json(op("add", "/spec/template/spec/containers/0/args/9", { value: "z" })),
      json(op("add", "/spec/template/spec/containers/0/args/x", { value: "z" })),
      json(
        op("move", "/spec/template/spec/containers/0/args/0", {
          from: "/spec/template/spec/containers/0/args/1",
        }),
      ),
      json(
        op("copy", "/spec/template/spec/containers/1/args", {
          from: "/spec/template/spec/containers/0/args",
        }),
      ),
      json(op("test", "/spec/replicas", { value: 0 }), op("replace", "/spec/minReadySeconds", { value: 3 })),
      json(op("test", "/spec/replicas", { value: 1 })),
      json(
        op("test", "/spec/absent", { value: null }),
        op("add", "/metadata/annotations", { value: { a: "1" } }),
      ),
      json(op("bogus", "/spec/replicas")),
      json({ op: "add", value: 1 }),
      json(
        op("add", "/metadata/annotations", { value: { "a/b": "1" } }),
        op("replace", "/metadata/annotations/a~1b", { value: "2" }),
      ),
      patch("json", "u", { op: "add" }),
      patch("json", "u", [1]),
      patch("merge", "u", []),
      patch("merge", "u", { metadata: { labels: { a: null, b: "1" } }, spec: { minReadySeconds: 2 } }),
      patch("merge", "u", {
        spec: { template: { spec: { containers: [{ name: "only", image: "only:1", env: null }] } } },
      }),
    ],
  ),
];

export const patchScenarios: readonly Scenario[] = [...strategic, ...jsonPatches];
