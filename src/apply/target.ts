import type { Client } from "../client/client.ts";
import { findKind } from "../client/discovery.ts";
import type { Kind } from "../model/kind.ts";
import { apiVersionOf } from "../model/kind.ts";
import { describe, type ObjectRef } from "../model/object.ts";

/** One object on one cluster: what every step of a lifecycle is about. */
export interface Target {
  client: Client;
  kind: Kind;
  namespace?: string;
  name: string;
}

/**
 * The target of an object that exists or once did. A namespace on an object of the whole cluster is left out.
 * @returns `undefined` when the cluster does not serve the kind: then there is no such object
 * @throws {ProviderError} `unknown-kind` while the group's own API server does not answer discovery
 */
export async function findTarget(
  client: Client,
  { apiVersion, kind: served, name, namespace }: ObjectRef,
): Promise<Target | undefined> {
  const kind = await findKind(client, apiVersion, served);
  if (kind === undefined) return undefined;
  return { client, kind, name, ...(kind.namespaced && namespace !== undefined && { namespace }) };
}

/** How messages name the target. */
export function describeTarget(target: Target): string {
  return describe(referenceTo(target));
}

/** The target as plain data. */
export function referenceTo({ kind, namespace, name }: Target): ObjectRef {
  const ref: ObjectRef = { apiVersion: apiVersionOf(kind), kind: kind.kind, name };
  if (namespace !== undefined) ref.namespace = namespace;
  return ref;
}
