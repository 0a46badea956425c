/** The failures that docs/diagnosis.md shows: made on a cluster, waited for, and told by their errors. */

import { remove } from "../../../src/apply/remove.ts";
import { untilReady } from "../../../src/apply/wait.ts";
import type { Client } from "../../../src/client/client.ts";
import { kindOf } from "../../../src/client/discovery.ts";
import { get, list, patch, remove as drop } from "../../../src/client/verbs.ts";
import { diagnose } from "../../../src/diagnosis/diagnose.ts";
import { findingsOf } from "../../../src/diagnosis/findings.ts";
import { textAt } from "../../../src/model/json.ts";
import type { Manifest } from "../../../src/model/object.ts";
import { eventually, randomNamespace } from "../../support/control-plane.ts";
import { CONTAINER_LOGS } from "../../control-plane/container-logs.ts";
import { put, workload } from "./workloads.ts";

/** One failure. */
export interface FailureCase {
  /** As the page marks it. */
  id: string;
  /** What a user deploys. */
  manifest: Manifest;
  /** What is there before. */
  before?: Manifest;
  /** ms; a failure that is none by itself is one when this has passed. */
  timeout: number;
  /** What is to be found of it before it is waited for: a slow cluster takes longer than the timeout. */
  cause?: string;
  /** It is deleted, and somebody's finalizer holds it. */
  held?: true;
}

const OWNER = "7e1f0c52";
const FINALIZER = "backup.example.com/snapshot";

/** In the order of the page. */
export const failureCases: readonly FailureCase[] = [
  {
    id: "crash-loop",
    manifest: workload("Deployment", "web", {
      fault: "crash-loop",
      spec: { replicas: 2 },
      container: { name: "server" },
      annotations: { "local.alchemy.run/log": (CONTAINER_LOGS["server"] ?? []).join("\n") },
    }),
    timeout: 60_000,
  },
  {
    id: "image-pull",
    manifest: workload("Deployment", "web", { fault: "image-pull" }),
    timeout: 3_000,
    cause: "ImagePullBackOff",
  },
  {
    id: "unschedulable",
    manifest: workload("Deployment", "web", {
      container: { resources: { requests: { cpu: "100000" } } },
      spec: { replicas: 3 },
    }),
    timeout: 3_000,
    cause: "Unschedulable",
  },
  {
    id: "quota",
    before: {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "team" },
      spec: { hard: { pods: "0" } },
    },
    manifest: workload("Deployment", "web"),
    timeout: 3_000,
    cause: "FailedCreate",
  },
  {
    id: "finalizer",
    manifest: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data: { MODE: "fast" } },
    timeout: 3_000,
    held: true,
  },
];

/**
 * Makes a failure in a namespace of its own.
 * @returns the error's message, masked
 * @throws Error when nothing failed
 */
export async function failureText(client: Client, failure: FailureCase): Promise<string> {
  const namespace = randomNamespace("page");
  const made = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  await put(client, "", made);
  try {
    if (failure.before !== undefined) await untilCounted(client, namespace, failure.before);
    const message = await (failure.held === true
      ? heldMessage(client, namespace, failure)
      : waitMessage(client, namespace, failure));
    return masked(message, namespace);
  } finally {
    await drop(client, await kindOf(client, "v1", "Namespace"), { name: namespace });
  }
}

/** A quota holds once its controller has counted. */
async function untilCounted(client: Client, namespace: string, manifest: Manifest): Promise<void> {
  const kind = await kindOf(client, manifest.apiVersion, manifest.kind);
  await put(client, namespace, manifest);
  await eventually("the quota is counted", async () => {
    const { items } = await list(client, kind, { namespace });
    return items.find(({ status }) => status !== undefined && "used" in (status as object));
  });
}

async function waitMessage(client: Client, namespace: string, failure: FailureCase): Promise<string> {
  const { manifest, timeout } = failure;
  const kind = await kindOf(client, manifest.apiVersion, manifest.kind);
  const written = await put(client, namespace, manifest);
  const target = { client, kind, namespace, name: manifest.metadata.name };
  if (failure.cause !== undefined)
    await eventually(`${failure.id} has happened`, async () => {
      const live = await get(client, kind, target);
      if (live === undefined) return undefined;
      const [first] = findingsOf(await diagnose(client, live, { reason: "" }));
      const all = first !== undefined && first.objects.length >= replicasOf(manifest);
      return all && first.cause === failure.cause ? true : undefined;
    });
  const waiting = untilReady(target, written, { rule: "ready", timeout, report: () => undefined });
  return messageOf(waiting, failure);
}

function replicasOf(manifest: Manifest): number {
  return Number(textAt(manifest, ["spec", "replicas"], "1"));
}

async function heldMessage(client: Client, namespace: string, failure: FailureCase): Promise<string> {
  const { manifest, timeout } = failure;
  const kind = await kindOf(client, manifest.apiVersion, manifest.kind);
  const metadata = {
    ...manifest.metadata,
    finalizers: [FINALIZER],
    annotations: { "alchemy.run/owner": OWNER },
  };
  await put(client, namespace, { ...manifest, metadata });
  const target = { client, kind, namespace, name: manifest.metadata.name };
  try {
    return await messageOf(remove(target, { owner: OWNER, timeout, report: () => undefined }), failure);
  } finally {
    await patch(client, kind, target, [{ op: "remove", path: "/metadata/finalizers" }]);
  }
}

async function messageOf(failing: Promise<unknown>, { id }: FailureCase): Promise<string> {
  try {
    await failing;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error(`${id} did not fail`);
}

/** What random parts of names stand for, in the order in which they appear. */
const PARTS = ["kx7tp", "m2vqz", "w9c4d"];

/** A message without what differs from run to run: names that the server made up, times, and counts that grow with time. */
function masked(message: string, namespace: string): string {
  const parts = new Map<string, string>();
  const part = (name: string): string => {
    if (!parts.has(name)) parts.set(name, PARTS[parts.size] ?? name);
    return parts.get(name) ?? name;
  };
  const generated = "[bcdfghjklmnpqrstvwxz2456789]";
  return message
    .replaceAll(namespace, "shop")
    .replace(
      new RegExp(`\\b(web-)${generated}{6,10}-(${generated}{5})\\b`, "g"),
      (_, web: string, own: string) => `${web}5d4f8c7b9d-${part(own)}`,
    )
    .replace(new RegExp(`\\b(web-)${generated}{6,10}\\b(?!-kx7tp|-m2vqz|-w9c4d)`, "g"), "$15d4f8c7b9d")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "2026-01-01T00:00:00Z")
    .replace(/; \d+(?:–\d+)? restarts/g, "; 3 restarts")
    .replace(/^(  event .*), \d+ times/gm, "$1, 5 times");
}
