/** Waiting for workloads that fail: early, for their own pods only, with what may be read, and without secrets. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { untilReady, type WaitOptions } from "../../../src/apply/wait.ts";
import type { Client } from "../../../src/client/client.ts";
import { kindOf } from "../../../src/client/discovery.ts";
import { list } from "../../../src/client/verbs.ts";
import { diagnose } from "../../../src/diagnosis/diagnose.ts";
import { NotReadyError } from "../../../src/diagnosis/not-ready.ts";
import { rememberSecrets } from "../../../src/diagnosis/secrets.ts";
import { builtin } from "../../../src/model/kind-table.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";
import { CONTAINER_LOGS } from "../../control-plane/container-logs.ts";
import { eventually, kubectl, until } from "../../support/control-plane.ts";
import { onEmbedded } from "../../support/target.ts";
import { liveClient, newNamespace } from "../client/cluster.ts";
import { put, workload } from "./workloads.ts";

setDefaultTimeout(120_000);

const POD = builtin("v1", "Pod");
const client = liveClient();
const namespace = await newNamespace(client);

async function waitFor(
  made: LiveObject,
  { by = client, ...options }: Partial<WaitOptions> & { by?: Client } = {},
): Promise<{ error: unknown; said: string[] }> {
  const said: string[] = [];
  const kind = await kindOf(by, made.apiVersion, made.kind);
  const target = { client: by, kind, namespace, name: made.metadata.name };
  const report = (line: string): void => void said.push(line);
  const waiting = untilReady(target, made, { rule: "ready", timeout: 60_000, report, ...options });
  return {
    error: await waiting.then(
      () => undefined,
      (error: unknown) => error,
    ),
    said,
  };
}

async function failureOf(manifest: Manifest): Promise<{ error: NotReadyError; said: string[] }> {
  const { error, said } = await waitFor(await put(client, namespace, manifest));
  if (!(error instanceof NotReadyError)) throw new Error("it did not fail", { cause: error });
  return { error, said };
}

/** What kwok writes by the container's name, the embedded cluster by an annotation. */
function logging(container: string): { container: { name: string }; annotations: Record<string, string> } {
  const text = (CONTAINER_LOGS[container] ?? []).join("\n");
  return { container: { name: container }, annotations: { "local.alchemy.run/log": text } };
}

describe("fails early", () => {
  test.concurrent("an image whose name is none", async () => {
    const { error, said } = await failureOf(workload("DaemonSet", "invalid", { fault: "invalid-image" }));
    expect(error.message).toMatch(
      /^DaemonSet \S+: Pod invalid-\S+: container main: InvalidImageName: .* Correct the name of the image\./,
    );
    expect(said.at(-1)).toContain("; 1 pod: container main: InvalidImageName");
  });

  test.concurrent("a crash loop, with the end of the log before the last restart", async () => {
    const { error } = await failureOf(
      workload("StatefulSet", "talk", {
        fault: "crash-loop",
        ...logging("talker"),
        spec: { serviceName: "talk" },
      }),
    );
    const { logs, containers } = error.diagnosis;
    expect(logs).toEqual([
      {
        pod: { apiVersion: "v1", kind: "Pod", namespace, name: "talk-0" },
        container: "talker",
        previous: true,
        lines: (CONTAINER_LOGS["talker"] ?? []).slice(-20),
      },
    ]);
    expect(containers).toMatchObject([
      { container: "talker", reason: "CrashLoopBackOff", last: { exitCode: 1 } },
    ]);
    expect(containers[0]?.restarts).toBeGreaterThanOrEqual(3);
  });

  test.concurrent("pods that cannot be made, which only events tell", async () => {
    const pod = { serviceAccountName: "nobody" };
    const { error } = await failureOf(
      workload("StatefulSet", "refused", { pod, spec: { serviceName: "x" } }),
    );
    expect(error.message).toMatch(
      /its pods cannot be created: .*serviceaccount "nobody" not found\. Create the ServiceAccount nobody first/,
    );
    expect(error.message).toContain("event      FailedCreate of StatefulSet refused");
  });

  test.concurrent("but not for the pods of a former revision, nor for a condition", async () => {
    const broken = workload("Deployment", "mended", { fault: "crash-loop" });
    const before = await put(client, namespace, broken);
    expect((await waitFor(before)).error).toBeInstanceOf(NotReadyError);
    const other = await waitFor(before, { rule: { condition: "Blessed" }, timeout: 4_000 });
    expect((other.error as Error).message).toContain("not ready after 4 s");
    // The crashing pod stays until the new one has been ready for a while.
    const slow = workload("Deployment", "mended", { fault: "slow-ready" });
    expect((await waitFor(await put(client, namespace, slow))).error).toBeUndefined();
  });

  test.concurrent("nor for theirs while nothing shows that the change was seen", async () => {
    const broken = workload("Deployment", "late", { fault: "crash-loop" });
    expect((await waitFor(await put(client, namespace, broken))).error).toBeInstanceOf(NotReadyError);
    const lagging = liveClient();
    const send = lagging.api.fetch.bind(lagging.api);
    lagging.api.fetch = async (path, init) => {
      const answer = await send(path, init);
      if (!/\/deployments\?watch/.test(path)) return answer;
      return new Response(answer.body?.pipeThrough(heldBack(4_000)), answer);
    };
    const slow = workload("Deployment", "late", { fault: "slow-ready" });
    const { error, said } = await waitFor(await put(client, namespace, slow), { by: lagging });
    expect(error).toBeUndefined();
    expect(said.join("\n")).not.toContain("CrashLoopBackOff");
  });
});

