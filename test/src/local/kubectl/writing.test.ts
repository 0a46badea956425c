import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { configMap, program, startKubectl, type Kubectl } from "./kubectl.ts";

describe.skipIf(program === undefined)("kubectl writes", () => {
  let kubectl: Kubectl;

  beforeAll(async () => {
    kubectl = await startKubectl();
  });

  afterAll(async () => {
    await kubectl[Symbol.asyncDispose]();
  });

  const value = (name: string): Promise<string> => kubectl.ok(`get cm ${name} -o jsonpath={.data.a}`);
  const revision = (name: string): Promise<string> =>
    kubectl.ok(`get cm ${name} -o jsonpath={.metadata.resourceVersion}`);

  test("by server-side apply: new, unchanged, in conflict, by force", async () => {
    const args = "apply --server-side -f -";
    expect(await kubectl.ok(args, configMap("ssa", { a: "1" }))).toBe("configmap/ssa serverside-applied\n");
    const before = await revision("ssa");
    expect(await kubectl.ok(args, configMap("ssa", { a: "1" }))).toBe("configmap/ssa serverside-applied\n");
    expect(await revision("ssa")).toBe(before);
    const conflict = await kubectl.fails(`${args} --field-manager=other`, configMap("ssa", { a: "2" }));
    expect(conflict).toStartWith(
      'error: Apply failed with 1 conflict: conflict with "kubectl": .data.a\nPlease review the fields above',
    );
    await kubectl.ok(`${args} --field-manager=other --force-conflicts`, configMap("ssa", { a: "2" }));
    expect(await value("ssa")).toBe("2");
  });

  test("by client-side apply: created, unchanged, configured, pruned of a field", async () => {
    const args = "apply -f -";
    expect(await kubectl.ok(args, configMap("csa", { a: "1", b: "1" }))).toBe("configmap/csa created\n");
    expect(await kubectl.ok(args, configMap("csa", { a: "1", b: "1" }))).toBe("configmap/csa unchanged\n");
    expect(await kubectl.ok(args, configMap("csa", { a: "2" }))).toBe("configmap/csa configured\n");
    expect(await kubectl.ok("get cm csa -o jsonpath={.data}")).toBe('{"a":"2"}');
    expect(await kubectl.ok("apply view-last-applied cm csa")).toContain('a: "2"');
  });

  test("and hands over from client-side to server-side apply", async () => {
    await kubectl.ok("apply -f -", configMap("migrated", { a: "1", b: "1" }));
    await kubectl.ok("apply --server-side -f -", configMap("migrated", { a: "2" }));
    expect(await kubectl.ok("get cm migrated -o jsonpath={.data}")).toBe('{"a":"2"}');
  });

  test("nothing, when it only shows a difference", async () => {
    await kubectl.ok("apply -f -", configMap("diff", { a: "1" }));
    const same = await kubectl.run("diff -f -", configMap("diff", { a: "1" }));
    expect([same.code, same.output]).toEqual([0, ""]);
    const other = await kubectl.run("diff -f -", configMap("diff", { a: "2" }));
    expect(other.code).toBe(1);
    expect(other.output).toContain('-  a: "1"\n+  a: "2"');
    const serverSide = await kubectl.run(
      "diff --server-side --force-conflicts -f -",
      configMap("diff", { a: "2" }),
    );
    expect(serverSide.code).toBe(1);
    expect(await value("diff")).toBe("1");
    expect(await kubectl.ok("apply --dry-run=server -f -", configMap("diff", { a: "2" }))).toBe(
      "configmap/diff configured (server dry run)\n",
    );
    expect(await value("diff")).toBe("1");
  });

  test("labels and annotations", async () => {
    await kubectl.ok("create cm marked");
    expect(await kubectl.ok("label cm marked x=1")).toBe("configmap/marked labeled\n");
    expect(await kubectl.fails("label cm marked x=2")).toContain(
      "already has a value (1), and --overwrite is false",
    );
    await kubectl.ok("label cm marked x=2 --overwrite");
    expect(await kubectl.ok("get cm -l x=2 -o name")).toBe("configmap/marked\n");
    await kubectl.ok("label cm marked x-");
    expect(await kubectl.ok("annotate cm marked y=1")).toBe("configmap/marked annotated\n");
    expect(await kubectl.ok("get cm marked -o jsonpath={.metadata.annotations.y}")).toBe("1");
  });

  test("patches of all types", async () => {
    await kubectl.ok("create cm patched --from-literal=a=1");
    for (const [type, patch] of [
      ["merge", '{"data":{"a":"2"}}'],
      ["strategic", '{"data":{"a":"3"}}'],
      ["json", '[{"op":"replace","path":"/data/a","value":"4"}]'],
    ] as const)
      expect(await kubectl.ok(`patch cm patched --type=${type} -p '${patch}'`)).toBe(
        "configmap/patched patched\n",
      );
    expect(await value("patched")).toBe("4");
    expect(await kubectl.ok(`patch cm patched --type=merge -p '{"data":{"a":"4"}}'`)).toBe(
      "configmap/patched patched (no change)\n",
    );
    expect(
      await kubectl.fails(`patch cm patched --type=json -p '[{"op":"test","path":"/data/a","value":"5"}]'`),
    ).toContain("the server rejected our request due to an error in our request");
  });

  test("in place of what was there", async () => {
    await kubectl.ok("create -f -", configMap("replaced", { a: "1" }));
    expect(await kubectl.fails("create -f -", configMap("replaced", { a: "1" }))).toContain("AlreadyExists");
    expect(await kubectl.ok("replace -f -", configMap("replaced", { a: "2" }))).toBe(
      "configmap/replaced replaced\n",
    );
    expect(await kubectl.ok("replace --force -f -", configMap("replaced", { a: "3" }))).toContain("replaced");
    expect(await value("replaced")).toBe("3");
  });

  test("no field that is unknown", async () => {
    const errors = await kubectl.fails("create -f -", { ...configMap("strict", {}), foo: 1 });
    expect(errors).toContain('strict decoding error: unknown field "foo"');
    const warned = await kubectl.run("create --validate=warn -f -", { ...configMap("strict", {}), foo: 1 });
    expect([warned.code, warned.errors]).toEqual([0, 'Warning: unknown field "foo"\n']);
  });

  test("away: by name, by file, by label, all, with a namespace", async () => {
    await kubectl.ok("create ns gone");
    for (const name of ["a", "b", "c", "d"]) await kubectl.ok(`create cm ${name} -n gone`);
    await kubectl.ok("label cm b x=1 -n gone");
    expect(await kubectl.ok("delete cm a -n gone")).toBe('configmap "a" deleted from gone namespace\n');
    expect(await kubectl.ok("delete cm -l x=1 -n gone")).toContain('"b" deleted');
    expect(await kubectl.ok("delete cm nope -n gone --ignore-not-found")).toBe("");
    expect(await kubectl.fails("delete cm nope -n gone")).toContain("NotFound");
    expect(await kubectl.ok("delete cm --all -n gone")).toContain('"d" deleted');
    await kubectl.ok("create deployment web --image=nginx -n gone");
    expect(await kubectl.ok("delete deploy web -n gone --cascade=foreground --timeout=20s")).toContain(
      "deleted",
    );
    expect(await kubectl.ok("get rs -n gone -o name")).toBe("");
    await kubectl.ok("create deployment web --image=nginx -n gone");
    await kubectl.ok("delete deploy web -n gone --cascade=orphan");
    expect(await kubectl.ok("get rs -n gone -o name")).toContain("replicaset.apps/web-");
    expect(await kubectl.ok("delete ns gone --timeout=30s")).toBe('namespace "gone" deleted\n');
    expect(await kubectl.fails("get ns gone")).toContain("NotFound");
  });

  test("several objects of a file, and prunes what left it", async () => {
    const list = (...names: string[]) => ({
      apiVersion: "v1",
      kind: "List",
      items: names.map((name) => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, labels: { set: "1" } },
      })),
    });
    await kubectl.ok("apply -f -", list("one", "two"));
    const output = await kubectl.ok(
      "apply --prune -l set=1 --prune-allowlist=core/v1/ConfigMap -f -",
      list("one"),
    );
    expect(output).toContain("configmap/two pruned");
  });
});
