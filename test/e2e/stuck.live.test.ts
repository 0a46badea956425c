/** Deletions that do not end: what holds them is named, with its owner and the way out, and nothing is forced. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { holdNamespace, kubectl, randomNamespace, until } from "../support/control-plane.ts";
import { checkOut, type Checkout, type Run } from "./checkout.ts";
import { cleanUp, later } from "./cleanup.ts";
import { api, worldOf, type KnownKind, type World } from "./cluster.ts";
import { define, definitionOf } from "./definition.ts";
import { expectSuccess } from "./errors.ts";
import { at, fresh } from "./fresh.ts";
import { upNested } from "./program.ts";
import { configMap, deployment, type Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

const HELD = { metadata: { finalizers: ["clean.example.com/up"] } };
const SHORT = { delete: { timeout: 2_500 } };

/** One destroy that fails and says why. */
async function stuck(checkout: Checkout, ...says: (string | RegExp)[]): Promise<Run> {
  const run = await checkout.destroy();
  expect(run.code, run.output).toBe(1);
  for (const text of says) expect(run.output).toMatch(text);
  expect(Object.keys(await checkout.state())).toHaveLength(1);
  return run;
}

/** Does what the error says, word for word. */
async function runCommandOf({ output }: Run): Promise<void> {
  const [, name = "", place = "", patch = ""] =
    /kubectl patch (\S+ \S+)( -n \S+)? --type=json -p '(.*)'/.exec(output) ?? [];
  await kubectl(
    "patch",
    ...name.split(" "),
    ...place.trim().split(" ").filter(Boolean),
    "--type=json",
    "-p",
    patch,
  );
}

/** The destroy after that leaves nothing. */
async function ends(world: World, checkout: Checkout, ...kinds: KnownKind[]): Promise<void> {
  expectSuccess(await checkout.destroy());
  expect(await checkout.state()).toEqual({});
  for (const kind of kinds) expect(await world.names(kind), kind).toEqual([]);
}

describe("a finalizer that nobody removes", () => {
  test.concurrent("on the object: named with its owner; the printed command removes it", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([configMap("web", at(world), SHORT)]));
    await world.edit("ConfigMap", "web", HELD);
    const run = await stuck(
      checkout,
      `ConfigMap ${world.name}/web: still being deleted after 2.5 s: a controller of clean.example.com removes its finalizer clean.example.com/up`,
      "See that a controller of clean.example.com runs, then run again.",
      "[progress]  configmap-web waiting until a controller of clean.example.com removes its finalizer",
    );
    expect((await world.live("ConfigMap", "web"))?.metadata.finalizers).toEqual(HELD.metadata.finalizers);
    await runCommandOf(run);
    await ends(world, checkout, "ConfigMap");
  });

  test.concurrent("on a pod of a Deployment: the pod is named, not the Deployment", async () => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([deployment("web", at(world), SHORT)]));
    const [pod = ""] = await world.names("Pod");
    await world.edit("Pod", pod, HELD);
    const run = await stuck(checkout, `the finalizer clean.example.com/up of Pod ${world.name}/${pod}`);
    expect(run.output).not.toContain(
      "removes its finalizer foregroundDeletion once the objects that it owns are gone (",
    );
    await runCommandOf(run);
    await ends(world, checkout, "Deployment", "Pod");
  });

  test.concurrent("on a custom resource, and on its definition by that", async () => {
    const { world, checkout } = await fresh();
    const { group, pathOf } = await define(world);
    const thing = { apiVersion: `${group}/v1`, kind: "Thing", id: "web" };
    // The garbage collector, which ends a foreground delete, learns of a new kind only after up to half a minute.
    const deletion = { ...SHORT.delete, propagation: "Background" };
    const props = { metadata: at(world), spec: { a: "1" }, delete: deletion };
    expectSuccess(await upNested(checkout, { steps: [{ ...thing, props }] }));
    const path = pathOf("web");
    await api(path, { method: "PATCH", contentType: "application/merge-patch+json", body: HELD });
    const run = await stuck(
      checkout,
      `Thing ${world.name}/web`,
      "clean.example.com/up",
      "kubectl patch Thing.v1.",
    );
    const definition = await kubectl("delete", "crd", `things.${group}`, "--wait=false");
    expect(definition).toContain("deleted");
    await stuck(checkout, "clean.example.com/up");
    await runCommandOf(run);
    await ends(world, checkout);
    expect(await api(path)).toBeUndefined();
  });
});

