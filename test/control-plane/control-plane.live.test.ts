import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  kubectl,
  kubectlWithInput,
  randomNamespace,
  rawRequest,
  until,
  variable,
} from "../support/control-plane.ts";

setDefaultTimeout(60_000);
const namespace = randomNamespace("control-plane");

const claim = (name: string): unknown => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
});

const pod = (name: string, labels: Record<string, string>): unknown => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels },
  spec: { containers: [{ name: "main", image: "nginx" }] },
});

beforeAll(async () => {
  await kubectl("create", "namespace", namespace);
});
afterAll(async () => {
  await kubectl("delete", "namespace", namespace, "--wait=false");
});

describe("the cluster", () => {
  test("is the version that the modules pin, server and kubectl", async () => {
    const version = JSON.parse(await kubectl("version", "-o", "json"));
    const goMod = readFileSync(join(import.meta.dirname, "modules/kubernetes/go.mod"), "utf8");
    const pinned = /k8s\.io\/kubernetes (v\S+)/.exec(goMod)?.[1] ?? "missing";
    expect(version.serverVersion).toMatchObject({
      gitVersion: pinned,
      major: "1",
      minor: pinned.split(".")[1],
    });
    expect(version.clientVersion).toMatchObject({ gitVersion: pinned });
  });

  test("runs a Deployment until it is available", async () => {
    await kubectl("-n", namespace, "create", "deployment", "web", "--image=nginx", "--replicas=3");
    await kubectl("-n", namespace, "rollout", "status", "deployment/web", "--timeout=20s");
    const pods = JSON.parse(await kubectl("-n", namespace, "get", "pods", "-l", "app=web", "-o", "json"));
    const addresses = pods.items.map((pod: { status: { podIP: string } }) => pod.status.podIP);
    expect(new Set(addresses).size).toBe(3);
  });

  test("completes a Job", async () => {
    await kubectl("-n", namespace, "create", "job", "once", "--image=busybox");
    await kubectl("-n", namespace, "wait", "--for=condition=Complete", "job/once", "--timeout=20s");
  });

  test("takes a ServiceAccount's token and its rights", async () => {
    await kubectl("-n", namespace, "create", "serviceaccount", "reader");
    await kubectl(
      "-n",
      namespace,
      "create",
      "rolebinding",
      "r",
      "--clusterrole=view",
      `--serviceaccount=${namespace}:reader`,
    );
    const token = (await kubectl("-n", namespace, "create", "token", "reader")).trim();
    const asReader = (...args: string[]): Promise<string> =>
      kubectl(
        "--kubeconfig=/dev/null",
        `--server=${variable("CONTROL_PLANE_SERVER")}`,
        `--certificate-authority=${variable("CONTROL_PLANE_CA_FILE")}`,
        `--token=${token}`,
        "-n",
        namespace,
        ...args,
      );
    expect(await asReader("get", "configmaps", "-o", "name")).toContain("configmap/kube-root-ca.crt");
    const refusal = await asReader("create", "configmap", "refused").catch(String);
    expect(refusal).toContain("cannot create resource");
  });

  test("has a MinIO", async () => {
    expect((await fetch(`${variable("MINIO_ENDPOINT")}/minio/health/ready`)).status).toBe(200);
  });
});

describe("storage", () => {
  test("a claim without a class is bound to a volume of the size asked for, and the volume goes with it", async () => {
    await kubectlWithInput(claim("data"), "-n", namespace, "create", "-f", "-");
    await kubectl(
      "-n",
      namespace,
      "wait",
      "--for=jsonpath={.status.phase}=Bound",
      "pvc/data",
      "--timeout=20s",
    );
    const { spec, status } = JSON.parse(await kubectl("-n", namespace, "get", "pvc", "data", "-o", "json"));
    expect(status.capacity).toEqual({ storage: "1Gi" });
    await kubectl("-n", namespace, "delete", "pvc", "data", "--timeout=20s");
    await until("the volume is deleted", async () => {
      const { status } = await rawRequest(`/api/v1/persistentvolumes/${spec.volumeName}`);
      return status === 404;
    });
  });

  test("a StatefulSet with a claim template becomes ready", async () => {
    const labels = { app: "db" };
    const set = {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: "db" },
      spec: {
        serviceName: "db",
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "db", image: "postgres" }] } },
        volumeClaimTemplates: [claim("data")],
      },
    };
    await kubectlWithInput(set, "-n", namespace, "create", "-f", "-");
    await kubectl("-n", namespace, "rollout", "status", "statefulset/db", "--timeout=30s");
  });
});

test("a pod with a fault label crash-loops, its neighbour without one is ready", async () => {
  const pods = [pod("faulty", { "test/fault": "crash-loop" }), pod("healthy", {})];
  await kubectlWithInput(pods, "-n", namespace, "create", "-f", "-");
  await kubectl("-n", namespace, "wait", "--for=condition=Ready", "pod/healthy", "--timeout=20s");
  const reason = "{.status.containerStatuses[0].state.waiting.reason}";
  await kubectl(
    "-n",
    namespace,
    "wait",
    `--for=jsonpath=${reason}=CrashLoopBackOff`,
    "pod/faulty",
    "--timeout=20s",
  );
});
