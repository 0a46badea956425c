/** Graphs as a program writes them, judged and reconciled by the real kro controller. */

import { afterAll, beforeAll, expect, test } from "bun:test";
import { externalRef } from "../../../providers/kro/external-ref.ts";
import { graphDefinition } from "../../../providers/kro/graph-definition.ts";
import type { GraphDefinition } from "../../../providers/kro/graph-types.ts";
import {
  simpleConfigMap,
  simpleDeployment,
  simpleIngress,
  simpleJob,
  simplePvc,
  simpleSecret,
  simpleService,
  simpleStatefulSet,
} from "../../../providers/kro/simple/index.ts";
import { template } from "../../../providers/kro/template.ts";
import { READY_RULES } from "../../../src/graph/builder/readiness.ts";
import { cel, optional, text } from "../../../src/graph/builder/cel-tag.ts";
import { literal } from "../../../src/graph/builder/cel-text.ts";
import { eventually, kubectl, kubectlWithInput, randomNamespace } from "../../support/control-plane.ts";

const namespace = randomNamespace("graph");
const group = `${namespace}.example.com`;

interface Live {
  status?: {
    state?: string;
    conditions?: { type: string; status: string; message?: string }[];
    [field: string]: unknown;
  };
  data?: Record<string, string>;
}

async function get(kind: string, name: string): Promise<Live | undefined> {
  const out = await kubectl("-n", namespace, "get", kind, name, "-o", "json", "--ignore-not-found");
  return out === "" ? undefined : (JSON.parse(out) as Live);
}

/** Applies a graph and waits for kro's verdict. */
async function accept(
  graph: GraphDefinition<never, never, never> | { name: string; toYaml(): string },
): Promise<void> {
  await kubectlWithInput(graph.toYaml(), "apply", "-f", "-");
  const verdict = await eventually("kro judged the graph", async () => {
    const conditions = (await get("rgd", graph.name))?.status?.conditions ?? [];
    const accepted = conditions.find(({ type }) => type === "GraphAccepted");
    if (accepted?.status === "False") return accepted.message;
    return conditions.some(({ type, status }) => type === "Ready" && status === "True")
      ? "accepted"
      : undefined;
  });
  expect(verdict).toBe("accepted");
}

