/** Which object on which cluster a resource is about. */

import type { Scope } from "alchemy";
import type { Target } from "../../src/apply/target.ts";
import type { Client } from "../../src/client/client.ts";
import { kindOf } from "../../src/client/discovery.ts";
import { hasCode, ProviderError } from "../../src/errors.ts";
import type { Kind } from "../../src/model/kind.ts";
import type { ObjectRef } from "../../src/model/object.ts";
import { dnsLabel } from "../../src/model/names.ts";
import { sleep } from "../../src/retry.ts";
import { clientFor } from "../connect.ts";
import type { AnyProps } from "./manifest.ts";
import type { NamespaceReference } from "./resource.ts";
import type { Settings } from "./settings.ts";

/**
 * Resolves cluster, kind, namespace and name of a resource.
 * @param earlier the object that the resource was deployed as before
 * @throws {ProviderError} `no-cluster`, `bad-kubeconfig`, `unknown-kind`, `usage`
 */
export async function resolveTarget(
  scope: Scope,
  request: { id: string; apiVersion: string; kind: string; props: AnyProps },
  settings: Settings,
  earlier: ObjectRef | undefined,
): Promise<Target> {
  const client = await clientFor(scope, settings.cluster);
  const kind = await servedKind(client, request);
  const name = request.props.metadata?.name ?? physicalName(scope, kind, request.id);
  const namespace = namespaceOf(client, kind, request, {
    scoped: settings.namespace,
    earlier: earlier?.namespace,
  });
  return namespace === undefined ? { client, kind, name } : { client, kind, name, namespace };
}

// Discovery follows a definition that was just established with a delay.
const DISCOVERY_DELAY = 5_000;
const POLL = 100;
const definitions = new WeakMap<Client, number>();

/** Tells that a definition was written, so that its kind is worth waiting for. */
export function noteDefinition(client: Client): void {
  definitions.set(client, Date.now());
}

async function servedKind(client: Client, request: { apiVersion: string; kind: string }): Promise<Kind> {
  for (;;) {
    try {
      return await kindOf(client, request.apiVersion, request.kind);
    } catch (error) {
      const since = Date.now() - (definitions.get(client) ?? 0);
      if (!hasCode(error, "unknown-kind") || since > DISCOVERY_DELAY) throw error;
      await sleep(POLL);
    }
  }
}

function physicalName(scope: Scope, kind: Kind, id: string): string {
  return dnsLabel([scope.appName, ...scope.chain.slice(2), id, scope.stage], `${kind.group}/${kind.kind}`);
}

function namespaceOf(
  client: Client,
  kind: Kind,
  request: { id: string; props: AnyProps },
  defaults: { scoped: string | undefined; earlier: string | undefined },
): string | undefined {
  const given = request.props.metadata?.namespace;
  if (kind.namespaced) {
    const chosen = given === undefined ? defaults.scoped : namespaceName(given);
    // What the environment prefers was resolved at the first deploy: a changed kubeconfig must not move objects.
    return chosen ?? defaults.earlier ?? client.connection.namespace ?? "default";
  }
  if (given === undefined) return undefined;
  throw new ProviderError("usage", "it belongs to no namespace, but its metadata names one", {
    object: `${kind.kind} "${request.id}"`,
    advice: "Remove metadata.namespace.",
  });
}

function namespaceName(reference: NamespaceReference): string {
  return typeof reference === "string" ? reference : reference.name;
}
