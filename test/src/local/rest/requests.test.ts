import { beforeAll, describe, expect, test } from "bun:test";
import { restCluster, type RestCluster } from "./cluster.ts";

const CM = "/api/v1/namespaces/default/configmaps";
const APPLY = { "content-type": "application/apply-patch+yaml" };

let cluster: RestCluster;

beforeAll(async () => {
  cluster = await restCluster();
});

function applied(name: string, data: Record<string, string>): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" }, data };
}

describe("who may ask", () => {
  test.each([
    ["/api/v1/namespaces", undefined, 401],
    ["/api/v1/namespaces", "Bearer wrong", 401],
    ["/api/v1/namespaces", "Bearer right", 200],
    ["/apis", undefined, 401],
    ["/nope", undefined, 401],
    ["/readyz", undefined, 200],
    ["/version", undefined, 200],
  ])("%s with %p is %p", async (path, authorization, status) => {
    const guarded = await restCluster("right");
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await guarded.send("GET", path, undefined, headers);
    expect(response.status).toBe(status);
    if (status === 401)
      expect(await response.json()).toEqual({
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "Unauthorized",
        reason: "Unauthorized",
        code: 401,
      });
  });
});

describe("a write", () => {
  test("that changes nothing writes nothing and answers with the same text", async () => {
    const body = applied("same", { a: "1" });
    const first = await cluster.send("PATCH", `${CM}/same?fieldManager=m`, body, APPLY);
    const { revision } = cluster.store;
    const second = await cluster.send("PATCH", `${CM}/same?fieldManager=m`, body, APPLY);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(await second.text()).toBe(await first.text());
    expect(cluster.store.revision).toBe(revision);
  });

  test("is by default of the first part of the user agent", async () => {
    const headers = { "user-agent": "kubectl/v1.36 (linux/amd64)" };
    const { body } = await cluster.json("POST", CM, applied("managed", { a: "1" }), headers);
    expect(body.metadata["managedFields"]).toMatchObject([{ manager: "kubectl", operation: "Update" }]);
  });

  test("answers only when it is on disk", async () => {
    let kept = false;
    cluster.store.listen("committed", () => {
      kept = true;
    });
    await cluster.send("POST", CM, { metadata: { name: "kept" } });
    expect(kept).toBe(true);
  });

  test("warns of what it leaves out", async () => {
    const text = '{"metadata":{"name":"warned","name":"warned"},"foo":1}';
    const response = await cluster.send("POST", `${CM}?dryRun=All`, text);
    expect(response.headers.get("warning")).toBe(
      String.raw`299 - "duplicate field \"metadata.name\"", 299 - "unknown field \"foo\""`,
    );
  });

  test("of a dry run leaves nothing", async () => {
    await cluster.send("POST", `${CM}?dryRun=All`, { metadata: { name: "dry" } });
    expect((await cluster.send("GET", `${CM}/dry`)).status).toBe(404);
  });
});

describe("a list", () => {
  test("goes on where it stopped, as it was then", async () => {
    const own = await restCluster();
    for (const name of ["a", "b", "c", "d"]) await own.send("POST", CM, { metadata: { name } });
    const names = (items: unknown[] = []) =>
      items.map((item) => (item as { metadata: { name: string } }).metadata.name);
    const first = await own.json("GET", `${CM}?limit=2`);
    expect(first.body.metadata).toMatchObject({ remainingItemCount: 2 });
    await own.send("DELETE", `${CM}/c`);
    await own.send("POST", CM, { metadata: { name: "bb" } });
    const token = String(first.body.metadata["continue"]);
    const second = await own.json("GET", `${CM}?limit=2&continue=${token}`);
    expect([...names(first.body.items), ...names(second.body.items)]).toEqual(["a", "b", "c", "d"]);
    expect(second.body.metadata).toEqual({ resourceVersion: first.body.metadata["resourceVersion"] });
    expect(names((await own.json("GET", CM)).body.items)).toEqual(["a", "b", "bb", "d"]);
  });

  test("at a revision shows what was there", async () => {
    const own = await restCluster();
    const { body } = await own.json("POST", CM, { metadata: { name: "a" } });
    const revision = String(body.metadata["resourceVersion"]);
    await own.send("DELETE", `${CM}/a`);
    const then = await own.json("GET", `${CM}?resourceVersion=${revision}&resourceVersionMatch=Exact`);
    expect(then.body.items).toHaveLength(1);
    expect((await own.json("GET", CM)).body.items).toHaveLength(0);
  });

  test("of built-in kinds does not repeat what its items are", async () => {
    const { body } = await cluster.json("GET", `${CM}?limit=1`);
    expect(Object.keys(body.items?.[0] ?? {})).not.toContain("kind");
  });

  test("is YAML to who wants that only", async () => {
    const response = await cluster.send("GET", `${CM}?fieldSelector=metadata.name%3Dnope`, undefined, {
      accept: "application/yaml",
    });
    expect(response.headers.get("content-type")).toBe("application/yaml");
    expect(await response.text()).toStartWith("kind: ConfigMapList\napiVersion: v1\n");
  });
});

