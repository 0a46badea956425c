/** Replacements that do not get through, and changes of identity that must not. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { randomNamespace, until } from "../support/control-plane.ts";
import { checkOut } from "./checkout.ts";
import { cleanUp, later } from "./cleanup.ts";
import { api, type KnownKind, type World, worldOf } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { at, fresh, type Body } from "./fresh.ts";
import { configMap, type Step } from "./stack.ts";

setDefaultTimeout(180_000);
afterAll(cleanUp);

describe("a replacement that is killed between delete and create", () => {
  const job = (world: World, image: string): Step => {
    const template = { spec: { restartPolicy: "Never", containers: [{ name: "main", image }] } };
    const spec = { ttlSecondsAfterFinished: 3600, template };
    return { kind: "Job", id: "web", props: { metadata: at(world), spec } };
  };
  const rows: [string, KnownKind, (world: World) => Step, (world: World) => Step][] = [
    [
      "a ConfigMap",
      "ConfigMap",
      (world) => configMap("web", at(world), { immutable: true }),
      (world) => configMap("web", at(world), { immutable: true, data: { a: "2" } }),
    ],
    [
      "a Job that vanishes when it is done",
      "Job",
      (world) => job(world, "x:1"),
      (world) => job(world, "x:2"),
    ],
  ];
  test.concurrent.each(rows)("is continued by the next run: %s", async (_name, kind, before, after) => {
    const { world, checkout } = await fresh();
    expectSuccess(await checkout.up([before(world)]));
    const first = await world.live(kind, "web");
    await world.edit(kind, "web", { metadata: { finalizers: ["test.example.com/hold"] } });
    const run = checkout.start([after(world)]);
    await until(
      "it is being deleted",
      async () => (await world.live(kind, "web"))?.metadata.deletionTimestamp !== undefined,
      60_000,
    );
    run.kill("SIGKILL");
    await run.ended;
    await world.edit(kind, "web", { metadata: { finalizers: null } });
    await until("it is gone", async () => (await world.live(kind, "web")) === undefined);
    expectSuccess(await checkout.up([after(world)]));
    const now = await world.live(kind, "web");
    expect(now?.metadata.uid).not.toBe(first?.metadata.uid as string);
    expect((await checkout.up([after(world)])).output).toContain("1 unchanged");
    expectSuccess(await checkout.destroy());
    expect(await world.names(kind)).toEqual([]);
  });
});

describe("a Namespace under another name", () => {
  const space = (name: string, options: Body = {}): Step => ({
    kind: "Namespace",
    id: "space",
    props: { metadata: { name, ...(options["metadata"] as Body | undefined) }, ...without(options) },
  });
  const without = ({ metadata: _metadata, ...options }: Body): Body => options;

  test.concurrent("keeps the old one for a mistake, and without consent, which says what is in it", async () => {
    const checkout = await checkOut();
    const [one, two] = [randomNamespace("space"), randomNamespace("space")];
    const world = worldOf(one);
    expectSuccess(await checkout.up([space(one)]));
    later(() => api(`/api/v1/namespaces/${one}`, { method: "DELETE" }));
    await world.make("Secret", "precious");
    const labels = { "not a label": "x" };
    const mistaken = await checkout.up([space(two, { allowDataLoss: true, metadata: { labels } })]);
    expectOneError(mistaken, "not a label");
    expect(await world.names("Secret")).toEqual(["precious"]);
    const refused = await checkout.up([space(two)]);
    expectOneError(refused, "every object in it (Secret: 1)", "allowDataLoss: true");
    expect(await world.names("Secret")).toEqual(["precious"]);
    expectSuccess(await checkout.up([space(one)]));
    expectSuccess(await checkout.destroy());
  });
});
