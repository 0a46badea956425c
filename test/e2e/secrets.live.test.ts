/** Secret values reach the cluster and nothing else: no state file, annotation, line of output or error. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { variable } from "../support/control-plane.ts";
import type { Checkout, Run } from "./checkout.ts";
import { cleanUp } from "./cleanup.ts";
import { type KnownKind, type Live, type World } from "./cluster.ts";
import { define } from "./definition.ts";
import { errorsIn, expectOneError, expectSuccess } from "./errors.ts";
import { at, fresh } from "./fresh.ts";
import { checkOutGraphs, type GraphStep } from "./graph-program.ts";
import { requestsOf } from "./requests.ts";
import { configMap, deployment, secret, type Step } from "./stack.ts";
import { base64, expectNoTrace } from "./traces.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

const canary = (name: string): string => `canary-${name}-${randomBytes(9).toString("hex")}`;
/** What state holds, and what the objects show beside their content. */
async function traces(checkout: Checkout, world: World): Promise<string> {
  const kinds: KnownKind[] = ["ConfigMap", "Secret", "Deployment"];
  const objects = await Promise.all(kinds.map((kind) => world.live(kind, "web")));
  const shown = objects.map((object) => object?.metadata);
  return JSON.stringify([await checkout.state(), shown]);
}

interface Values {
  plain: string;
  marked: string;
  encoded: string;
  inPod: string;
  inMap: string;
}

const newValues = (): Values => ({
  plain: canary("plain"),
  marked: canary("marked"),
  encoded: canary("encoded"),
  inPod: canary("pod"),
  inMap: canary("map"),
});

/** A program with a secret value in every place. */
function program(world: World, values: Values): Step[] {
  const stringData = { plain: values.plain, marked: { $secret: values.marked } };
  return [
    {
      kind: "Secret",
      id: "web",
      props: { metadata: at(world), stringData, data: { encoded: base64(values.encoded) } },
    },
    configMap("web", at(world), { data: { secret: { $secret: values.inMap }, public: "1" } }),
    deployment("web", at(world), { container: { env: [{ name: "KEY", value: { $secret: values.inPod } }] } }),
  ];
}

/** A graph that makes a ConfigMap of a Secret that is there, and another one of that. */
function reader(namespace: string): GraphStep {
  const nodeOf = (id: string, data: Record<string, string>): unknown => ({
    id,
    template: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: id }, data },
  });
  const document = {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name: "reader" },
    spec: {
      schema: { apiVersion: "v1alpha1", kind: "Reader", spec: {} },
      resources: [
        { id: "db", externalRef: { apiVersion: "v1", kind: "Secret", metadata: { name: "db" } } },
        nodeOf("via", { url: "db://${string(db.data.key)}", secret: "${db.metadata.name}" }),
        nodeOf("web", { url: "${via.data.url}/shop" }),
      ],
    },
  };
  return { document, mode: "direct", instances: [{ name: "eu", namespace, spec: {} }] };
}

test.concurrent("of Secrets that a graph reads arrive, and leave no trace in state", async () => {
  const [{ world }, checkout] = [await fresh(), await checkOutGraphs()];
  await world.make("Secret", "db");
  for (const key of [canary("read"), canary("changed")]) {
    await world.edit("Secret", "db", { data: { key: base64(key) } });
    for (let round = 0; round < 2; round += 1) {
      expectSuccess(await checkout.up([reader(world.name)]));
      expectNoTrace(JSON.stringify(await checkout.state()), [key]);
    }
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ url: `db://${key}/shop` });
    expect((await world.live("ConfigMap", "via"))?.data).toEqual({ url: `db://${key}`, secret: "db" });
  }
  expectSuccess(await checkout.destroy());
  expect(await world.names("ConfigMap")).toEqual([]);
});

