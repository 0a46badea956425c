import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { program, rows, startKubectl, type Kubectl } from "./kubectl.ts";

/** After kro's example of this name. */
const WEBAPP = `
apiVersion: kro.run/v1alpha1
kind: ResourceGraphDefinition
metadata: {name: webapp.kro.run}
spec:
  schema:
    apiVersion: v1alpha1
    kind: WebApp
    spec:
      name: string
      image: string | default=nginx
      port: integer | default=8080
      replicas: integer | default=1
      service: {enabled: boolean | default=true}
      ingress: {enabled: boolean | default=false}
    status:
      availableReplicas: \${deployment.status.availableReplicas}
  resources:
  - id: deployment
    readyWhen: ["\${deployment.spec.replicas == deployment.status.availableReplicas}"]
    template:
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: "\${schema.spec.name}"}
      spec:
        replicas: \${schema.spec.replicas}
        selector: {matchLabels: {app: "\${schema.spec.name}"}}
        template:
          metadata: {labels: {app: "\${schema.spec.name}"}}
          spec:
            containers:
            - name: webapp-demo
              image: \${schema.spec.image}
              ports: [{containerPort: "\${schema.spec.port}"}]
  - id: service
    includeWhen: ["\${schema.spec.service.enabled}"]
    template:
      apiVersion: v1
      kind: Service
      metadata: {name: "\${deployment.metadata.name}"}
      spec:
        selector: {app: "\${schema.spec.name}"}
        ports: [{name: http, port: 80, targetPort: "\${schema.spec.port}"}]
  - id: ingress
    includeWhen: ["\${schema.spec.ingress.enabled}"]
    template:
      apiVersion: networking.k8s.io/v1
      kind: Ingress
      metadata: {name: "\${deployment.metadata.name}"}
      spec:
        rules:
        - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: "\${service.metadata.name}", port: {number: 80}}}}]}
`;

function instance(spec: object): object {
  return {
    apiVersion: "kro.run/v1alpha1",
    kind: "WebApp",
    metadata: { name: "app" },
    spec: { name: "app", ...spec },
  };
}

const LIMIT = "--timeout=30s";

describe.skipIf(program === undefined)("kubectl and kro", () => {
  let kubectl: Kubectl;

  beforeAll(async () => {
    kubectl = await startKubectl();
  });

  afterAll(async () => {
    await kubectl[Symbol.asyncDispose]();
  });

  test("a graph becomes a kind", async () => {
    expect(await kubectl.ok("apply -f -", WEBAPP)).toContain("webapp.kro.run created");
    await kubectl.ok(`wait rgd/webapp.kro.run --for=condition=Ready ${LIMIT}`);
    expect(rows(await kubectl.ok("get rgd"))[1]?.slice(0, 4)).toEqual([
      "webapp.kro.run",
      "v1alpha1",
      "WebApp",
      "Active",
    ]);
  });

  test("an instance of it becomes active", async () => {
    expect(await kubectl.ok("apply -f -", instance({ replicas: 2, ingress: { enabled: true } }))).toBe(
      "webapp.kro.run/app created\n",
    );
    await kubectl.ok(`wait webapp/app --for=condition=Ready ${LIMIT}`);
    expect(rows(await kubectl.ok("get webapp"))[1]?.slice(0, 3)).toEqual(["app", "ACTIVE", "True"]);
    expect(await kubectl.ok("get deploy,svc,ing -l kro.run/owned=true -o name")).toBe(
      "deployment.apps/app\nservice/app\ningress.networking.k8s.io/app\n",
    );
    expect(await kubectl.ok("get webapp app -o jsonpath={.status.availableReplicas}")).toBe("2");
  });

  test("what it no longer includes is pruned, and all goes with it", async () => {
    await kubectl.ok("apply -f -", instance({ replicas: 2, ingress: { enabled: false } }));
    await kubectl.ok(`wait ing/app --for=delete ${LIMIT}`);
    await kubectl.ok(`delete webapp app ${LIMIT}`);
    expect(await kubectl.ok("get deploy,svc,ing -l kro.run/owned=true -o name")).toBe("");
  });
});
