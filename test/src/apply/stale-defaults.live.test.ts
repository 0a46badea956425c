/** Changes after which defaults of the old value are left in the object: it must become what a new one would be. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { fieldManagerOf, withOwnership } from "../../../src/apply/ownership.ts";
import { preparation, prepare } from "../../../src/apply/prepare.ts";
import { preview } from "../../../src/apply/preview.ts";
import type { Target } from "../../../src/apply/target.ts";
import { apply, get, list, remove } from "../../../src/client/verbs.ts";
import { ApiError } from "../../../src/errors.ts";
import { apiVersionOf, type Kind } from "../../../src/model/kind.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { eventually, randomNamespace } from "../../support/control-plane.ts";
import { liveClient, newNamespace } from "../client/cluster.ts";
import { errorOf } from "../client/loopback.ts";
import { edit, ensured, kindOf, updated, wish } from "./writers.ts";

setDefaultTimeout(60_000);

const client = liveClient();
const namespace = await newNamespace(client);

type Body = Record<string, unknown>;

/** One change of a manifest. */
interface Change {
  kind: Kind;
  before: Body;
  after: Body;
}

const labels = { app: "web" };
const selector = { matchLabels: labels };
const pod = (spec: Body = {}): Body => ({
  metadata: { labels },
  spec: { containers: [{ name: "web", image: "registry.test/web:1" }], ...spec },
});
const workload = (spec: Body, template: Body = pod()): Body => ({
  spec: { replicas: 0, selector, template, ...spec },
});
const volumes = (source: Body): Body => pod({ volumes: [{ name: "v", ...source }] });
const configMap = { configMap: { name: "x" } };

const DEPLOYMENT = kindOf("apps/v1", "Deployment");
const STATEFUL_SET = kindOf("apps/v1", "StatefulSet");
const DAEMON_SET = kindOf("apps/v1", "DaemonSet");
const NETWORK_POLICY = kindOf("networking.k8s.io/v1", "NetworkPolicy");
const CRON_JOB = kindOf("batch/v1", "CronJob");
const CONTROLLER = kindOf("v1", "ReplicationController");
const cronJob = (template: Body): Body => ({
  spec: { schedule: "0 0 1 1 *", suspend: true, jobTemplate: { spec: { template } } },
});
const job = (spec: Body): Body => pod({ restartPolicy: "Never", ...spec });
const policy = (spec: Body): Body => ({ spec: { podSelector: {}, ...spec } });

const changes: [string, Change][] = [
  [
    "Deployment: RollingUpdate → Recreate",
    { kind: DEPLOYMENT, before: workload({}), after: workload({ strategy: { type: "Recreate" } }) },
  ],
  [
    "Deployment: RollingUpdate, said → Recreate",
    {
      kind: DEPLOYMENT,
      before: workload({ strategy: { type: "RollingUpdate" } }),
      after: workload({ strategy: { type: "Recreate" } }),
    },
  ],
  [
    "StatefulSet: RollingUpdate → OnDelete",
    {
      kind: STATEFUL_SET,
      before: workload({ serviceName: "web" }),
      after: workload({ serviceName: "web", updateStrategy: { type: "OnDelete" } }),
    },
  ],
  [
    "a volume without a source gets one",
    { kind: DEPLOYMENT, before: workload({}, volumes({})), after: workload({}, volumes(configMap)) },
  ],
  [
    "… in a PodTemplate",
    {
      kind: kindOf("v1", "PodTemplate"),
      before: { template: volumes({}) },
      after: { template: volumes(configMap) },
    },
  ],
  [
    "… in a CronJob",
    {
      kind: CRON_JOB,
      before: cronJob(job({ volumes: [{ name: "v" }] })),
      after: cronJob(job({ volumes: [{ name: "v", ...configMap }] })),
    },
  ],
  [
    "both at once, beside another change",
    {
      kind: DEPLOYMENT,
      before: workload({}, volumes({})),
      after: workload({ strategy: { type: "Recreate" }, minReadySeconds: 3 }, volumes(configMap)),
    },
  ],
  [
    "a dropped ServiceAccount",
    {
      kind: DEPLOYMENT,
      before: workload({}, pod({ serviceAccountName: "admin" })),
      after: workload({}),
    },
  ],
  [
    "a dropped ServiceAccount of a CronJob",
    { kind: CRON_JOB, before: cronJob(job({ serviceAccountName: "admin" })), after: cronJob(job({})) },
  ],
  [
    "NetworkPolicy: egress rules are added",
    { kind: NETWORK_POLICY, before: policy({}), after: policy({ egress: [{ to: [{ podSelector: {} }] }] }) },
  ],
  [
    "NetworkPolicy: egress rules are dropped",
    { kind: NETWORK_POLICY, before: policy({ egress: [{}] }), after: policy({ ingress: [{}] }) },
  ],
  [
    "ReplicationController: labels, which its selector followed",
    {
      kind: CONTROLLER,
      before: { spec: { replicas: 0, template: pod() } },
      after: { spec: { replicas: 0, template: { ...pod(), metadata: { labels: { app: "other" } } } } },
    },
  ],
  ...(
    [
      ["probe: httpGet → exec", "readinessProbe", { httpGet: { port: 80 } }, { exec: { command: ["x"] } }],
      [
        "hook: httpGet → sleep",
        "lifecycle",
        { preStop: { httpGet: { port: 80 } } },
        { preStop: { sleep: { seconds: 1 } } },
      ],
      [
        "variable: fieldRef → secretKeyRef",
        "env",
        [{ name: "E", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
        [{ name: "E", valueFrom: { secretKeyRef: { name: "a", key: "b" } } }],
      ],
    ] as const
  ).map(([name, field, before, after]): [string, Change] => {
    const container = (value: unknown): Body =>
      workload({}, pod({ containers: [{ name: "web", image: "registry.test/web:1", [field]: value }] }));
    return [name, { kind: DEPLOYMENT, before: container(before), after: container(after) }];
  }),
];

function manifestOf(kind: Kind, name: string, body: Body): Manifest {
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name, namespace }, ...body };
}

