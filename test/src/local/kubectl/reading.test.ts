import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { configMap, deployment, program, rows, startKubectl, type Kubectl } from "./kubectl.ts";

describe.skipIf(program === undefined)("kubectl reads", () => {
  let kubectl: Kubectl;

  beforeAll(async () => {
    kubectl = await startKubectl();
    await kubectl.ok("apply --server-side -f -", deployment("web"));
    await kubectl.ok("rollout status deployment/web --timeout=30s");
    await kubectl.ok("create configmap settings --from-literal=a=1");
  });

  afterAll(async () => {
    await kubectl[Symbol.asyncDispose]();
  });

  test("namespaces", async () => {
    const table = rows(await kubectl.ok("get ns"));
    expect(table[0]).toEqual(["NAME", "STATUS", "AGE"]);
    expect(table.map(([name]) => name)).toContain("kube-system");
    expect(table[1]?.slice(0, 2)).toEqual(["default", "Active"]);
  });

  test("deployments, and more of them with -o wide", async () => {
    const [header, row] = rows(await kubectl.ok("get deploy"));
    expect(header).toEqual(["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"]);
    expect(row?.slice(0, 4)).toEqual(["web", "2/2", "2", "2"]);
    const [wide, more] = rows(await kubectl.ok("get deploy -o wide"));
    expect(wide?.slice(5)).toEqual(["CONTAINERS", "IMAGES", "SELECTOR"]);
    expect(more?.slice(5)).toEqual(["web", "nginx:1", "app=web"]);
  });

  test("pods with their states", async () => {
    const [header, row] = rows(await kubectl.ok("get pods -o wide"));
    expect(header).toEqual([
      "NAME",
      "READY",
      "STATUS",
      "RESTARTS",
      "AGE",
      "IP",
      "NODE",
      "NOMINATED NODE",
      "READINESS GATES",
    ]);
    expect(row?.slice(1, 4)).toEqual(["1/1", "Running", "0"]);
  });

  test("all", async () => {
    const output = await kubectl.ok("get all");
    for (const what of ["pod/web-", "service/kubernetes", "deployment.apps/web", "replicaset.apps/web-"])
      expect(output).toContain(what);
  });

  test("all namespaces, by label, by field, by name", async () => {
    expect(await kubectl.ok("get deploy -A -l app=web --no-headers")).toContain("default");
    expect(await kubectl.ok("get cm --field-selector metadata.name=settings -o name")).toBe(
      "configmap/settings\n",
    );
    expect(await kubectl.ok("get cm/settings deploy/web -o name")).toBe(
      "configmap/settings\ndeployment.apps/web\n",
    );
    expect((await kubectl.run("get secrets")).errors).toBe("No resources found in default namespace.\n");
  });

  test("YAML, JSON, JSONPath, templates, columns", async () => {
    expect(await kubectl.ok("get cm settings -o yaml")).toStartWith(
      'apiVersion: v1\ndata:\n  a: "1"\nkind: ConfigMap\n',
    );
    expect(JSON.parse(await kubectl.ok("get cm settings -o json"))).toMatchObject({ data: { a: "1" } });
    expect(await kubectl.ok("get deploy web -o jsonpath={.status.readyReplicas}")).toBe("2");
    expect(await kubectl.ok("get cm settings -o go-template={{.data.a}}")).toBe("1");
    expect(rows(await kubectl.ok("get cm -o custom-columns=N:.metadata.name,A:.data.a settings"))).toEqual([
      ["N", "A"],
      ["settings", "1"],
    ]);
    expect(await kubectl.ok("get cm settings -o yaml")).not.toContain("managedFields");
    expect(await kubectl.ok("get cm settings -o yaml --show-managed-fields")).toContain(
      "manager: kubectl-create",
    );
  });

  test("in parts", async () => {
    expect(await kubectl.ok("get ns --chunk-size=1 -o name")).toBe(
      ["default", "kube-node-lease", "kube-public", "kube-system"]
        .map((name) => `namespace/${name}\n`)
        .join(""),
    );
  });

  test("what changes, while it does", async () => {
    const output = await kubectl.until("get cm -w", "later", () =>
      kubectl.ok("apply --server-side -f -", configMap("later", { a: "1" })),
    );
    expect(output).toContain("settings");
  });

  test("what there is to read", async () => {
    const resources = await kubectl.ok("api-resources");
    expect(resources).toMatch(/^deployments +deploy +apps\/v1 +true +Deployment$/m);
    expect(resources).toMatch(
      /^selfsubjectaccessreviews +authorization\.k8s\.io\/v1 +false +SelfSubjectAccessReview$/m,
    );
    expect(await kubectl.ok("api-resources --namespaced=false -o name")).toContain("namespaces\n");
    expect((await kubectl.ok("api-versions")).split("\n")).toContain("apps/v1");
    expect(await kubectl.ok("version")).toContain("Server Version: v1.36.3-local");
  });

  test("descriptions", async () => {
    const pod = (await kubectl.ok("get pods -o name")).split("\n")[0] ?? "";
    expect(await kubectl.ok(`describe ${pod}`)).toContain("Controlled By:  ReplicaSet/web-");
    const described = await kubectl.ok("describe deploy web");
    expect(described).toContain("2 desired | 2 updated | 2 total | 2 available | 0 unavailable");
    expect(described).toContain("ScalingReplicaSet");
    expect(await kubectl.ok("describe svc kubernetes")).toMatch(/Port: +https/);
    expect(await kubectl.ok("describe ns default")).toMatch(/Status: +Active/);
    expect(await kubectl.ok("describe node")).toContain("Kubelet Version");
    expect(await kubectl.ok("describe cm settings")).toContain("a:\n----\n1");
  });

  test("events", async () => {
    expect(await kubectl.ok("get events")).toContain("ScalingReplicaSet");
    expect(await kubectl.ok("events --for deployment/web")).toContain("Scaled up replica set");
  });

  test("explanations", async () => {
    const explained = await kubectl.ok("explain deployment.spec");
    expect(explained).toContain("GROUP:      apps");
    expect(explained).toContain("replicas\t<integer>");
    expect(await kubectl.ok("explain pod.spec.containers.ports")).toContain(
      "containerPort\t<integer> -required-",
    );
  });

  test("what may be done", async () => {
    expect(await kubectl.ok("auth can-i create pods")).toBe("yes\n");
    expect(await kubectl.ok("auth can-i --list")).toContain("*.*");
    expect(await kubectl.ok("auth whoami -o jsonpath={.status.userInfo.username}")).toBe("kubernetes-admin");
  });

  test("what is not there, and what nobody simulates", async () => {
    expect(await kubectl.fails("get cm nope")).toBe(
      'Error from server (NotFound): configmaps "nope" not found\n',
    );
    expect(await kubectl.fails("get nope")).toContain('the server doesn\'t have a resource type "nope"');
    const pod = (await kubectl.ok("get pods -o name")).split("\n")[0] ?? "";
    const why = "is not simulated: the embedded cluster runs no containers";
    expect(await kubectl.fails(`logs ${pod}`)).toContain(`pods/log ${why}`);
    expect(await kubectl.fails(`exec ${pod} -- true`)).toContain("not simulated");
    expect(await kubectl.fails(`port-forward ${pod} 0:80`)).toContain("not simulated");
  });
});
