/** The example of docs/graphs.md, as its reader runs it: deployed in both modes, left alone, and destroyed by another process. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { checkOut } from "../e2e/checkout.ts";
import { cleanUp, later } from "../e2e/cleanup.ts";
import { expectSuccess } from "../e2e/errors.ts";
import { worldOf } from "../e2e/cluster.ts";
import { audit, mutating } from "../support/audit.ts";
import { kubectl, randomNamespace } from "../support/control-plane.ts";

setDefaultTimeout(120_000);
afterAll(cleanUp);

const PROGRAM = join(import.meta.dir, "../../examples/graphs/alchemy.run.ts");

/** What state holds of each mode, the namespace and the Secret aside. */
const resources = {
  direct: [
    "deployment-NS_gateway",
    "deployment-NS_orders",
    "deployment-NS_shop",
    "persistentvolumeclaim-NS_orders",
    "service-NS_gateway",
    "service-NS_orders",
    "service-NS_shop",
  ],
  kro: [
    "database.example.com-NS_orders",
    "gateway.origan.dev-NS_gateway",
    "resourcegraphdefinition.kro.run-database",
    "resourcegraphdefinition.kro.run-origan-gateway",
    "resourcegraphdefinition.kro.run-web-app",
    "webapp.example.com-NS_shop",
  ],
} as const;

describe.each(["direct", "kro"] as const)("a database and a web app that finds it, %s", (mode) => {
  test("status comes from live objects; a second run writes nothing; destroy leaves nothing", async () => {
    const name = randomNamespace("graphs");
    const env = { GRAPH_MODE: mode, GRAPH_NAMESPACE: name };
    const checkout = await checkOut(PROGRAM);
    later(() => kubectl("delete", "namespace", name, "--ignore-not-found", "--wait=false"));

    const first = await checkout.up([], { env });
    expectSuccess(first);
    expect(first.output).toContain(`database postgres://postgres@orders.${name}.svc:5432/orders (port 5432)`);
    expect(first.output).toContain(`web app  http://shop.${name}.svc, 1 available`);
    expect(first.output).toContain("gateway  http://gateway:7777, 1 ready");
    const shop = await worldOf(name).live("Deployment", "shop");
    expect(JSON.stringify(shop?.spec)).toContain(`postgres://postgres@orders.${name}.svc:5432/orders`);
    const ids = Object.keys(await checkout.state()).map((path) =>
      path.replace(/^.*\//, "").replace(/\.json$/, ""),
    );
    const expected = resources[mode].map((id) => id.replace("NS", name));
    expect(ids.toSorted()).toEqual(["namespace-graphs", "secret-database", ...expected].toSorted());

    const mark = await audit.mark();
    const second = await checkout.up([], { env });
    expectSuccess(second);
    expect(second.output).toContain(`${expected.length + 2} unchanged`);
    expect(second.output).toContain("1 available");
    expect(mutating(await audit.since(mark, { userAgentPrefix: "alchemy-kubernetes/" }))).toEqual([]);

    expectSuccess(await checkout.destroy({ env }));
    expect(await checkout.state()).toEqual({});
    expect(await kubectl("get", "namespace", name, "--ignore-not-found", "-o", "name")).toBe("");
    const left = await kubectl("get", "rgd,crd", "-o", "name");
    expect(
      left
        .split("\n")
        .filter((line) => /databases\.example|webapps\.example|gateways\.origan|\/web-app$/.test(line)),
    ).toEqual([]);
  });
});

test("every graph of the folder is part of the program", async () => {
  const files = await readdir(join(PROGRAM, ".."));
  const text = await Bun.file(PROGRAM).text();
  const graphs = files.filter((file) => file !== "alchemy.run.ts");
  expect(graphs.filter((file) => !text.includes(`./${file}`))).toEqual([]);
});