/** What a user reads of an object: all but status and metadata. */
function body(object: LiveObject | undefined): Body {
  return Object.fromEntries(
    Object.entries(object ?? {}).filter(([field]) => field !== "metadata" && field !== "status"),
  );
}

async function fresh(kind: Kind, after: Body): Promise<Body> {
  const manifest = manifestOf(kind, randomNamespace("new"), after);
  const made = await apply(client, kind, manifest, { fieldManager: "test", dryRun: true });
  return body(made.object);
}

describe("a changed object is like a new one", () => {
  test.each(changes)("%s", async (_name, { kind, before, after }) => {
    const name = randomNamespace("web");
    const at: Target = { client, kind, namespace, name };
    const [from, to] = [manifestOf(kind, name, before), manifestOf(kind, name, after)];
    await ensured(at, from);
    const { object, outcome } = await updated(at, from, to);
    expect(outcome).toBe("updated");
    expect(body(object)).toEqual(await fresh(kind, after));
    const managers = object.metadata.managedFields?.filter(({ subresource }) => subresource === undefined);
    expect(managers?.map(({ operation }) => operation)).toEqual(["Apply"]);
    expect((await updated(at, to, to)).outcome).toBe("unchanged");
    // And back again.
    await updated(at, to, from);
    expect(body(await get(client, kind, at))).toEqual(await fresh(kind, before));
  });

  test("DaemonSet: OnDelete keeps the parameters of the rolling update, which mean nothing", async () => {
    const name = randomNamespace("web");
    const at: Target = { client, kind: DAEMON_SET, namespace, name };
    const spec = { selector, template: pod({ nodeSelector: { none: "such" } }) };
    const from = manifestOf(DAEMON_SET, name, { spec });
    const to = manifestOf(DAEMON_SET, name, { spec: { ...spec, updateStrategy: { type: "OnDelete" } } });
    await ensured(at, from);
    expect((await updated(at, from, to)).object["spec"]).toMatchObject({
      updateStrategy: { type: "OnDelete" },
    });
    expect((await updated(at, to, to)).outcome).toBe("unchanged");
  });
});

