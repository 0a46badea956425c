import { expect, test } from "bun:test";
import { summaryOf } from "../../../src/errors.ts";
import { kindOf, namespacedKinds } from "../../../src/client/discovery.ts";
import { errorOf, failure, json, serve } from "./loopback.ts";
import type { Handler } from "./loopback.ts";

function group(
  name: string,
  version: string,
  kinds: readonly (readonly [kind: string, plural: string, scope: string])[],
): unknown {
  const resources = kinds.map(([kind, resource, scope]) => ({
    resource,
    scope,
    responseKind: { group: name, version, kind },
  }));
  return { metadata: { name }, versions: [{ version, resources, freshness: "Current" }] };
}

const aggregated =
  (groups: unknown[]): Handler =>
  (answer, { url }) =>
    json(answer, 200, {
      kind: "APIGroupDiscoveryList",
      apiVersion: "apidiscovery.k8s.io/v2",
      items: url === "/apis" ? groups : [],
    });

test("built-in kinds cost no request", async () => {
  const { client, seen } = await serve(aggregated([]));
  expect(await kindOf(client, "apps/v1", "Deployment")).toMatchObject({
    plural: "deployments",
    namespaced: true,
  });
  expect(seen).toHaveLength(0);
});

test("finds a custom kind, and asks once for all kinds", async () => {
  const { client, seen } = await serve(
    aggregated([
      group("kro.run", "v1alpha1", [
        ["WebApp", "webapps", "Namespaced"],
        ["ResourceGraphDefinition", "resourcegraphdefinitions", "Cluster"],
      ]),
    ]),
  );
  const both = await Promise.all([
    kindOf(client, "kro.run/v1alpha1", "WebApp"),
    kindOf(client, "kro.run/v1alpha1", "ResourceGraphDefinition"),
  ]);
  expect(both).toEqual([
    { group: "kro.run", version: "v1alpha1", kind: "WebApp", plural: "webapps", namespaced: true },
    {
      group: "kro.run",
      version: "v1alpha1",
      kind: "ResourceGraphDefinition",
      plural: "resourcegraphdefinitions",
      namespaced: false,
    },
  ]);
  expect(seen.map(({ url }) => url).sort()).toEqual(["/api", "/apis"]);
  expect(seen[0]?.headers.accept).toStartWith(
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,",
  );
});

test("asks once more for a kind that was not there before", async () => {
  const groups: unknown[] = [group("a.io", "v1", [["One", "ones", "Namespaced"]])];
  const { client, seen } = await serve(aggregated(groups));
  await kindOf(client, "a.io/v1", "One");
  groups.push(group("b.io", "v1", [["Two", "twos", "Namespaced"]]));
  const [first] = await Promise.all([kindOf(client, "b.io/v1", "Two"), kindOf(client, "b.io/v1", "Two")]);
  expect(first.plural).toBe("twos");
  expect(seen).toHaveLength(4);
});

test("an unknown kind: one request more, and an error that names what is near", async () => {
  const { client, seen } = await serve(
    aggregated([
      group("a.io", "v1beta1", [["Thing", "things", "Namespaced"]]),
      group("b.io", "v1", [["Thing", "things", "Cluster"]]),
    ]),
  );
  const error = await errorOf(kindOf(client, "a.io/v1", "Thing"));
  expect(error).toMatchObject({ code: "unknown-kind", object: "a.io/v1 Thing" });
  expect(summaryOf(error)).toBe(
    "a.io/v1 Thing: the cluster loopback does not serve this kind. It serves a.io/v1beta1 Thing, b.io/v1 Thing.",
  );
  expect(seen).toHaveLength(2);
  expect((await errorOf(kindOf(client, "c.io/v1", "Nothing"))).message).toContain(
    "install the CustomResourceDefinition",
  );
  expect(seen).toHaveLength(4);
});

test("what a namespace may hold is not known while an API server never told its kinds", async () => {
  const verbs = ["list", "delete"];
  const one = { resource: "ones", responseKind: { kind: "One" }, scope: "Namespaced", verbs };
  const held = { metadata: { name: "a.io" }, versions: [{ version: "v1", resources: [one] }] };
  // As kube-apiserver lists an APIService without its server: one that it asked before, and one that never answered.
  const stale = { version: "v1", freshness: "Stale" };
  const before = { metadata: { name: "b.io" }, versions: [{ ...stale, resources: [one] }] };
  const never = { metadata: { name: "c.io" }, versions: [stale] };
  const known = await serve(aggregated([held, before]));
  expect((await namespacedKinds(known.client)).map((kind) => kind.group)).toEqual(["a.io", "b.io"]);
  const error = await errorOf(namespacedKinds((await serve(aggregated([held, never]))).client));
  expect(error).toMatchObject({ code: "api" });
  expect(summaryOf(error)).toContain("the API server of c.io/v1 does not answer");
});

test("a failed answer is not kept", async () => {
  let away = true;
  const found = aggregated([group("a.io", "v1", [["One", "ones", "Namespaced"]])]);
  const { client } = await serve((answer, seen, number) =>
    away ? json(answer, 403, failure(403, "Forbidden", "no")) : found(answer, seen, number),
  );
  expect(await errorOf(kindOf(client, "a.io/v1", "One"))).toMatchObject({ status: 403 });
  away = false;
  expect((await kindOf(client, "a.io/v1", "One")).plural).toBe("ones");
});

test("a server without aggregated discovery is asked for the one group and version", async () => {
  const { client, seen } = await serve((answer, { url }) => {
    if (url === "/api") return json(answer, 200, { kind: "APIVersions", versions: ["v1"] });
    if (url === "/apis") return json(answer, 200, { kind: "APIGroupList", groups: [{ name: "a.io" }] });
    if (url !== "/apis/a.io/v1") return json(answer, 404, failure(404, "NotFound", "no"));
    const resources = [
      { name: "ones", kind: "One", namespaced: true },
      { name: "ones/status", kind: "One", namespaced: true },
      { name: "ones/scale", kind: "Scale", namespaced: true },
    ];
    json(answer, 200, { kind: "APIResourceList", groupVersion: "a.io/v1", resources });
  });
  expect(await kindOf(client, "a.io/v1", "One")).toEqual({
    group: "a.io",
    version: "v1",
    kind: "One",
    plural: "ones",
    namespaced: true,
  });
  expect(seen.map(({ url }) => url).sort()).toEqual(["/api", "/apis", "/apis/a.io/v1"]);
  expect(await errorOf(kindOf(client, "a.io/v1", "Scale"))).toMatchObject({ code: "unknown-kind" });
  expect(await errorOf(kindOf(client, "b.io/v1", "Two"))).toMatchObject({ code: "unknown-kind" });
});
