/** Lists that several parties extend: what a program adds to them, and what of them it leaves alone. */

import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { valueAt } from "../../src/model/json.ts";
import { randomNamespace, until } from "../support/control-plane.ts";
import { checkOut } from "./checkout.ts";
import { cleanUp, later } from "./cleanup.ts";
import { api, newWorld, type World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import type { Body } from "./fresh.ts";
import type { Step } from "./stack.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

test("taints of a Node follow the program, and those of its controller stay", async () => {
  const checkout = await checkOut();
  const name = randomNamespace("node");
  const path = `/api/v1/nodes/${name}`;
  const body = { metadata: { name }, spec: { unschedulable: true } };
  await api("/api/v1/nodes", { method: "POST", body });
  later(() => api(path, { method: "DELETE" }));
  const taints = async (): Promise<string[]> => {
    const found = valueAt(await api(path), ["spec", "taints"]);
    return Array.isArray(found) ? found.map((taint) => String(valueAt(taint, ["key"]))).toSorted() : [];
  };
  const CORDONED = "node.kubernetes.io/unschedulable";
  await until("it is cordoned", async () => (await taints()).includes(CORDONED));
  const program = (...keys: string[]): Step[] => [
    {
      kind: "NodePatch",
      id: "pool",
      props: { metadata: { name }, spec: { taints: keys.map((key) => ({ key, effect: "NoSchedule" })) } },
    },
  ];
  expectSuccess(await checkout.up(program("example.com/a", "example.com/b")));
  expect(await taints()).toEqual(["example.com/a", "example.com/b", CORDONED]);
  // Its controller writes the list, too: that is no drift.
  await api(path, {
    method: "PATCH",
    contentType: "application/merge-patch+json",
    body: { spec: { unschedulable: false } },
  });
  await until("it is uncordoned", async () => !(await taints()).includes(CORDONED));
  expect((await checkout.up(program("example.com/a", "example.com/b"))).output).toContain("1 unchanged");
  // Killed before anything is remembered of the new one, it is taken out all the same.
  const holding = checkout.start([...program("example.com/a", "example.com/c"), { hold: true }]);
  await holding.says("HOLDING");
  holding.kill("SIGKILL");
  await holding.ended;
  expect(await taints()).toEqual(["example.com/a", "example.com/c"]);
  const change = {
    spec: {
      taints: [
        { key: "example.com/c", effect: "NoSchedule" },
        { key: "theirs", effect: "NoSchedule" },
      ],
    },
  };
  await api(path, { method: "PATCH", contentType: "application/merge-patch+json", body: change });
  const repaired = await checkout.up(program("example.com/a", "example.com/c"));
  expect(repaired.output).toMatch(
    /WARN.*drift: spec\.taints\[key="example\.com\/a",effect="NoSchedule"\] \{…\} → none \(.+\); bringing/,
  );
  expect(await taints()).toEqual(["example.com/a", "example.com/c", "theirs"]);
  expectSuccess(await checkout.destroy());
  expect(await taints()).toEqual(["theirs"]);
  expect(await checkout.state()).toEqual({});
});

const pull = (id: string, world: World, ...names: string[]): Step => ({
  kind: "ServiceAccountPatch",
  id,
  props: {
    metadata: { namespace: world.name, name: "theirs" },
    imagePullSecrets: names.map((name) => ({ name })),
  },
});
const secrets = async (world: World): Promise<unknown[]> => {
  const found = (await world.live("ServiceAccount", "theirs"))?.["imagePullSecrets"];
  return Array.isArray(found) ? found.map((one) => valueAt(one, ["name"])) : [];
};

test("elements that were there before, or that another program wants, are not taken out", async () => {
  const [world, checkout, other] = await Promise.all([newWorld(), checkOut(), checkOut()]);
  await world.make("ServiceAccount", "theirs", { imagePullSecrets: [{ name: "theirs" }] });
  expectSuccess(await checkout.up([pull("web", world, "theirs", "both")]));
  expectSuccess(await other.up([pull("web", world, "both")]));
  // Under another id it is another patch, which comes before the former one goes.
  expectSuccess(await checkout.up([pull("renamed", world, "theirs", "both")]));
  expect(await secrets(world)).toEqual(["theirs", "both"]);
  expectSuccess(await checkout.destroy());
  expect(await secrets(world)).toEqual(["theirs", "both"]);
  expectSuccess(await other.destroy());
  expect(await secrets(world)).toEqual(["theirs"]);
  expect((await world.live("ServiceAccount", "theirs"))?.metadata.annotations ?? {}).toEqual({});
});

test("elements that others have otherwise are refused in every run, or left to them in every run", async () => {
  const checkout = await checkOut();
  const name = randomNamespace("node");
  const path = `/api/v1/nodes/${name}`;
  const taint = (value: string): Body => ({ key: "example.com/pool", value, effect: "PreferNoSchedule" });
  await api("/api/v1/nodes", {
    method: "POST",
    body: { metadata: { name }, spec: { taints: [taint("theirs")] } },
  });
  later(() => api(path, { method: "DELETE" }));
  const program = (options: Body): Step[] => [
    {
      kind: "NodePatch",
      id: "pool",
      props: { metadata: { name }, spec: { taints: [taint("ours")] }, ...options },
    },
  ];
  const taints = async (): Promise<unknown> => valueAt(await api(path), ["spec", "taints"]);
  const field = 'spec.taints[key="example.com/pool",effect="PreferNoSchedule"]';
  for (const _run of [1, 2]) expectOneError(await checkout.up(program({})), `→ ${field}`);
  expect(await taints()).toContainEqual(taint("theirs"));
  const left = program({ conflicts: { ignore: [field] } });
  expectSuccess(await checkout.up(left));
  expect((await checkout.up(left)).output).toContain("1 unchanged");
  expect(await taints()).toContainEqual(taint("theirs"));
  expectSuccess(await checkout.destroy());
  expect(await taints()).toContainEqual(taint("theirs"));
});