test.concurrent("a definition: the custom resource that holds it is named", async () => {
  const { world, checkout } = await fresh();
  const group = `${world.name}.held`;
  const manifest = definitionOf(group);
  expectSuccess(await checkout.up([{ kind: "Manifest", id: "things", props: { manifest, ...SHORT } }]));
  const metadata = { name: "web", ...HELD.metadata };
  await api(`/apis/${group}/v1/namespaces/${world.name}/things`, {
    method: "POST",
    body: { apiVersion: `${group}/v1`, kind: "Thing", metadata },
  });
  const run = await stuck(
    checkout,
    `CustomResourceDefinition things.${group}: still being deleted after 2.5 s: a controller of clean.example.com removes the finalizer clean.example.com/up of Thing ${world.name}/web`,
  );
  await runCommandOf(run);
  await ends(world, checkout);
  expect(
    await api(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.${group}`),
  ).toBeUndefined();
});

test.concurrent("an instance of a graph: the object of it that holds it is named", async () => {
  const { world, checkout } = await fresh();
  const group = `${world.name}.kro`;
  const template = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "${schema.metadata.name}-page" },
    data: { a: "1" },
  };
  const graph = {
    apiVersion: "kro.run/v1alpha1",
    kind: "ResourceGraphDefinition",
    metadata: { name: world.name },
    spec: {
      schema: { apiVersion: "v1", kind: "Page", group, spec: { size: "integer" } },
      resources: [{ id: "page", template }],
    },
  };
  const page = { apiVersion: `${group}/v1`, kind: "Page", metadata: at(world), spec: { size: 1 } };
  const steps: Step[] = [
    { kind: "Manifest", id: "graph", props: { manifest: graph } },
    // kro has to have begun.
    { kind: "Manifest", id: "page", props: { manifest: page, delete: { timeout: 10_000 } } },
  ];
  expectSuccess(await checkout.up(steps));
  await world.edit("ConfigMap", "web-page", HELD);
  const run = await checkout.destroy();
  expect(run.code, run.output).toBe(1);
  expect(run.output).toContain(
    `Page ${world.name}/web: still being deleted after 10 s: a controller of clean.example.com removes the finalizer clean.example.com/up of ConfigMap ${world.name}/web-page`,
  );
  await runCommandOf(run);
  await ends(world, checkout, "ConfigMap");
});

test.concurrent("a claim that somebody else's pod uses: the pod is named, and no command", async () => {
  const { world, checkout } = await fresh();
  const claim: Step = {
    kind: "PersistentVolumeClaim",
    id: "data",
    props: {
      metadata: at(world, "data"),
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      ...SHORT,
    },
  };
  expectSuccess(await checkout.up([claim]));
  await world.make("Pod", "reader", {
    spec: {
      containers: [{ name: "main", image: "registry.test/main:1" }],
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
      terminationGracePeriodSeconds: 0,
    },
  });
  await until(
    "the pod runs",
    async () => (await world.live("Pod", "reader"))?.spec?.["nodeName"] !== undefined,
  );
  const run = await stuck(
    checkout,
    `once no pod uses the claim (left: Pod ${world.name}/reader). Delete what it waits for (Pod ${world.name}/reader)`,
  );
  expect(run.output).not.toContain("kubectl patch");
  await world.drop("Pod", "reader");
  await ends(world, checkout, "PersistentVolumeClaim");
});

test.concurrent("a namespace: what remains in it is told, first as progress", async () => {
  const name = randomNamespace("held");
  const checkout = await checkOut();
  later(() => api(`/api/v1/namespaces/${name}`, { method: "DELETE" }));
  const home: Step = {
    kind: "Namespace",
    id: "home",
    props: { metadata: { name }, delete: { timeout: 9_000 } },
  };
  expectSuccess(await checkout.up([home]));
  const release = await holdNamespace(name);
  const run = await stuck(
    checkout,
    "[progress]  namespace-home Some resources are remaining: configmaps. has 1 resource instances",
    `Namespace ${name}: still being deleted after 9 s: a controller of test.example.com removes the finalizer test.example.com/hold of ConfigMap ${name}/hold`,
    "Some content in the namespace has finalizers remaining: test.example.com/hold in 1 resource instances",
  );
  expect(run.output).toContain(`kubectl patch configmaps hold -n ${name}`);
  await release();
  await ends(worldOf(name), checkout);
  expect(await api(`/api/v1/namespaces/${name}`)).toBeUndefined();
});
