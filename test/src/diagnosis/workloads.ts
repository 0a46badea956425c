/** Workloads that go wrong in a chosen way, and applying them beside the program under test. */

import { kindOf } from "../../../src/client/discovery.ts";
import type { Client } from "../../../src/client/client.ts";
import { apply } from "../../../src/client/verbs.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";

/** How a workload differs from one that works. */
export interface WorkloadOptions {
  /** One of fault-stages.yaml, for its pods. */
  fault?: string;
  /** More of the pods' spec. */
  pod?: Record<string, unknown>;
  /** More of the one container. */
  container?: Record<string, unknown>;
  /** More of the workload's spec. */
  spec?: Record<string, unknown>;
  /** Of the pods. */
  annotations?: Record<string, string>;
}

/** A Deployment, StatefulSet, DaemonSet or Job of one container. */
export function workload(
  kind: "Deployment" | "StatefulSet" | "DaemonSet" | "Job",
  name: string,
  { fault, pod = {}, container = {}, spec = {}, annotations = {} }: WorkloadOptions = {},
): Manifest {
  const labels = { app: name, ...(fault !== undefined && { "test/fault": fault }) };
  const template = {
    metadata: { labels, annotations },
    spec: {
      containers: [{ name: "main", image: "registry.test/shop/main:1", ...container }],
      terminationGracePeriodSeconds: 0,
      ...(kind === "Job" && { restartPolicy: "Never" }),
      ...pod,
    },
  };
  const selector = kind === "Job" ? {} : { selector: { matchLabels: { app: name } } };
  const apiVersion = kind === "Job" ? "batch/v1" : "apps/v1";
  return { apiVersion, kind, metadata: { name }, spec: { ...selector, template, ...spec } };
}

/** Applies a manifest as somebody. */
export async function put(client: Client, namespace: string, manifest: Manifest): Promise<LiveObject> {
  const kind = await kindOf(client, manifest.apiVersion, manifest.kind);
  const placed = kind.namespaced ? { ...manifest, metadata: { ...manifest.metadata, namespace } } : manifest;
  return (await apply(client, kind, placed, { fieldManager: "somebody", force: true })).object;
}