describe("bad input", () => {
  const deep = (open: string, close: string) => `{"data":${open.repeat(20_000)}${close.repeat(20_000)}}`;
  const laughs = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
    .split("")
    .map(
      (key, index) => `${key}: &${key} [${Array.from({ length: 10 }, () => `*${"abcdefgh"[index]}`).join()}]`,
    )
    .join("\n")}\n`;

  test.each([
    ["nested arrays", deep("[", "]"), "application/json", 400],
    ["nested objects", deep('{"a":', "}").replace("}}", "1}}"), "application/json", 400],
    ["brackets without end", "[".repeat(1_000_000), "application/json", 400],
    ["nested YAML", `a: ${"[".repeat(5_000)}${"]".repeat(5_000)}`, "application/yaml", 400],
    ["aliases of aliases", laughs, "application/yaml", 400],
    ["an alias of itself", "a: &a [*a]", "application/yaml", 400],
    ["a tag that runs code", "a: !!js/function 'function(){}'", "application/yaml", 400],
    ["four megabytes", "x".repeat(4 * 1024 * 1024), "application/json", 413],
    ["a protobuf length beyond its end", "k8s\u0000\u0012\u007f", "application/vnd.kubernetes.protobuf", 400],
    ["a prototype", '{"metadata":{"name":"proto"},"data":{"__proto__":"1"}}', "application/json", 201],
  ])("%s", async (_title, body, type, status) => {
    const response = await cluster.send("POST", CM, body, { "content-type": type });
    expect(response.status).toBe(status);
    const answer = (await response.json()) as { kind: string };
    expect(answer.kind).toBe(status === 201 ? "ConfigMap" : "Status");
    expect((await cluster.send("GET", "/readyz")).status).toBe(200);
  });

  test.each([
    "/api/v1/namespaces/default/configmaps/..%2f..%2fsecrets",
    "/api/v1/namespaces/%2e%2e/configmaps/a",
    "/api/v1/namespaces/default/configmaps/%ff",
    "/api/v1/namespaces/default/configmaps/__proto__",
    "/apis/__proto__/constructor",
    "/apis/apps/v1/constructor",
    "/api/v1/namespaces/default/pods/a/__proto__",
  ])("%s is not found", async (path) => {
    const response = await cluster.send("GET", path);
    expect(response.status).toBe(404);
    await response.text();
  });

  test("what only a real cluster does is said to be so", async () => {
    await cluster.send("POST", "/api/v1/namespaces/default/pods", {
      metadata: { name: "p" },
      spec: { containers: [{ name: "a", image: "b" }] },
    });
    for (const what of ["log", "exec", "attach", "portforward", "proxy"]) {
      const { status, body } = await cluster.json("GET", `/api/v1/namespaces/default/pods/p/${what}`);
      expect(status).toBe(501);
      expect(body["reason"]).toBe("NotImplemented");
      expect(body.message).toBe(`pods/${what} is not simulated: the embedded cluster runs no containers`);
    }
  });
});
