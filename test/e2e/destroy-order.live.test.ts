/** A stack whose parts need each other to be deleted, destroyed in orders that Alchemy may come to, and interrupted. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { randomNamespace, until } from "../support/control-plane.ts";
import { seedOf } from "../support/random.ts";
import { onEmbedded } from "../support/target.ts";
import { checkOut, type Checkout } from "./checkout.ts";
import { cleanUp, later } from "./cleanup.ts";
import { api, restrictedUser, worldOf, writeKubeconfig } from "./cluster.ts";
import { definitionOf } from "./definition.ts";
import { destroyInOrder } from "./destroy-order.ts";
import { expectSuccess } from "./errors.ts";
import { fresh, type Body } from "./fresh.ts";
import { configMap, deployment, secret, type ResourceStep, type Stack, type Step } from "./stack.ts";

setDefaultTimeout(120_000);
afterAll(cleanUp);

const SEED = seedOf();
console.log(`SEED=${SEED}`);

/** Where the instance of the graph is, that the stack makes. */
const CLUSTER_WIDE: Record<string, (name: string) => string> = {
  namespace: (name) => `/api/v1/namespaces/${name}`,
  definition: (name) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.${name}.test`,
  graph: (name) => `/apis/kro.run/v1alpha1/resourcegraphdefinitions/${name}`,
  "the graph's definition": (name) =>
    `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/shops.${name}.kro`,
};

const manifest = (id: string, body: Body, options: Body = {}): ResourceStep => ({
  kind: "Manifest",
  id,
  props: { manifest: body, ...options },
});

/** Mounts the claim `data`. */
const USES_CLAIM = {
  spec: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] },
};

function withClaim(step: ResourceStep): ResourceStep {
  const spec = step.props["spec"] as { template: { spec: Body } };
  Object.assign(spec.template.spec, USES_CLAIM.spec);
  return step;
}

function stackIn(name: string): Step[] {
  const at = (object: string, more: Body = {}): Body => ({ namespace: name, name: object, ...more });
  const kind = (kind: string, id: string, props: Body): ResourceStep => ({ kind, id, props });
  return [
    kind("Namespace", "home", { metadata: { name } }),
    {
      together: [
        manifest("definition", definitionOf(`${name}.test`)),
        manifest("graph", graph(name)),
        kind("ServiceAccount", "web", { metadata: at("web") }),
        kind("Role", "web", {
          metadata: at("web"),
          rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
        }),
        kind("RoleBinding", "web", {
          metadata: at("web"),
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "web" },
          subjects: [{ kind: "ServiceAccount", name: "web", namespace: name }],
        }),
        kind("PersistentVolumeClaim", "data", {
          metadata: at("data"),
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        }),
        configMap("web", at("web")),
        secret("web", at("web"), { key: "value" }),
        kind("Service", "web", {
          metadata: at("web"),
          spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
        }),
      ],
    },
    withClaim(deployment("web", at("web"))),
    deployment("operator", at("operator")),
    manifest("thing", {
      apiVersion: `${name}.test/v1`,
      kind: "Thing",
      metadata: at("web", { finalizers: [`${name}.test/clean`] }),
      spec: { a: "1" },
    }),
    manifest("shop", { apiVersion: `${name}.kro/v1`, kind: "Shop", metadata: at("web"), spec: { size: 1 } }),
  ];
}

function graph(name: string): Body {
  return {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name },
    spec: {
      schema: { apiVersion: "v1", kind: "Shop", group: `${name}.kro`, spec: { size: "integer" } },
      resources: [
        {
          id: "config",
          template: {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: "${schema.metadata.name}-shop" },
            data: { size: "${string(schema.spec.size)}" },
          },
        },
      ],
    },
  };
}

/** Stands for an operator: it cleans up after Things for as long as its Deployment is there. */
function operate(name: string): void {
  const things = `/apis/${name}.test/v1/namespaces/${name}/things`;
  const round = async (): Promise<void> => {
    const thing = await api(`${things}/web`);
    const operator = await worldOf(name).live("Deployment", "operator");
    if (thing?.metadata.deletionTimestamp === undefined || operator === undefined) return;
    if (operator.metadata.deletionTimestamp !== undefined) return;
    const body = { metadata: { finalizers: null } };
    await api(`${things}/web`, { method: "PATCH", contentType: "application/merge-patch+json", body });
  };
  const over = new AbortController();
  later(() => over.abort());
  void (async () => {
    while (!over.signal.aborted) {
      // While the definition comes and goes the server answers in many ways.
      await round().catch(() => undefined);
      await Bun.sleep(300);
    }
  })();
}

async function deployed(): Promise<{ name: string; checkout: Checkout }> {
  const name = randomNamespace("order");
  const checkout = await checkOut();
  operate(name);
  later(() => api(`/api/v1/namespaces/${name}`, { method: "DELETE" }));
  expectSuccess(await checkout.up(stackIn(name)));
  expect(Object.keys(await checkout.state())).toHaveLength(14);
  return { name, checkout };
}

async function expectNothingLeft(name: string, checkout: Checkout): Promise<void> {
  expect(await checkout.state()).toEqual({});
  for (const [what, path] of Object.entries(CLUSTER_WIDE))
    expect(await api(path(name)), what).toBeUndefined();
}

describe("destroyed one after the other, beginning with", () => {
  const firsts = [
    "namespace-home",
    "persistentvolumeclaim-data",
    "manifest-graph",
    "manifest-definition",
    "deployment-operator",
    "rolebinding-web",
  ];
  test.concurrent.each(firsts)("%s, the rest at random", async (first) => {
    const { name, checkout } = await deployed();
    const order = await destroyInOrder(checkout, SEED, first);
    const run = await checkout.destroy();
    expect(run.code, `${order.join(" ")}\n${run.output}`).toBe(0);
    expectSuccess(run);
    await expectNothingLeft(name, checkout);
  });
});

describe("destroyed all at once", () => {
  const app: Stack["app"] = { destroyStrategy: "parallel" };

  test.concurrent("twice", async () => {
    const { name, checkout } = await deployed();
    for (let round = 0; round < 2; round += 1) expectSuccess(await checkout.destroy({ app }));
    await expectNothingLeft(name, checkout);
  });

  test.concurrent("killed in the middle, and destroyed again", async () => {
    const { name, checkout } = await deployed();
    const run = checkout.start({ app }, { args: ["--destroy"] });
    await run.says("[deleted]");
    run.kill("SIGKILL");
    await run.ended;
    const left = Object.keys(await checkout.state());
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(14);
    expectSuccess(await checkout.destroy({ app }));
    await expectNothingLeft(name, checkout);
  });

  test.concurrent("after half of it was deleted by hand", async () => {
    const { name, checkout } = await deployed();
    const world = worldOf(name);
    await Promise.all([
      world.drop("ConfigMap", "web"),
      world.drop("Secret", "web"),
      world.drop("Deployment", "web"),
      world.drop("RoleBinding", "web"),
      api(`/apis/${name}.test/v1/namespaces/${name}/things/web`, { method: "DELETE" }),
    ]);
    expectSuccess(await checkout.destroy({ app }));
    await expectNothingLeft(name, checkout);
  });

  test.concurrent("with too little time, and then with enough", async () => {
    const { name, checkout } = await deployed();
    const short = { ...app, kubernetes: { delete: { timeout: 1 } } };
    const late = await checkout.destroy({ app: short });
    expect(late.code, late.output).toBe(1);
    expect(late.output).toContain("still being deleted after 0.001 s");
    expectSuccess(await checkout.destroy({ app }));
    await expectNothingLeft(name, checkout);
  });
});

describe("dropped by the program, while the rest stays", () => {
  test.concurrent("a claim and what uses it", async () => {
    const { world, checkout } = await fresh();
    const stays = configMap("stays", { namespace: world.name, name: "stays" });
    const dropped = stackIn(world.name).flatMap((step) => ("together" in step ? step.together : [step]));
    const ids = ["data", "web"];
    const some = dropped.filter(
      (step): step is ResourceStep =>
        "kind" in step &&
        ids.includes(step.id) &&
        ["PersistentVolumeClaim", "Deployment"].includes(step.kind),
    );
    expectSuccess(await checkout.up([stays, ...some]));
    await destroyInOrder(checkout, SEED, "persistentvolumeclaim-data");
    expectSuccess(await checkout.up([stays]));
    expect(await world.names("PersistentVolumeClaim")).toEqual([]);
    expect(await world.names("Deployment")).toEqual([]);
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/configmap-stays.json"]);
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("what uses a claim that gets another name", async () => {
    const { world, checkout } = await fresh();
    const claim = (name: string): ResourceStep => ({
      kind: "PersistentVolumeClaim",
      id: "data",
      props: {
        metadata: { namespace: world.name, name },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        allowDataLoss: true,
        delete: { timeout: 20_000 },
      },
    });
    const user = withClaim(deployment("web", { namespace: world.name, name: "web" }));
    expectSuccess(await checkout.up([claim("data"), user]));
    expectSuccess(await checkout.up([claim("other")]));
    expect(await world.names("PersistentVolumeClaim")).toEqual(["other"]);
    expect(await world.names("Deployment")).toEqual([]);
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/persistentvolumeclaim-data.json"]);
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("the instances of a graph that gets another name", async () => {
    const { world, checkout } = await fresh();
    const [one, two] = [randomNamespace("order"), randomNamespace("order")];
    const shop: ResourceStep = manifest("shop", {
      apiVersion: `${one}.kro/v1`,
      kind: "Shop",
      metadata: { namespace: world.name, name: "web" },
      spec: { size: 1 },
    });
    expectSuccess(await checkout.up([manifest("graph", graph(one)), { scope: "inner", steps: [shop] }]));
    const path = CLUSTER_WIDE["graph"] ?? String;
    later(() => api(path(one), { method: "DELETE" }));
    expectSuccess(await checkout.up([manifest("graph", graph(two), { allowDataLoss: true })]));
    expect(await api(path(one))).toBeUndefined();
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(Object.keys(await checkout.state())).toEqual(["shop/test/manifest-graph.json"]);
    expectSuccess(await checkout.destroy());
    expect(await api(path(two))).toBeUndefined();
  });

  test.concurrent("a claim that something of the program still uses: it waits, says for whom, and takes nothing along", async () => {
    const { world, checkout } = await fresh();
    const at = { namespace: world.name, name: "web" };
    const user = withClaim(deployment("web", at));
    const claim: ResourceStep = {
      kind: "PersistentVolumeClaim",
      id: "data",
      props: {
        metadata: { namespace: world.name, name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        delete: { timeout: 4_000 },
      },
    };
    expectSuccess(await checkout.up([claim, user]));
    const refused = await checkout.up([user]);
    expect(refused.code, refused.output).toBe(1);
    expect(refused.output).toMatch(
      /once no pod uses the claim \(left: Pod \S+\/web-\S+\)\. Delete what it waits for \(Deployment \S+\/web\), then run again\./,
    );
    expect(await world.names("Deployment")).toEqual(["web"]);
    expectSuccess(await checkout.destroy());
    expect(await world.names("PersistentVolumeClaim")).toEqual([]);
    expect(await checkout.state()).toEqual({});
  });
});

test.concurrent.skipIf(onEmbedded("permissions"))(
  "the permissions that the stack gives to whoever destroys it go last",
  async () => {
    const { world, checkout } = await fresh();
    const all = ["get", "list", "watch", "create", "patch", "delete"];
    const user = await restrictedUser(world, [
      {
        apiGroups: ["rbac.authorization.k8s.io"],
        resources: ["roles", "rolebindings"],
        verbs: [...all, "escalate", "bind"],
      },
    ]);
    const env = { KUBECONFIG: await writeKubeconfig({ token: user.token }) };
    const metadata = { namespace: world.name, name: "own" };
    const access: Step[] = [
      {
        kind: "Role",
        id: "own",
        props: { metadata, rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: all }] },
      },
      {
        kind: "RoleBinding",
        id: "own",
        props: {
          metadata,
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "own" },
          subjects: [{ kind: "ServiceAccount", name: "restricted", namespace: world.name }],
        },
      },
    ];
    expectSuccess(await checkout.up(access, { env }));
    const whole = [...access, ...["a", "b"].map((name) => configMap(name, { namespace: world.name, name }))];
    await until("the permission has come", async () => {
      const run = await checkout.up(whole, { env });
      return run.code === 0;
    });
    for (const first of ["rolebinding-own", "role-own"]) {
      expectSuccess(await checkout.up(whole, { env }));
      await destroyInOrder(checkout, SEED, first);
      expectSuccess(await checkout.destroy({ env }));
      expect(await checkout.state()).toEqual({});
      expect(await world.names("ConfigMap")).toEqual([]);
      expect(await world.names("Role")).toEqual(["restricted"]);
      if (first === "role-own") break;
      expectSuccess(await checkout.up(access, { env }));
      await Bun.sleep(500);
    }
  },
);
