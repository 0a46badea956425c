/** Graphs that kro serves, through Alchemy: definition and instances are deployed, changed, refused and destroyed. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { startControlPlane, type ControlPlane } from "../control-plane/start.ts";
import { eventually, kubectl, kubectlWithInput, randomNamespace, until } from "../support/control-plane.ts";
import { cleanUp, later } from "./cleanup.ts";
import { newWorld, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { checkOutGraphs, type GraphStep } from "./graph-program.ts";
import { requestsOf } from "./requests.ts";

setDefaultTimeout(120_000);
afterAll(cleanUp);

const GROUP = "e2e.example.com";

/** A kind that no other test makes. */
function newKind(): { kind: string; plural: string; name: string } {
  const name = randomNamespace("g").replace("-", "");
  return { name, kind: `G${name.slice(1)}`, plural: `${name}s` };
}

interface Shape {
  /** Label that picks a fault stage for the pods. */
  fault?: string;
  spec?: Record<string, unknown>;
  env?: string;
}

function shopOf({ name, kind }: { name: string; kind: string }, { fault, spec, env }: Shape = {}): unknown {
  const labels = { app: "${schema.metadata.name}", ...(fault !== undefined && { "test/fault": fault }) };
  const container = {
    name: "web",
    image: "registry.test/web:1",
    env: [{ name: "MODE", value: env ?? "${schema.spec.mode}" }],
  };
  return {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name },
    spec: {
      schema: {
        apiVersion: "v1alpha1",
        kind,
        group: GROUP,
        spec: spec ?? { mode: 'string | default="fast"', replicas: "integer | default=1" },
        status: { ready: "${web.status.readyReplicas}", address: "http://${svc.metadata.name}" },
      },
      resources: [
        {
          id: "web",
          template: {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "${schema.metadata.name}" },
            spec: {
              replicas: spec === undefined ? "${schema.spec.replicas}" : 1,
              selector: { matchLabels: { app: "${schema.metadata.name}" } },
              template: {
                metadata: { labels },
                spec: { containers: [container], terminationGracePeriodSeconds: 0 },
              },
            },
          },
          readyWhen: ["${web.status.?readyReplicas.orValue(0) == web.spec.replicas}"],
        },
        {
          id: "svc",
          template: {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: "${schema.metadata.name}" },
            spec: { selector: { app: "${schema.metadata.name}" }, ports: [{ port: 80 }] },
          },
        },
      ],
    },
  };
}

interface Case {
  world: World;
  made: ReturnType<typeof newKind>;
  step: (shape?: Shape, instances?: GraphStep["instances"], options?: Record<string, unknown>) => GraphStep[];
  instance: (
    name: string,
    spec?: Record<string, unknown>,
    options?: Record<string, unknown>,
  ) => NonNullable<GraphStep["instances"]>[number];
  /** What the cluster has of the kind: definition of the graph, of the kind, instances. */
  left: () => Promise<string>;
}

async function newCase(): Promise<Case> {
  const [world, made] = [await newWorld(), newKind()];
  const all = `rgd/${made.name} crd/${made.plural}.${GROUP}`;
  later(async () => {
    for (const what of all.split(" ")) await kubectl("delete", what, "--ignore-not-found", "--wait=false");
  });
  return {
    world,
    made,
    step: (shape, instances = [], options = {}) => [
      { mode: "kro", document: shopOf(made, shape), instances, options },
    ],
    instance: (name, spec = {}, options = {}) => ({ name, namespace: world.name, spec, ...options }),
    left: async () => (await kubectl("get", ...all.split(" "), "--ignore-not-found", "-o", "name")).trim(),
  };
}

