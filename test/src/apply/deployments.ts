/** Deployments of ours that others write into, and targets for them and objects of other kinds. */

import type { Target } from "../../../src/apply/target.ts";
import type { Client } from "../../../src/client/client.ts";
import { apiVersionOf, type Kind } from "../../../src/model/kind.ts";
import type { Manifest } from "../../../src/model/object.ts";
import { randomNamespace } from "../../support/control-plane.ts";
import { kindOf } from "./writers.ts";

/** Some part of a manifest. */
export type Body = Record<string, unknown>;

/** Makes targets, in the namespace when their kind has one. */
export function placesIn(client: Client, namespace: string): (kind: Kind, name?: string) => Target {
  return (kind, name = randomNamespace("x")) =>
    kind.namespaced ? { client, kind, namespace, name } : { client, kind, name };
}

/** The manifest of a target. */
export function manifestOf({ kind, name, namespace }: Target, body: Body): Manifest {
  const own = (body["metadata"] ?? {}) as Body;
  const metadata = { ...own, name, ...(namespace !== undefined && { namespace }) };
  return { apiVersion: apiVersionOf(kind), kind: kind.kind, ...body, metadata };
}

export const DEPLOYMENT = kindOf("apps/v1", "Deployment");

export const labels = { app: "web" };

/** A Deployment. @param more of its spec */
export function workload(image = "registry.test/web:1", more: Body = {}): Body {
  const template = { metadata: { labels }, spec: { containers: [{ name: "web", image }] } };
  return { spec: { selector: { matchLabels: labels }, template, ...more } };
}

/** Of a Deployment whose controller does nothing while we look. */
export const idle = { replicas: 0, paused: true };
