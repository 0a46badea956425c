import { expect, test } from "bun:test";
import { kindOf, namespacedKinds } from "../../../src/client/discovery.ts";
import { apply, patch } from "../../../src/client/verbs.ts";
import { eventually } from "../../support/control-plane.ts";
import { liveClient, newCustomKind, newNamespace } from "./cluster.ts";
import { errorOf } from "./loopback.ts";

const client = liveClient();
const namespace = await newNamespace(client);

test("a kind that is not there, then is", async () => {
  expect(await errorOf(kindOf(client, "g.example.com/v1", "Box"))).toMatchObject({ code: "unknown-kind" });
  const kind = await newCustomKind(client);
  const apiVersion = `${kind.group}/v1`;
  const found = await eventually("discovery lists it", () =>
    kindOf(client, apiVersion, "Box").catch(() => undefined),
  );
  expect(found).toEqual(kind);
  const error = await errorOf(kindOf(client, `${kind.group}/v2`, "Box"));
  expect(error.message).toContain(`${apiVersion} Box`);
  const manifest = { apiVersion, kind: "Box", metadata: { name: "b", namespace }, spec: { size: 1 } };
  const { object } = await apply(client, found, manifest, { fieldManager: "test" });
  expect(object).toMatchObject({ kind: "Box", spec: { size: 1 } });
  const operations = [{ op: "replace", path: "/spec/size", value: 2 }] as const;
  expect(await patch(client, found, { namespace, name: "b" }, operations)).toMatchObject({
    spec: { size: 2 },
  });
});

test("a kind outside the table that the server has", async () => {
  const found = await kindOf(client, "apiregistration.k8s.io/v1", "APIService");
  expect(found).toMatchObject({ plural: "apiservices", namespaced: false });
});

test("what a namespace may hold: every namespaced kind that is kept, in one version", async () => {
  const custom = await newCustomKind(client);
  const kinds = await eventually("discovery lists the custom kind", async () => {
    const found = await namespacedKinds(client);
    return found.some(({ group }) => group === custom.group) ? found : undefined;
  });
  const names = kinds.map(({ group, kind }) => `${group}/${kind}`);
  expect(names).toEqual(expect.arrayContaining(["/ConfigMap", "apps/Deployment", `${custom.group}/Box`]));
  // Neither of the cluster, nor only asked, nor a subresource.
  for (const name of ["/Namespace", "authorization.k8s.io/LocalSubjectAccessReview", "autoscaling/Scale"])
    expect(names).not.toContain(name);
  expect(new Set(names).size).toBe(names.length);
  expect(kinds.every(({ namespaced }) => namespaced)).toBe(true);
});