/** Lets nothing through for a while, in ms, and then everything. */
function heldBack(time: number): TransformStream<Uint8Array, Uint8Array> {
  const over = Bun.sleep(time);
  return new TransformStream({
    transform: async (chunk, controller) => {
      await over;
      controller.enqueue(chunk);
    },
  });
}

/** A Deployment whose log holds what another resource of the run knows, and what is in a Secret that only the cluster knows. */
async function leaking(name: string): Promise<LiveObject> {
  rememberSecrets(["t0ken-7f3a"]);
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name } };
  await put(client, namespace, { ...secret, stringData: { HOST: "vault.test\n", KEY: "real-secret" } });
  const { container, annotations } = logging("vault");
  const others = Array.from({ length: 25 }, (_, index) => ({
    secretRef: { name: `other-${index}`, optional: true },
  }));
  const manifest = workload("Deployment", name, {
    fault: "never-ready",
    annotations,
    // The Secret that matters is the last of many.
    container: { ...container, envFrom: others },
    pod: { volumes: [{ name: "last", secret: { secretName: name } }] },
  });
  return put(client, namespace, manifest);
}

test.concurrent("a log shows neither secrets nor escapes", async () => {
  const { error } = await waitFor(await leaking("vault"), { timeout: 5_000 });
  expect((error as NotReadyError).diagnosis.logs).toMatchObject([
    { previous: false, lines: ["unsealing (secret)", "token (secret) of (secret) accepted"] },
  ]);
});

test.concurrent("logs and the output of probes are not shown when a Secret of the pod cannot be read", async () => {
  const failing = liveClient();
  const send = failing.api.fetch.bind(failing.api);
  // The server refuses this, as it does when it cannot decrypt a Secret.
  const refused = { headers: { accept: "text/csv" } };
  failing.api.fetch = (path, init) =>
    send(path, path.endsWith("/secrets/sealed") ? { ...init, ...refused } : init);
  const made = await leaking("sealed");
  const { metadata } = await eventually("its pod is there", async () => {
    const { items } = await list(client, POD, { namespace, labelSelector: "app=sealed" });
    return items[0];
  });
  await put(client, namespace, {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "sealed-probe" },
    involvedObject: { apiVersion: "v1", kind: "Pod", namespace, name: metadata.name, uid: metadata.uid },
    type: "Warning",
    reason: "Unhealthy",
    message: "Readiness probe failed: no vault.test",
  });
  const { error } = await waitFor(made, { by: failing, timeout: 5_000 });
  const { events } = (error as NotReadyError).diagnosis;
  expect(events.find(({ reason }) => reason === "Unhealthy")?.message).toMatch(
    /^its Secrets could not be read to mask them/,
  );
  expect((error as NotReadyError).diagnosis.logs).toMatchObject([
    {
      lines: [],
      missing: expect.stringMatching(/^its Secrets could not be read to mask them \(sealed: ./) as string,
    },
  ]);
  expect((error as Error).message).not.toContain("vault.test");
});

test.concurrent("a workload that becomes ready soon costs no request of this sort", async () => {
  const counting = liveClient();
  const send = counting.api.fetch.bind(counting.api);
  const paths: string[] = [];
  counting.api.fetch = (path, init) => {
    paths.push(path);
    return send(path, init);
  };
  const made = await put(client, namespace, workload("Deployment", "fast"));
  const start = performance.now();
  const { error } = await waitFor(made, { by: counting });
  expect(error).toBeUndefined();
  // On a machine that is slow today it may take so long that its pods are looked at.
  const slow = performance.now() - start >= 1_500;
  const others = paths.filter((path) => !path.includes("/deployments"));
  expect(slow ? others.filter((path) => !/\/pods\?watch/.test(path)) : others).toEqual([]);
});

test.concurrent.skipIf(onEmbedded("permissions"))("what may not be read is left out, and told", async () => {
  await kubectl("-n", namespace, "create", "serviceaccount", "reader");
  await kubectl(
    "-n",
    namespace,
    "create",
    "role",
    "reader",
    "--verb=get,list,watch",
    "--resource=deployments.apps",
  );
  await kubectl(
    "-n",
    namespace,
    "create",
    "rolebinding",
    "reader",
    "--role=reader",
    `--serviceaccount=${namespace}:reader`,
  );
  const token = await kubectl("-n", namespace, "create", "token", "reader");
  const reader = liveClient(token.trim());
  const made = await put(client, namespace, workload("Deployment", "unread", { fault: "invalid-image" }));
  await until("it may read", async () => {
    const { unseen } = await diagnose(reader, made, { reason: "" });
    return unseen.every(({ because }) => because.includes("may not"));
  });
  const { error } = await waitFor(made, { by: reader, timeout: 4_000 });
  expect((error as Error).message).toMatch(
    /^Deployment \S+: not ready after 4 s: 0\/1 replicas available\. /,
  );
  expect((error as Error).message).toContain(
    [
      `  not shown  replicasets.apps in ${namespace}: these credentials may not read them`,
      "  not shown  events: these credentials may not read them",
    ].join("\n"),
  );
});