describe("secret values", () => {
  test.concurrent("arrive, leave no trace, and are written when they changed and only then", async () => {
    const { world, checkout } = await fresh();
    const values = newValues();
    const changed = {
      ...values,
      plain: canary("changed"),
      inPod: canary("changed"),
      inMap: canary("changed"),
    };
    const all = [...Object.values(values), ...Object.values(changed)] as string[];
    const runs: Run[] = [];
    const run = async (given: Values): Promise<string[]> => {
      const { result, writes } = await requestsOf(world, () => checkout.up(program(world, given)));
      runs.push(result);
      expectSuccess(result);
      expectNoTrace(await traces(checkout, world), all);
      return writes.map(({ object }) => object?.resource ?? "");
    };
    expect(await run(values)).toEqual(["secrets", "configmaps", "deployments"]);
    const data = (await world.live("Secret", "web"))?.data ?? {};
    expect(data).toEqual({
      plain: base64(values.plain),
      marked: base64(values.marked),
      encoded: base64(values.encoded),
    });
    expect((await world.live("ConfigMap", "web"))?.data).toEqual({ secret: values.inMap, public: "1" });
    expect(JSON.stringify((await world.live("Deployment", "web"))?.spec)).toContain(values.inPod);

    expect(await run(values)).toEqual([]);
    expect(await run({ ...values, plain: changed.plain })).toEqual(["secrets"]);
    expect(await run({ ...values, plain: changed.plain, inPod: changed.inPod })).toEqual(["deployments"]);
    expect(await run(changed)).toEqual(["configmaps"]);
    expect(await run(changed)).toEqual([]);
    expect((await world.live("Secret", "web"))?.data?.["plain"]).toBe(base64(changed.plain));
    runs.push(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
    expectNoTrace(runs.map(({ output }) => output).join("\n"), all);
  });

  test.concurrent("leave no trace in a run that is killed either, and arrive with the next", async () => {
    const { world, checkout } = await fresh();
    const value = canary("killed");
    const web = (fault: Record<string, unknown>): Step =>
      deployment("web", at(world), {
        ...fault,
        container: { env: [{ name: "KEY", value: { $secret: value } }] },
      });
    const run = checkout.start([web({ fault: "never-ready" })]);
    await run.says("0/1 replicas");
    run.kill("SIGKILL");
    await run.ended;
    expectNoTrace(await traces(checkout, world), [value]);
    expectSuccess(await checkout.up([web({})]));
    expect(JSON.stringify((await world.live("Deployment", "web"))?.spec)).toContain(value);
    expectNoTrace(await traces(checkout, world), [value]);
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("that the manifest drops are dropped from the object", async () => {
    const { world, checkout } = await fresh();
    const { plain, marked } = newValues();
    expectSuccess(await checkout.up([secret("web", at(world), { plain, marked: { $secret: marked } })]));
    expectSuccess(await checkout.up([secret("web", at(world), { plain })]));
    expect((await world.live("Secret", "web"))?.data).toEqual({ plain: base64(plain) });
    expectSuccess(await checkout.up([secret("web", at(world), {})]));
    expect((await world.live("Secret", "web"))?.data ?? {}).toEqual({});
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("roll the pods of whoever names the Secret, by a number", async () => {
    const { world, checkout } = await fresh();
    const rollOnChange = [{ kind: "Secret", name: "web" }];
    /** What the Secret's revision is, and what the pods carry. */
    const deployed = async (value: string): Promise<unknown[]> => {
      const steps = [secret("web", at(world), { value }), deployment("web", at(world), { rollOnChange })];
      const run = await checkout.up(steps);
      expectSuccess(run);
      const pods = await world.live("Deployment", "web");
      const template = pods?.spec?.["template"] as Live | undefined;
      return [run.outputs["Secret/web"]?.["revision"], template?.metadata.annotations];
    };
    const rolled = (revision: number): unknown[] => [
      revision,
      { "alchemy.run/roll-on-change": `Secret/web=${revision}` },
    ];
    const [one, two] = [canary("one"), canary("two")];
    expect(await deployed(one)).toEqual(rolled(1));
    expect(await deployed(one)).toEqual(rolled(1));
    expect(await deployed(two)).toEqual(rolled(2));
    expect(await deployed(one)).toEqual(rolled(3));
    expectNoTrace(await traces(checkout, world), [one, two]);
    expectSuccess(await checkout.destroy());
  });

  test.concurrent("changed from plain to secret and back are the same value", async () => {
    const { world, checkout } = await fresh();
    const value = canary("same");
    expectSuccess(await checkout.up([configMap("web", at(world), { data: { a: value } })]));
    const before = await world.live("ConfigMap", "web");
    expectSuccess(await checkout.up([configMap("web", at(world), { data: { a: { $secret: value } } })]));
    expect((await world.live("ConfigMap", "web"))?.metadata.resourceVersion).toBe(
      before?.metadata.resourceVersion as string,
    );
    expectNoTrace(JSON.stringify(await checkout.state()), [value]);
    expectSuccess(await checkout.destroy());
  });
});

describe("what only looks like a secret", () => {
  const spec = {
    type: "secret",
    auth: { type: "secret", name: "n", unencrypted: "u" },
    "@secret": "s",
    nested: { "@date": "d", "@scope": "x", "@symbol": "y" },
  };

  test.concurrent("passes through a custom resource untouched", async () => {
    const { world, checkout } = await fresh();
    const { group, live } = await define(world);
    const manifest = { apiVersion: `${group}/v1`, kind: "Thing", metadata: at(world), spec };
    const steps: Step[] = [{ kind: "Manifest", id: "web", props: { manifest } }];
    expectSuccess(await checkout.up(steps));
    expect((await live("web"))?.spec).toEqual(spec);
    expect((await checkout.up(steps)).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await live("web")).toBeUndefined();
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("passes through a ConfigMap untouched", async () => {
    const { world, checkout } = await fresh();
    const steps = [configMap("web", at(world), { data: spec.auth })];
    expectSuccess(await checkout.up(steps));
    expect((await world.live("ConfigMap", "web"))?.data).toEqual(spec.auth);
    expect((await checkout.up(steps)).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
  });
});

/** A manifest that the API server, or we, refuse, and what the error says all the same. */
interface Refused {
  name: string;
  step: (world: World, value: string) => Step;
  says: string[];
  value?: string;
}

const refusals: Refused[] = [
  {
    name: "a secret where a number belongs",
    step: (world, value) => deployment("web", at(world), { spec: { replicas: { $secret: value } } }),
    says: ["Deployment", "spec.replicas"],
  },
  {
    name: "a secret that is no label value",
    step: (world, value) => configMap("web", at(world, "web", { labels: { key: { $secret: `${value}!` } } })),
    says: ["ConfigMap", "metadata.labels", "(secret)"],
  },
  {
    name: "a secret that is no quantity",
    step: (world, value) =>
      deployment("web", at(world), { container: { resources: { limits: { cpu: { $secret: value } } } } }),
    says: ["Deployment", "quantit"],
  },
  {
    name: "an invalid field beside a secret",
    step: (world, value) =>
      deployment("web", at(world), {
        container: { env: [{ name: "KEY", value: { $secret: value } }], imagge: "x" },
      }),
    says: ["Deployment", "imagge"],
  },
  {
    name: "a Secret with a number for a value",
    step: (world, value) => secret("web", at(world), { pin: Number(value) }),
    says: ["Secret", "stringData.pin", "is not a string"],
    value: "4711081512",
  },
  {
    name: "a Secret with text where base64 belongs",
    step: (world, value) => ({
      kind: "Secret",
      id: "web",
      props: { metadata: at(world), data: { pin: value } },
    }),
    says: ["Secret", "data.pin", "is not base64", "stringData"],
  },
  {
    name: "a Secret with an invalid key",
    step: (world, value) => secret("web", at(world), { "not a key": value }),
    says: ["Secret", "not a key"],
  },
  {
    name: "a Secret of a type that asks for other keys",
    step: (world, value) =>
      secret("web", at(world), { pin: value }, { type: "kubernetes.io/dockerconfigjson" }),
    says: ["Secret", ".dockerconfigjson"],
  },
  {
    name: "a Secret whose value has the wrong form",
    step: (world, value) =>
      secret("web", at(world), { ".dockerconfigjson": value }, { type: "kubernetes.io/dockerconfigjson" }),
    says: ["Secret", ".dockerconfigjson"],
  },
];

describe("an error does not tell the value", () => {
  test.concurrent.each(refusals.map((row) => [row.name, row] as const))("of %s", async (_name, row) => {
    const { world, checkout } = await fresh();
    const value = row.value ?? canary("refused");
    const refused = await checkout.up([row.step(world, value)]);
    expectOneError(refused, ...row.says);
    expectNoTrace(refused.output, [value]);
    expectNoTrace(JSON.stringify(await checkout.state()), [value]);
    expectSuccess(await checkout.destroy());
    expect(await checkout.state()).toEqual({});
  });

  test.concurrent("of a token given inline", async () => {
    const { world, checkout } = await fresh();
    const token = canary("token");
    const server = variable("CONTROL_PLANE_SERVER");
    const certificateAuthority = readFileSync(variable("CONTROL_PLANE_CA_FILE"), "utf8");
    const step = (given: string): Step =>
      configMap("web", at(world), { cluster: { server, certificateAuthority, token: { $secret: given } } });
    const env = { ALCHEMY_PASSWORD: "for the test", KUBECONFIG: undefined };
    const refused = await checkout.up([step(token)], { env });
    expectOneError(refused, "Unauthorized");
    const valid = variable("CONTROL_PLANE_TOKEN");
    const runs = [refused, await checkout.up([step(valid)], { env }), await checkout.destroy({ env })];
    expect(runs.flatMap(errorsIn)).toHaveLength(1);
    expectNoTrace(runs.map(({ output }) => output).join("\n"), [token, valid]);
    expectNoTrace(JSON.stringify(await checkout.state()), [token, valid]);
  });
});
