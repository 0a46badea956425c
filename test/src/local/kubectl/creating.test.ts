import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { program, rows, startKubectl, type Kubectl } from "./kubectl.ts";

describe.skipIf(program === undefined)("kubectl creates", () => {
  let kubectl: Kubectl;

  beforeAll(async () => {
    kubectl = await startKubectl();
  });

  afterAll(async () => {
    await kubectl[Symbol.asyncDispose]();
  });

  /** Most of these are sent as protocol buffers. */
  test.each([
    ["ns team", "namespace/team created"],
    ["cm c --from-literal=a=1", "configmap/c created"],
    ["secret generic s --from-literal=a=1", "secret/s created"],
    [
      "secret docker-registry r --docker-server=h --docker-username=u --docker-password=p",
      "secret/r created",
    ],
    ["deployment d --image=nginx --replicas=2 --port=80", "deployment.apps/d created"],
    ["job j --image=busybox -- true", "job.batch/j created"],
    ["cronjob k --image=busybox --schedule=* -- true", "error"],
    ["cronjob k --image=busybox '--schedule=*/5 * * * *'", "cronjob.batch/k created"],
    ["job from-k --from=cronjob/k", "job.batch/from-k created"],
    ["ingress i '--rule=h/p*=d:80'", "ingress.networking.k8s.io/i created"],
    ["sa a", "serviceaccount/a created"],
    ["role o --verb=get --resource=pods", "role.rbac.authorization.k8s.io/o created"],
    ["rolebinding b --role=o --serviceaccount=default:a", "rolebinding.rbac.authorization.k8s.io/b created"],
    ["clusterrole co --verb=get --resource=nodes", "clusterrole.rbac.authorization.k8s.io/co created"],
    [
      "clusterrolebinding cb --clusterrole=co --user=u",
      "clusterrolebinding.rbac.authorization.k8s.io/cb created",
    ],
    ["quota q --hard=pods=10", "resourcequota/q created"],
    ["pdb p --selector=app=d --min-available=1", "poddisruptionbudget.policy/p created"],
    ["priorityclass pc --value=1", "priorityclass.scheduling.k8s.io/pc created"],
    ["service clusterip sv --tcp=80:8080", "service/sv created"],
    ["service nodeport np --tcp=80:8080", "service/np created"],
    ["service externalname en --external-name=example.com", "service/en created"],
  ])("%s", async (args, said) => {
    if (said === "error") expect(await kubectl.fails(`create ${args}`)).toContain("invalid");
    else expect(await kubectl.ok(`create ${args}`)).toBe(`${said}\n`);
  });

  test("what it made is what it meant", async () => {
    expect(await kubectl.ok("get secret s -o jsonpath={.data.a}")).toBe("MQ==");
    expect(
      await kubectl.ok("get deploy d -o jsonpath={.spec.template.spec.containers[0].ports[0].containerPort}"),
    ).toBe("80");
    expect(await kubectl.ok("get rolebinding b -o wide")).toContain("default/a");
    expect(rows(await kubectl.ok("get quota"))[1]?.[0]).toBe("q");
    expect(
      await kubectl.ok("get ing i -o jsonpath={.spec.rules[0].http.paths[0].backend.service.port.number}"),
    ).toBe("80");
    expect(await kubectl.ok("get svc np -o jsonpath={.spec.type}")).toBe("NodePort");
  });

  test("a token that says whose it is", async () => {
    const [, claims = ""] = (await kubectl.ok("create token a")).trim().split(".");
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      sub: "system:serviceaccount:default:a",
    });
  });

  test("nothing twice", async () => {
    expect(await kubectl.fails("create ns team")).toBe(
      'Error from server (AlreadyExists): namespaces "team" already exists\n',
    );
  });
});

const THING = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.example.com" },
  spec: {
    group: "example.com",
    names: { kind: "Thing", plural: "things", shortNames: ["th"], categories: ["all"] },
    scope: "Namespaced",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" },
        },
        additionalPrinterColumns: [
          { name: "Size", type: "integer", jsonPath: ".spec.size" },
          { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: "Detail", type: "string", jsonPath: ".spec.detail", priority: 1 },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                properties: {
                  size: { type: "integer", maximum: 10 },
                  detail: { type: "string", default: "none" },
                },
              },
              status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        },
      },
    ],
  },
};

function thing(size: unknown): object {
  return { apiVersion: "example.com/v1", kind: "Thing", metadata: { name: "t" }, spec: { size } };
}

describe.skipIf(program === undefined)("kubectl and a custom kind", () => {
  let kubectl: Kubectl;

  beforeAll(async () => {
    kubectl = await startKubectl();
    await kubectl.ok("apply --server-side -f -", THING);
    await kubectl.ok("wait crd/things.example.com --for=condition=Established --timeout=30s");
  });

  afterAll(async () => {
    await kubectl[Symbol.asyncDispose]();
  });

  test("applies, prints its columns, scales and writes its status", async () => {
    expect(await kubectl.ok("apply -f -", thing(3))).toBe("thing.example.com/t created\n");
    expect(await kubectl.ok("apply -f -", thing(3))).toBe("thing.example.com/t unchanged\n");
    expect(await kubectl.ok("apply -f -", thing(4))).toBe("thing.example.com/t configured\n");
    expect(await kubectl.ok("scale th/t --replicas=5")).toBe("thing.example.com/t scaled\n");
    const status = '{"status":{"conditions":[{"type":"Ready","status":"True"}]}}';
    await kubectl.ok(`patch th t --subresource=status --type=merge -p '${status}'`);
    expect(rows(await kubectl.ok("get th -o wide"))).toEqual([
      ["NAME", "SIZE", "READY", "DETAIL"],
      ["t", "5", "True", "none"],
    ]);
    expect(await kubectl.ok("get all")).toContain("thing.example.com/t");
    expect(await kubectl.ok("explain thing.spec")).toContain("size\t<integer> -required-");
    expect(await kubectl.ok("describe th t")).toContain("Detail:  none");
  });

  test("is refused what its schema does not allow", async () => {
    expect(await kubectl.fails("apply -f -", thing(11))).toContain("should be less than or equal to 10");
    expect(
      await kubectl.fails("create -f -", { ...thing(1), metadata: { name: "x" }, spec: { size: 1, foo: 1 } }),
    ).toContain('unknown field "spec.foo"');
  });

  test("goes with its definition", async () => {
    await kubectl.ok("delete crd things.example.com --timeout=30s");
    // kubectl still knows the kind, the server does not.
    expect(await kubectl.fails("get things")).toContain("the server could not find the requested resource");
  });
});