describe("a graph with instances", () => {
  test.concurrent.each(["sequential", "parallel"] as const)(
    "is deployed, left alone, changed and destroyed (%s)",
    async (strategy) => {
      const { world, step, instance, left } = await newCase();
      const checkout = await checkOutGraphs();
      const app = strategy === "parallel" ? { destroyStrategy: "parallel" as const } : {};
      const steps = step({}, [instance("eu", { replicas: 2 }), instance("us")]);
      const first = await checkout.up({ app, steps });
      expectSuccess(first);
      expect(first.outputs["eu"]).toMatchObject({
        name: "eu",
        status: { ready: 2, address: "http://eu", state: "ACTIVE" },
      });
      expect(first.outputs["us"]).toMatchObject({ name: "us", status: { ready: 1 } });
      expect(Object.keys(await checkout.state())).toHaveLength(3);

      const again = await requestsOf(new RegExp(world.name), () => checkout.up({ app, steps }));
      const { result: second, requests } = again;
      expectSuccess(second);
      expect(second.output).toContain("3 unchanged");
      expect(second.outputs["eu"]).toMatchObject({ status: { ready: 2 } });
      expect(requests.map(({ verb }) => verb)).toEqual(["list"]);

      const changed = await checkout.up({
        app,
        steps: step({ env: "slow" }, [instance("eu", { replicas: 3 }), instance("us")]),
      });
      expectSuccess(changed);
      expect(changed.outputs["eu"]).toMatchObject({ status: { ready: 3 } });
      const eu = await world.live("Deployment", "eu");
      expect(eu?.spec).toMatchObject({ replicas: 3 });

      expectSuccess(await checkout.destroy());
      expect(await left()).toBe("");
      expect(await world.names("Deployment")).toEqual([]);
      expect(await world.names("Service")).toEqual([]);
      expect(await checkout.state()).toEqual({});
    },
  );

  test.concurrent("an instance that the program drops is deleted with what it consists of", async () => {
    const { world, step, instance } = await newCase();
    const checkout = await checkOutGraphs();
    expectSuccess(await checkout.up(step({}, [instance("eu"), instance("us")])));
    expectSuccess(await checkout.up(step({}, [instance("us")])));
    expect(await world.names("Deployment")).toEqual(["us"]);
    expectSuccess(await checkout.destroy());
  });

  // kro goes on with the definition of a graph that had the name, and leaves the uid of that one on it.
  const graphs = ["deployed once", "made anew from a copy"];
  test.concurrent.each(graphs)("an instance that is somebody else's keeps a graph %s", async (how) => {
    const { world, made, step, instance, left } = await newCase();
    const checkout = await checkOutGraphs();
    expectSuccess(await checkout.up(step()));
    if (how !== graphs[0]) {
      const copy = await kubectl("get", "rgd", made.name, "-o", "json");
      await kubectlWithInput(copy, "replace", "--force", "-f", "-");
    }
    expectSuccess(await checkout.up(step({}, [instance("ours")])));
    const foreign = {
      apiVersion: `${GROUP}/v1alpha1`,
      kind: made.kind,
      metadata: { name: "foreign", namespace: world.name },
      spec: {},
    };
    await kubectlWithInput(foreign, "apply", "-f", "-");
    const run = await checkout.destroy();
    expect(run.code).toBe(1);
    expect(run.output).toContain(`${made.kind} ${world.name}/foreign`);
    expect(run.output).toContain("instances that are not ours");
    expect(await left()).toContain(made.name);
    expect(await world.names("Deployment")).toEqual(["foreign"]);
    await kubectl("delete", made.plural, "foreign", "-n", world.name);
    expectSuccess(await checkout.destroy());
    expect(await left()).toBe("");
  });

  test.concurrent("when somebody deleted the graph, instances keep the definition of their kind", async () => {
    const { world, made, step, instance, left } = await newCase();
    const checkout = await checkOutGraphs();
    const object = (name: string) => ({
      apiVersion: `${GROUP}/v1alpha1`,
      kind: made.kind,
      metadata: { name, namespace: world.name },
      spec: {},
    });
    const dying = async (name: string): Promise<string> =>
      kubectl("get", made.plural, name, "-n", world.name, "-o", "jsonpath={.metadata.deletionTimestamp}");
    expectSuccess(await checkout.up(step({}, [instance("kept", {}, { delete: false })])));
    await kubectl("delete", "rgd", made.name);
    const run = await checkout.destroy();
    expectSuccess(run);
    expect(run.output).toContain("the definition of its kind is kept, because it would take");
    expect(await dying("kept")).toBe("");

    // Whoever makes it anew serves what is there.
    expectSuccess(await checkout.up(step({}, [instance("kept", {}, { adopt: true })])));
    await kubectlWithInput(object("foreign"), "apply", "-f", "-");
    await eventually("it is served", () => world.live("Deployment", "foreign"));
    expectSuccess(await checkout.up(step()));
    await kubectl("delete", "rgd", made.name);
    const refused = await checkout.destroy();
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(
      "the definition of its kind stays, because it has instances that are not ours",
    );
    expect(await dying("foreign")).toBe("");
    expectSuccess(await checkout.up(step()));
    await kubectl("delete", made.plural, "foreign", "-n", world.name);
    expectSuccess(await checkout.destroy());
    expect(await left()).toBe("");
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("a graph that did not become ready leaves no definition of its kind", async () => {
    const { made, step, left } = await newCase();
    const checkout = await checkOutGraphs();
    const failed = await checkout.up(
      step({}, [], { wait: { condition: "Never" }, timeout: 3_000, delete: { timeout: 60_000 } }),
    );
    expectOneError(failed, made.name, "Never");
    const isMade = async (): Promise<boolean> => (await left()).includes(`${made.plural}.${GROUP}`);
    await until("kro has made it", isMade, 60_000);
    expectSuccess(await checkout.destroy());
    expect(await left()).toBe("");
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("the definition of the kind is kept when the program says so", async () => {
    const { made, step, left } = await newCase();
    const checkout = await checkOutGraphs();
    expectSuccess(await checkout.up(step({}, [], { definition: "keep" })));
    expectSuccess(await checkout.destroy());
    expect(await left()).toBe(`customresourcedefinition.apiextensions.k8s.io/${made.plural}.${GROUP}`);
  });
});

describe("what is wrong is told", () => {
  test.concurrent("a graph, before any request", async () => {
    const { made, step } = await newCase();
    const checkout = await checkOutGraphs();
    const wrong = step({ env: "${wbe.metadata.name}" });
    const { result, requests } = await requestsOf(new RegExp(made.name), () => checkout.up(wrong));
    expectOneError(result, "wbe");
    expect(requests).toEqual([]);
  });

  test.concurrent("a change of the schema that breaks instances, with the change and the remedy", async () => {
    const { step, instance } = await newCase();
    const checkout = await checkOutGraphs();
    expectSuccess(await checkout.up(step({}, [instance("eu", { mode: "slow" })])));
    const narrow = { env: "fixed", spec: { size: "string | required=true" } };
    const run = await checkout.up(step(narrow, [instance("eu", { size: "1" })]));
    expectOneError(run, "mode", "allowBreakingChanges");
    expectSuccess(
      await checkout.up(step(narrow, [instance("eu", { size: "1" })], { allowBreakingChanges: true })),
    );
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("the name of an instance is taken", async () => {
    const { world, made, step, instance } = await newCase();
    const checkout = await checkOutGraphs();
    expectSuccess(await checkout.up(step()));
    const foreign = {
      apiVersion: `${GROUP}/v1alpha1`,
      kind: made.kind,
      metadata: { name: "eu", namespace: world.name },
      spec: {},
    };
    await kubectlWithInput(foreign, "apply", "-f", "-");
    expectOneError(await checkout.up(step({}, [instance("eu")])), `${made.kind} ${world.name}/eu`, "adopt");
    expectSuccess(await checkout.up(step({}, [instance("eu", {}, { adopt: true })])));
    expectSuccess(await checkout.destroy());
    expect(await world.names("Deployment")).toEqual([]);
  });

  test.concurrent("an instance that does not become ready, with kro's message and the object that holds it up", async () => {
    const { world, made, step, instance } = await newCase();
    const checkout = await checkOutGraphs();
    const steps = step({ fault: "image-pull" }, [instance("eu", {}, { timeout: 6_000 })]);
    const run = await checkout.up(steps);
    expectOneError(run, `${made.kind} ${world.name}/eu`, "6 s", "Pod eu-", "container web: ImagePullBackOff");
    expect(run.output).toContain(`chain      ${made.kind} ${world.name}/eu → Deployment eu → ReplicaSet eu-`);
    expectSuccess(await checkout.destroy());
    expect(await world.names("Deployment")).toEqual([]);
  });
});

describe("a cluster", () => {
  let other: ControlPlane;
  beforeAll(async () => {
    other = await startControlPlane({ kro: false });
  });
  afterAll(() => other.stop());
  const env = (): Record<string, string> => ({ KUBECONFIG: other.environment.KUBECONFIG });
  const onOther = (...args: string[]): Promise<string> =>
    kubectl("--kubeconfig", other.environment.KUBECONFIG, ...args);

  test("without kro: how to install it", async () => {
    const made = newKind();
    const checkout = await checkOutGraphs();
    const run = await checkout.up([{ mode: "kro", document: shopOf(made), instances: [] }], { env: env() });
    expectOneError(run, "kro is not installed", "https://kro.run");
    expect(await checkout.state()).toEqual({});
  });

  test("with kro's definitions, but without its controller: the time-out says so", async () => {
    const crds = await kubectl(
      "get",
      "crd",
      "-o",
      "yaml",
      "resourcegraphdefinitions.kro.run",
      "graphrevisions.internal.kro.run",
    );
    await kubectlWithInput(crds, "--kubeconfig", other.environment.KUBECONFIG, "create", "-f", "-");
    await until("the kind is served", async () => (await onOther("api-resources")).includes("rgd"));
    const made = newKind();
    const checkout = await checkOutGraphs();
    const steps: GraphStep[] = [
      { mode: "kro", document: shopOf(made), instances: [], options: { timeout: 3_000 } },
    ];
    expectOneError(await checkout.up(steps, { env: env() }), made.name, "does its controller run?");
    expectSuccess(await checkout.destroy({ env: env() }));
    expect(await checkout.state()).toEqual({});
  });
});
