import { expect, test } from "bun:test";
import { summaryOf } from "../../../src/errors.ts";
import { list } from "../../../src/client/verbs.ts";
import type { Kind } from "../../../src/model/kind.ts";
import { errorOf, failure, json, serve } from "./loopback.ts";

const SECRET: Kind = { group: "", version: "v1", kind: "Secret", plural: "secrets", namespaced: true };

function page(names: string[], next?: string): unknown {
  return {
    kind: "SecretList",
    metadata: { resourceVersion: "7", continue: next ?? "" },
    items: names.map((name) => ({ metadata: { name, uid: name, resourceVersion: "1" } })),
  };
}

test("reads all pages and adds the kind to the objects", async () => {
  const { client, seen } = await serve((answer, { url }) =>
    json(answer, 200, url.includes("continue=next") ? page(["b"]) : page(["a"], "next")),
  );
  const { items, resourceVersion } = await list(client, SECRET, {
    namespace: "shop",
    labelSelector: "app=web",
  });
  expect(items.map((item) => [item.apiVersion, item.kind, item.metadata.name])).toEqual([
    ["v1", "Secret", "a"],
    ["v1", "Secret", "b"],
  ]);
  expect(resourceVersion).toBe("7");
  expect(seen[0]?.url).toBe("/api/v1/namespaces/shop/secrets?labelSelector=app%3Dweb&limit=500");
});

test("asks for metadata alone", async () => {
  const { client, seen } = await serve((answer) => json(answer, 200, page(["a"])));
  const { items } = await list(client, SECRET, { metadataOnly: true });
  expect(seen[0]?.headers.accept).toContain("as=PartialObjectMetadataList");
  expect(items[0]).toMatchObject({ apiVersion: "v1", kind: "Secret" });
});

test("begins again when the list expires between two pages, the last time in one piece", async () => {
  const { client, seen } = await serve((answer, { url }) => {
    if (url.includes("continue"))
      return json(answer, 410, failure(410, "Expired", "the continue token is too old"));
    json(answer, 200, url.includes("limit") ? page(["a"], "next") : page(["a", "b"]));
  });
  const { items } = await list(client, SECRET);
  expect(items).toHaveLength(2);
  expect(seen.map(({ url }) => url.replace(/.*secrets/, ""))).toEqual([
    "?limit=500",
    "?limit=500&continue=next",
    "?limit=500",
    "?limit=500&continue=next",
    "",
  ]);
});

test("a refusal names the verb and the resource", async () => {
  const message =
    'secrets is forbidden: User "jane" cannot list resource "secrets" in API group "" in the namespace "shop"';
  const { client } = await serve((answer) => json(answer, 403, failure(403, "Forbidden", message)));
  const error = await errorOf(list(client, SECRET, { namespace: "shop" }));
  expect(summaryOf(error)).toBe(
    `secrets in shop: ${message}. Ask for a role that allows: list secrets in namespace shop.`,
  );
});
