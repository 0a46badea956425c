import { expect, test } from "bun:test";
import { CRDInstanceError, ResourceGraphFactoryError } from "../../providers/kro/errors.ts";
import { hasCode, ProviderError } from "../../src/errors.ts";

const notReady = new ProviderError("not-ready", "not ready after 3 s");
const instance = { apiVersion: "example.com/v1", kind: "Shop", name: "eu" };

const ROWS: readonly (readonly [what: string, error: unknown, isNotReady: boolean])[] = [
  ["an error of its own", notReady, true],
  ["an instance", new CRDInstanceError("it failed", instance, "statusResolution", notReady), true],
  ["a graph", new ResourceGraphFactoryError("it failed", "shop", "deployment", { cause: notReady }), true],
  ["a wrapped instance", new Error("shop", { cause: new Error("it failed", { cause: notReady }) }), true],
  ["another code, because of this one", new ProviderError("api", "no", { cause: notReady }), false],
  ["an error of somebody else", new Error("it failed", { cause: "not-ready" }), false],
  [
    "an error of somebody else with such a code",
    Object.assign(new Error("no"), { code: "not-ready" }),
    false,
  ],
  ["no error", { cause: notReady }, false],
  ["nothing", undefined, false],
];

test.each(ROWS)("not-ready: %s", (what, error, isNotReady) => {
  expect(hasCode(error, "not-ready"), what).toBe(isNotReady);
});