async function active(kind: string, name: string): Promise<Live> {
  let last: Live | undefined;
  return eventually(
    `${kind} ${name} is active`,
    async () => {
      last = await get(`${kind}.${group}`, name);
      return last?.status?.state === "ACTIVE" ? last : undefined;
    },
    30_000,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${JSON.stringify(last?.status)}`);
  });
}

// Without the controller nothing here can be seen: see KRO in test/control-plane/main.ts.
const onKro = test.skipIf(process.env["CONTROL_PLANE_KRO"] !== "1");

beforeAll(async () => {
  await kubectl("create", "namespace", namespace);
  const settings = (name: string, labels: Record<string, string>): object => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace, labels },
    data: { TIER: name },
  });
  await kubectlWithInput([settings("one", { set: "a" }), settings("two", { set: "a" })], "apply", "-f", "-");
});
afterAll(async () => {
  await kubectl("delete", "namespace", namespace, "--wait=false");
  const graphs = await kubectl("get", "rgd", "-o", "name");
  for (const graph of graphs.split("\n").filter((name) => name.includes(namespace)))
    await kubectl("delete", graph);
});

onKro(
  "takes every modifier and every form of reference",
  async () => {
    const Shop = graphDefinition(
      `${namespace}-shop`,
      (schema) => {
        const migrate = simpleJob({ name: text`${schema.spec.name}-migrate`, image: "shop/api:1" });
        const web = simpleDeployment(
          {
            name: schema.spec.name,
            image: "nginx:1.29",
            replicas: schema.spec.replicas,
            env: {
              HOST: optional(schema.spec.host, "localhost"),
              UID: schema.metadata.uid,
              SCRIPT: literal("echo ${HOME}"),
            },
            ports: [80],
          },
          { dependsOn: [migrate] },
        );
        const svc = template.Service(
          {
            metadata: { name: schema.spec.name },
            spec: { selector: { app: schema.spec.name }, ports: [{ port: 80 }] },
          },
          {
            includeWhen: cel`${schema.spec.replicas} > 0`,
            readyWhen: (self) => cel`${self.spec.clusterIP} != ""`,
          },
        );
        const regional = template.ConfigMap(
          (each) => ({
            metadata: {
              name: text`${schema.spec.name}-${each.region}`,
              labels: { "app.kubernetes.io/part-of": schema.spec.name },
            },
            data: {
              region: each.region,
              url: text`http://${svc.metadata.name}:${schema.spec.replicas}/${svc.spec.ports[0].port}`,
            },
          }),
          {
            forEach: { region: schema.spec.regions },
            readyWhen: (each) => cel`size(${each.data}) == 2`,
            includeWhen: schema.spec.regional,
          },
        );
        const after = template.ConfigMap(
          {
            metadata: { name: text`${schema.spec.name}-after` },
            data: { first: regional[0].metadata.name, done: "yes" },
          },
          { dependsOn: [regional, web] },
        );
        const settings = externalRef(template.ConfigMap, { name: "one" });
        const all = externalRef(template.ConfigMap, {
          namespace: schema.metadata.namespace,
          selector: { matchLabels: { set: "a" } },
        });
        const summary = template.ConfigMap({
          metadata: { name: text`${schema.spec.name}-summary` },
          data: {
            tier: settings.data["TIER"],
            count: cel<string>`string(size(${all}))`,
            names: cel<string>`${regional}.map(c, c.metadata.name).join(",")`,
            label: cel<string>`${regional}[0].metadata.labels["app.kubernetes.io/part-of"]`,
            nested: cel<string>`${cel<string>`"a" + ${schema.spec.name}`} + "\n" + string(${[1, 2]}[0])`,
          },
        });
        return {
          resources: { migrate, web, svc, regional, after, settings, all, summary },
          status: {
            ready: web.status.readyReplicas,
            url: cel<string>`"http://" + ${svc.metadata.name}`,
            address: text`${svc.spec.clusterIP}:${svc.spec.ports[0].port}`,
          },
        };
      },
      {
        apiVersion: `${group}/v1alpha1`,
        kind: "Shop",
        spec: {} as { name: string; replicas: number; host?: string; regions: string[]; regional: boolean },
      },
    );
    expect(Shop.warnings).toEqual([]);
    await accept(Shop);
    const instance = Shop.getInstance(
      { name: "eu", replicas: 2, regions: ["north", "south"], regional: true },
      { name: "eu", namespace },
    );
    await kubectlWithInput(JSON.stringify(instance), "apply", "-f", "-");
    const { status } = await active("shop", "eu");
    expect(status).toMatchObject({ ready: 2, url: "http://eu" });
    expect(String(status?.["address"])).toMatch(/^10\.[0-9.]+:80$/);
    expect((await get("configmap", "eu-summary"))?.data).toEqual({
      tier: "one",
      count: "2",
      names: "eu-north,eu-south",
      label: "eu",
      nested: "aeu\n1",
    });
    expect((await get("configmap", "eu-north"))?.data).toEqual({ region: "north", url: "http://eu:2/80" });
    expect((await get("configmap", "eu-after"))?.data).toEqual({ first: "eu-north", done: "yes" });
    await kubectl("-n", namespace, "delete", `shop.${group}`, "eu", "--timeout=40s");
    expect(
      await kubectl("-n", namespace, "get", "deployment,job,service,configmap", "-o", "name"),
    ).not.toContain("eu");
  },
  90_000,
);

onKro(
  "waits for the readyWhen of what a resource depends on, and takes the condition of every kind",
  async () => {
    const Gate = graphDefinition(
      `${namespace}-gate`,
      (schema) => {
        const metadata = { name: schema.spec.name };
        const pods = {
          selector: { matchLabels: { app: schema.spec.name } },
          template: {
            metadata: { labels: { app: schema.spec.name } },
            spec: { containers: [{ name: "main", image: "nginx" }] },
          },
        };
        const gate = template.ConfigMap(
          { metadata: { name: text`${schema.spec.name}-gate` }, data: { open: "no" } },
          {
            readyWhen: (self) =>
              cel`${optional(self.metadata.annotations["open"] ?? self.kind, "no")} == "yes"`,
          },
        );
        const deployment = template.Deployment({ metadata, spec: { ...pods, replicas: 2 } });
        const set = template.StatefulSet({
          metadata,
          spec: { ...pods, serviceName: schema.spec.name, replicas: 2 },
        });
        const daemon = template.DaemonSet({ metadata, spec: pods });
        const replicas = template.ReplicaSet({ metadata, spec: pods });
        const pod = template.Pod({ metadata, spec: { containers: [{ name: "main", image: "nginx" }] } });
        const job = template.Job(
          (each) => ({
            metadata: { name: text`${schema.spec.name}-${each.step}` },
            spec: {
              template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image: "x" }] } },
            },
          }),
          { forEach: { step: ["a", "b"] } },
        );
        const last = template.ConfigMap(
          { metadata: { name: text`${schema.spec.name}-last` } },
          { dependsOn: [gate, deployment, set, daemon, replicas, pod, job] },
        );
        return { gate, deployment, set, daemon, replicas, pod, job, last };
      },
      { apiVersion: `${group}/v1`, kind: "Gate", spec: { name: "string | required=true" } },
    );
    await accept(Gate);
    const resources = Gate.graph.resources.filter(({ readyWhen }) => readyWhen !== undefined);
    expect(resources.map(({ id }) => id)).toEqual([
      "gate",
      "deployment",
      "set",
      "daemon",
      "replicas",
      "pod",
      "job",
    ]);
    const instance = Gate.getInstance({ name: "all" }, { name: "all", namespace });
    await kubectlWithInput(JSON.stringify(instance), "apply", "-f", "-");
    await eventually("the gate is made", () => get("configmap", "all-gate"));
    await eventually("the last Job is made", () => get("job", "all-b"));
    await kubectl("-n", namespace, "wait", "--for=condition=Complete", "job/all-b", "--timeout=20s");
    await Bun.sleep(4_000);
    expect(await get("configmap", "all-last")).toBeUndefined();
    await kubectl("-n", namespace, "annotate", "configmap/all-gate", "open=yes");
    await active("gate", "all");
    expect(await get("configmap", "all-last")).toBeDefined();
    await kubectl("-n", namespace, "delete", `gate.${group}`, "all", "--timeout=40s");
  },
  90_000,
);

