import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { deployment, program, startKubectl, type Kubectl } from "./kubectl.ts";

const LIMIT = "--timeout=30s";

describe.skipIf(program === undefined)("kubectl runs workloads", () => {
  let kubectl: Kubectl;

  beforeAll(async () => {
    kubectl = await startKubectl();
    await kubectl.ok("apply -f -", deployment("web"));
  });

  afterAll(async () => {
    await kubectl[Symbol.asyncDispose]();
  });

  test("a rollout: status, change, history, undo, restart", async () => {
    expect(await kubectl.ok(`rollout status deploy/web ${LIMIT}`)).toContain(
      'deployment "web" successfully rolled out',
    );
    expect(await kubectl.ok("set image deploy/web web=nginx:2")).toBe("deployment.apps/web image updated\n");
    await kubectl.ok(`rollout status deploy/web ${LIMIT}`);
    const history = await kubectl.ok("rollout history deploy/web");
    expect(history).toMatch(/^1 +<none>$/m);
    expect(history).toMatch(/^2 +<none>$/m);
    expect(await kubectl.ok("rollout history deploy/web --revision=1")).toContain("nginx:1");
    expect(await kubectl.ok("rollout undo deploy/web")).toContain("rolled back");
    expect(await kubectl.ok("get deploy web -o jsonpath={.spec.template.spec.containers[0].image}")).toBe(
      "nginx:1",
    );
    expect(await kubectl.ok("rollout restart deploy/web")).toBe("deployment.apps/web restarted\n");
    await kubectl.ok(`rollout status deploy/web ${LIMIT}`);
    expect(await kubectl.ok("rollout pause deploy/web")).toContain("paused");
    expect(await kubectl.ok("rollout resume deploy/web")).toContain("resumed");
  });

  test("a scale", async () => {
    expect(await kubectl.ok("scale deploy/web --replicas=3")).toBe("deployment.apps/web scaled\n");
    await kubectl.ok(`rollout status deploy/web ${LIMIT}`);
    expect((await kubectl.ok("get pods -l app=web -o name")).trim().split("\n")).toHaveLength(3);
    expect(await kubectl.fails("scale deploy/web --replicas=1 --current-replicas=9")).toContain(
      "Expected replicas to be 9, was 3",
    );
    expect(await kubectl.ok("get deploy web --subresource=scale -o jsonpath={.spec.replicas}")).toBe("3");
    expect(await kubectl.ok("autoscale deploy web --max=5 --cpu=50%")).toContain("autoscaled");
  });

  test("waits for a condition, for a value, for the end", async () => {
    expect(await kubectl.ok(`wait deploy/web --for=condition=Available ${LIMIT}`)).toBe(
      "deployment.apps/web condition met\n",
    );
    expect(await kubectl.ok(`wait deploy/web --for=jsonpath={.status.readyReplicas}=3 ${LIMIT}`)).toContain(
      "condition met",
    );
    await kubectl.ok("create cm ending");
    const waiting = kubectl.ok(`wait cm/ending --for=delete ${LIMIT}`);
    await Bun.sleep(300);
    await kubectl.ok("delete cm ending");
    expect(await waiting).toBe("configmap/ending condition met\n");
    expect(await kubectl.fails("wait deploy/web --for=condition=Nope --timeout=1s")).toContain(
      "timed out waiting",
    );
    await kubectl.ok("create job once --image=busybox");
    expect(await kubectl.ok(`wait job/once --for=condition=Complete ${LIMIT}`)).toBe(
      "job.batch/once condition met\n",
    );
  });

  test("other kinds roll out, too", async () => {
    const template = (name: string) => ({
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: "a", image: "a" }] },
    });
    await kubectl.ok("apply -f -", {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "set" },
      spec: {
        replicas: 2,
        serviceName: "set",
        selector: { matchLabels: { app: "set" } },
        template: template("set"),
      },
    });
    await kubectl.ok("apply -f -", {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "every" },
      spec: { selector: { matchLabels: { app: "every" } }, template: template("every") },
    });
    expect(await kubectl.ok(`rollout status sts/set ${LIMIT}`)).toMatch(
      /rolling update complete|roll out complete/,
    );
    expect(await kubectl.ok(`rollout status ds/every ${LIMIT}`)).toContain("successfully rolled out");
    expect(await kubectl.ok("get pod set-1 -o jsonpath={.status.phase}")).toBe("Running");
  });

  test("exposed, run, drained of its pods", async () => {
    expect(await kubectl.ok("expose deploy/web --port=80 --target-port=8080")).toBe("service/web exposed\n");
    expect(await kubectl.ok("get svc web -o jsonpath={.spec.ports[0].targetPort}")).toBe("8080");
    expect(await kubectl.ok("describe svc web")).toMatch(/TargetPort: +8080\/TCP/);
    expect(await kubectl.ok("run one --image=busybox")).toBe("pod/one created\n");
    expect(await kubectl.ok(`wait pod/one --for=condition=Ready ${LIMIT}`)).toBe("pod/one condition met\n");
    expect(await kubectl.ok("cordon local")).toBe("node/local cordoned\n");
    expect(await kubectl.ok("get node local")).toContain("Ready,SchedulingDisabled");
    expect(await kubectl.ok("uncordon local")).toBe("node/local uncordoned\n");
    expect(await kubectl.ok("taint node local a=b:NoSchedule")).toContain("tainted");
    expect(await kubectl.ok("delete pod one --grace-period=0 --force")).toContain("force deleted");
  });
});
