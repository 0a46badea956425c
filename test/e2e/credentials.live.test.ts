/** Credentials in a `cluster` prop are secrets, whether or not the program marks them as such. */

import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { certificates } from "../src/auth/certificates.ts";
import { variable } from "../support/control-plane.ts";
import { cleanUp } from "./cleanup.ts";
import type { World } from "./cluster.ts";
import { expectOneError, expectSuccess } from "./errors.ts";
import { fresh } from "./fresh.ts";
import { configMap, type Step } from "./stack.ts";
import { expectNoTrace } from "./traces.ts";

setDefaultTimeout(60_000);
afterAll(cleanUp);

const nowhere = { KUBECONFIG: undefined, HOME: "/nonexistent" };

/** A server given in full; the API server does not know the certificate and goes by the token. */
function inline(credentials: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    server: variable("CONTROL_PLANE_SERVER"),
    certificateAuthority: readFileSync(variable("CONTROL_PLANE_CA_FILE"), "utf8"),
    token: variable("CONTROL_PLANE_TOKEN"),
    ...credentials,
  };
}

/** No part of a key or token stands in the text. */
function expectNoCredentials(text: string): void {
  const token = variable("CONTROL_PLANE_TOKEN");
  const [, line = ""] = certificates().client.key.split("\n");
  expect(line.length).toBeGreaterThan(30);
  expectNoTrace(text, [token, line, certificates().client.key]);
}

const { cert, key } = certificates().client;
const forms: [string, () => Record<string, unknown>][] = [
  ["a token as a plain string", () => inline()],
  ["a client key as a plain string", () => inline({ clientCertificate: cert, clientKey: key })],
];

describe("in a resource's cluster", () => {
  const web = ({ name: namespace }: World, cluster: Record<string, unknown>): Step =>
    configMap("web", { namespace, name: "web" }, { cluster });

  test.concurrent.each(forms)("%s stays out of state, and destroy knows it", async (_name, cluster) => {
    const { world, checkout } = await fresh();
    const env = { ...nowhere, ALCHEMY_PASSWORD: "for the test" };
    const steps = [web(world, cluster())];
    const runs = [await checkout.up(steps, { env })];
    expect(await world.names("ConfigMap"), runs[0]?.output ?? "").toEqual(["web"]);
    expectNoCredentials(JSON.stringify(await checkout.state()));
    runs.push(await checkout.up(steps, { env }));
    expect(runs[1]?.output).toContain("1 unchanged");
    expectNoCredentials(JSON.stringify(await checkout.state()));
    runs.push(await checkout.destroy({ env }));
    expect(await world.names("ConfigMap")).toEqual([]);
    expect(await checkout.state()).toEqual({});
    for (const run of runs) expectSuccess(run);
    expectNoCredentials(runs.map(({ output }) => output).join("\n"));
  });

  test.concurrent.each(forms)("%s needs a password", async (_name, cluster) => {
    const { world, checkout } = await fresh();
    const run = await checkout.up([web(world, cluster())], { env: nowhere });
    expectOneError(run, 'ConfigMap "web"', "ALCHEMY_PASSWORD");
    expectNoCredentials(run.output);
    expectNoCredentials(JSON.stringify(await checkout.state()));
    expect(await world.names("ConfigMap")).toEqual([]);
  });
});

test.concurrent("in the app's options they need no password, since state does not hold them", async () => {
  const { world, checkout } = await fresh();
  const app = { kubernetes: { cluster: inline(), namespace: world.name } };
  const stack = { app, steps: [configMap("web", { name: "web" })] };
  expectSuccess(await checkout.up(stack, { env: nowhere }));
  expect(await world.names("ConfigMap")).toEqual(["web"]);
  expectNoCredentials(JSON.stringify(await checkout.state()));
  expect((await checkout.up(stack, { env: nowhere })).output).toContain("1 unchanged");
  expectSuccess(await checkout.destroy({ app, env: nowhere }));
  expect(await world.names("ConfigMap")).toEqual([]);
});