describe("a change in two writes, of which only the first was done,", () => {
  test.each(changes.slice(0, 4))(
    "is finished by the next run: %s",
    async (_name, { kind, before, after }) => {
      const name = randomNamespace("web");
      const at: Target = { client, kind, namespace, name };
      const [from, to] = [manifestOf(kind, name, before), manifestOf(kind, name, after)];
      const { object } = await ensured(at, from);
      const options = wish(to, { applied: from });
      const fieldManager = fieldManagerOf(options.ownership);
      await eventually("the first write is done", async () => {
        const live = await get(client, kind, at);
        if (live === undefined) throw new Error("it is gone");
        const manifest = withOwnership(to, options.ownership);
        const answer = await preview(at, live, manifest, { ...options, adopting: false });
        if (!("refusal" in answer)) throw new Error("it was not refused");
        const how = { fieldManager, adopting: false, manifest, causes: answer.refusal.causes };
        return prepare(at, live, preparation(at, live, how), how);
      });
      expect(body(await get(client, kind, at))).toEqual(body(object));
      await updated(at, from, to);
      expect(body(await get(client, kind, at))).toEqual(await fresh(kind, after));
    },
  );

  test("and one that is taken back leaves the object as it was", async () => {
    const name = randomNamespace("web");
    const at: Target = { client, kind: DEPLOYMENT, namespace, name };
    const from = manifestOf(DEPLOYMENT, name, workload({}));
    const to = manifestOf(DEPLOYMENT, name, workload({ strategy: { type: "Recreate" } }));
    const { object } = await ensured(at, from);
    await updated(at, from, to);
    await updated(at, to, from);
    expect(body(await get(client, DEPLOYMENT, at))).toEqual(body(object));
  });
});

test("what another manager set beside a default is no default: the refusal stays, and nothing is changed", async () => {
  const name = randomNamespace("web");
  const at: Target = { client, kind: DEPLOYMENT, namespace, name };
  const from = manifestOf(DEPLOYMENT, name, workload({}));
  await ensured(at, from);
  const strategy = { rollingUpdate: { maxSurge: 3 } };
  await edit(at, { spec: { strategy } }, { manager: "kubectl-edit" });
  const to = manifestOf(DEPLOYMENT, name, workload({ strategy: { type: "Recreate" } }));
  expect(await errorOf(updated(at, from, to))).toBeInstanceOf(ApiError);
  expect((await get(client, DEPLOYMENT, at))?.["spec"]).toMatchObject({ strategy });
});

describe("a custom resource", () => {
  const group = `${randomNamespace("g")}.example.com`;
  const BOX: Kind = { group, version: "v1", kind: "Box", plural: "boxes", namespaced: true };
  const DEFINITION = kindOf("apiextensions.k8s.io/v1", "CustomResourceDefinition");
  const object = (properties: Body, more: Body = {}): Body => ({ type: "object", properties, ...more });
  const number = { type: "integer" };

  async function served(): Promise<void> {
    const spec = object({
      a: object({ b: number, c: object({ d: number }) }),
      list: { type: "array", items: { type: "string" } },
      parts: {
        type: "array",
        items: object({ name: { type: "string" }, c: object({ d: number }) }, { required: ["name"] }),
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
      },
    });
    const schema = { openAPIV3Schema: object({ spec }) };
    const name = `boxes.${group}`;
    const versions = [{ name: "v1", served: true, storage: true, schema }];
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name },
      spec: { group, scope: "Namespaced", names: { kind: "Box", plural: "boxes" }, versions },
    };
    await apply(client, DEFINITION, definition, { fieldManager: "test" });
    await eventually("boxes are served", () => list(client, BOX, { namespace }).catch(() => undefined));
  }
  const ready = served();
  afterAll(() => remove(client, DEFINITION, { name: `boxes.${group}` }));

  const rows: [string, Body, Body, Body][] = [
    ["a map that became empty", { a: { b: 1 }, list: ["x"] }, { a: {}, list: ["x"] }, { a: {}, list: ["x"] }],
    ["a map below it", { a: { b: 1, c: { d: 1 } } }, { a: { b: 2, c: {} } }, { a: { b: 2, c: {} } }],
    ["its spec", { a: { b: 1 } }, {}, {}],
    [
      "a map in an element of a list",
      { parts: [{ name: "x" }, { name: "y", c: { d: 1 } }] },
      { parts: [{ name: "y", c: {} }] },
      { parts: [{ name: "y", c: {} }] },
    ],
  ];
  test.each(rows)("%s", async (_name, before, after, expected) => {
    await ready;
    const at: Target = { client, kind: BOX, namespace, name: randomNamespace("box") };
    const [from, to] = [
      manifestOf(BOX, at.name, { spec: before }),
      manifestOf(BOX, at.name, { spec: after }),
    ];
    await ensured(at, from);
    const { object: live } = await updated(at, from, to);
    expect(live["spec"]).toEqual(expected);
    const managers = live.metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`);
    expect(managers).toEqual(["alchemy-0b1e Apply"]);
    expect((await updated(at, to, to)).outcome).toBe("unchanged");
  });
});
