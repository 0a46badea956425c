import type { Client } from "../client/client.ts";
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
