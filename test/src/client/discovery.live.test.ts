import { expect, test } from "bun:test";
import { kindOf } from "../../../src/client/discovery.ts";
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