onKro(
  "takes every simple function, a graph in a graph and its instance as an external reference",
  async () => {
    const Database = graphDefinition(
      `${namespace}-database`,
      (schema) => {
        const set = simpleStatefulSet({
          name: schema.spec.name,
          image: "postgres:16",
          ports: [5432],
          env: {
            POSTGRES_PASSWORD: { valueFrom: { secretKeyRef: { name: schema.spec.name, key: "password" } } },
          },
          volumeClaimTemplates: [
            {
              metadata: { name: "data" },
              spec: {
                accessModes: ["ReadWriteOnce"],
                resources: { requests: { storage: schema.spec.storage } },
              },
            },
          ],
        });
        const svc = simpleService({ name: schema.spec.name, ports: [{ port: 5432 }], clusterIP: "None" });
        return {
          resources: { set, svc },
          status: {
            host: text`${svc.metadata.name}.${svc.metadata.namespace}`,
            port: svc.spec.ports[0].port,
          },
        };
      },
      { apiVersion: `${group}/v1alpha1`, kind: "Database", spec: {} as { name: string; storage: string } },
    );
    await accept(Database);
    const App = graphDefinition(
      `${namespace}-app`,
      (schema) => {
        const name = schema.spec.name;
        const db = Database.template(
          { metadata: { name: text`${name}-db` }, spec: { name: text`${name}-db`, storage: "1Gi" } },
          { readyWhen: (self) => cel`${optional(self.status.host, "")} != ""` },
        );
        const shared = externalRef(Database, { name: "shared" });
        const config = simpleConfigMap({
          name,
          data: { HOST: db.status.host, SHARED: shared.status.host, PORT: text`${db.status.port}` },
        });
        const secret = simpleSecret({ name, stringData: { URL: text`postgres://${db.status.host}` } });
        const claim = simplePvc({ name, size: "1Gi" });
        const web = simpleDeployment({ name, image: "nginx", env: { HOST: db.status.host } });
        const ingress = simpleIngress({
          name,
          rules: [
            {
              host: text`${name}.example.com`,
              http: {
                paths: [
                  { path: "/", pathType: "Prefix", backend: { service: { name, port: { number: 80 } } } },
                ],
              },
            },
          ],
        });
        return {
          resources: { db, shared, config, secret, claim, web, ingress },
          status: { host: db.status.host },
        };
      },
      { apiVersion: `${group}/v1alpha1`, kind: "App", spec: { name: "string | required=true" } },
    );
    await accept(App);
    const shared = Database.getInstance({ name: "shared", storage: "1Gi" }, { name: "shared", namespace });
    await kubectlWithInput(JSON.stringify(shared), "apply", "-f", "-");
    await kubectlWithInput(
      JSON.stringify(App.getInstance({ name: "app" }, { name: "app", namespace })),
      "apply",
      "-f",
      "-",
    );
    const { status } = await active("app", "app");
    expect(status?.["host"]).toBe(`app-db.${namespace}`);
    expect((await get("configmap", "app"))?.data).toEqual({
      HOST: `app-db.${namespace}`,
      SHARED: `shared.${namespace}`,
      PORT: "5432",
    });
    await kubectl("-n", namespace, "delete", `app.${group}/app`, `database.${group}/shared`, "--timeout=60s");
  },
  120_000,
);

test("every kind with a usual condition has a template", () => {
  const kinds = new Set(
    Object.values(template).map((make) => ("kind" in make ? `${make.apiVersion}/${make.kind}` : "")),
  );
  expect(Object.keys(READY_RULES).filter((kind) => !kinds.has(kind))).toEqual([]);
});
