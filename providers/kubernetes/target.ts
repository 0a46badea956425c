/** Which object on which cluster a resource is about. */

import type { Scope } from "alchemy";
import type { Target } from "../../src/apply/target.ts";
import type { Client } from "../../src/client/client.ts";
import { untilServed } from "../../src/client/discovery.ts";
import { ProviderError } from "../../src/errors.ts";
import type { Kind } from "../../src/model/kind.ts";
import { dnsLabel } from "../../src/model/names.ts";
import type { MetadataProps } from "./props.ts";
import type { NamespaceReference } from "./resource.ts";
import type { Settings } from "./settings.ts";
import type { StoredRef } from "./state.ts";

/** A target, and whether its namespace is only what the environment prefers. */
export interface Resolved {
  target: Target;
  preferred: boolean;
}

/**
 * Resolves kind, namespace and name of a resource.
 * @param known the cluster's client, the resource's settings, and the object that it was deployed as before
 * @throws {ProviderError} `unknown-kind`, `usage`
 */
export async function resolveTarget(
  scope: Scope,
  request: { id: string; apiVersion: string; kind: string; metadata: MetadataProps },
  known: { client: Client; settings: Pick<Settings, "namespace">; earlier: StoredRef | undefined },
): Promise<Resolved> {
  const { client, settings, earlier } = known;
  const kind = await servedKind(client, request);
  const name = request.metadata.name ?? physicalName(scope, kind, request.id);
  if (!kind.namespaced) {
    refuseNamespace(kind, request);
    return { target: { client, kind, name }, preferred: false };
  }
  const given = request.metadata.namespace;
  const chosen = given === undefined ? settings.namespace : namespaceName(given);
  // What the environment prefers was resolved at the first deploy: a changed kubeconfig must not move objects.
  const before = earlier?.preferred === true ? earlier.ref.namespace : undefined;
  const namespace = chosen ?? before ?? client.connection.namespace ?? "default";
  return { target: { client, kind, name, namespace }, preferred: chosen === undefined };
}

// Only after a definition was written is a kind worth waiting for: else it is unknown at once.
const DISCOVERY_DELAY = 10_000;
const definitions = new WeakMap<Client, number>();

/** Tells that a definition was written, so that its kind is worth waiting for. */
export function noteDefinition(client: Client): void {
  definitions.set(client, Date.now());
}

function servedKind(client: Client, request: { apiVersion: string; kind: string }): Promise<Kind> {
  const since = Date.now() - (definitions.get(client) ?? 0);
  return untilServed(client, request, { timeout: Math.max(0, DISCOVERY_DELAY - since) });
}

function physicalName(scope: Scope, kind: Kind, id: string): string {
  return dnsLabel([scope.appName, ...scope.chain.slice(2), id, scope.stage], `${kind.group}/${kind.kind}`);
}

function refuseNamespace(kind: Kind, request: { id: string; metadata: MetadataProps }): void {
  if (request.metadata.namespace === undefined) return;
  throw new ProviderError("usage", "it belongs to no namespace, but its metadata names one", {
    object: `${kind.kind} "${request.id}"`,
    advice: "Remove metadata.namespace.",
  });
}

function namespaceName(reference: NamespaceReference): string {
  return typeof reference === "string" ? reference : reference.name;
}
