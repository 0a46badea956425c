import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { audit, mutating } from "./audit.ts";
import { kubectl, randomNamespace, rawRequest } from "./control-plane.ts";

setDefaultTimeout(60_000);
const namespace = randomNamespace("audit");
const path = `/api/v1/namespaces/${namespace}/configmaps`;
const configMap = (name: string): unknown => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });

/** Creates a config map and reads the whole answer. */
async function create(name: string, userAgent: string): Promise<void> {
  const answer = await rawRequest(path, { method: "POST", body: configMap(name), userAgent });
  await answer.text();
}

beforeAll(async () => {
  await kubectl("create", "namespace", namespace);
});
afterAll(async () => {
  await kubectl("delete", "namespace", namespace, "--wait=false");
});

test("tells every request of an interval and no other", async () => {
  const filter = { userAgentPrefix: "audit-test/1", path };
  const before = await audit.mark();
  for (let round = 0; round < 10; round++) {
    const mark = await audit.mark();
    const names = Array.from({ length: 20 }, (_, index) => `c-${round}-${index}`);
    await Promise.all(names.map((name) => create(name, "audit-test/1")));
    const entries = await audit.since(mark, filter);
    expect(new Set(entries.map(({ object }) => object?.name))).toEqual(new Set(names));
    expect(entries.map(({ verb, code }) => `${verb} ${code}`)).toEqual(Array(20).fill("create 201"));
  }
  expect(mutating(await audit.since(before, filter))).toHaveLength(200);
  expect(await audit.since(await audit.mark(), filter)).toEqual([]);
});

test("counts a large answer and a watch once, in the interval they belong to", async () => {
  const filter = { userAgentPrefix: "audit-test/2" };
  const mark = await audit.mark();
  await (await rawRequest("/openapi/v2", { userAgent: "audit-test/2" })).text();
  const abort = new AbortController();
  await rawRequest(`${path}?watch=1`, {
    userAgent: "audit-test/2",
    signal: abort.signal,
  });
  const during = await audit.since(mark, filter);
  expect(during.map(({ verb, code }) => `${verb} ${code}`)).toEqual(["get 200", "watch 200"]);
  const later = await audit.mark();
  abort.abort();
  await Bun.sleep(200);
  expect(await audit.since(later, filter)).toEqual([]);
});

test("tells writes from dry runs and reads", async () => {
  const userAgent = "audit-test/3";
  const mark = await audit.mark();
  const post = { method: "POST", body: configMap("written"), userAgent };
  await (await rawRequest(`${path}?fieldManager=x&dryRun=All`, post)).text();
  await (await rawRequest(path, post)).text();
  await (await rawRequest(path, { userAgent })).text();
  const entries = await audit.since(mark, { userAgentPrefix: userAgent });
  expect(entries.map(({ verb }) => verb)).toEqual(["create", "create", "list"]);
  expect(mutating(entries).map(({ requestURI }) => requestURI)).toEqual([path]);
});
