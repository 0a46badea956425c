/**
 * Registration with Alchemy, as a side effect of importing this package: one resolver for all our types, so that destroy
 * works whatever the program still uses. Resources are made when they are first needed; all share one handler, patches another.
 */

import { type Provider, registerDynamicResource, Resource } from "alchemy";
import type { KubernetesResource } from "./resource.ts";
import { isObjectType, type KubernetesContext, type StoredOutput, type StoredProps } from "./state.ts";

type InnerResource<Out> = (id: string, props: StoredProps | undefined) => Promise<Out>;

const resources = new Map<string, unknown>();

/** The type of all patches, whatever they patch. */
export const PATCH = "kubernetes::Patch";

// A run without changes calls no handler: a third of the package is loaded with the first one.
async function handler(this: KubernetesContext, id: string, props: StoredProps): Promise<StoredOutput> {
  const { lifecycle } = await import("./lifecycle.ts");
  return lifecycle.call(this, id, props);
}

async function patchHandler(this: KubernetesContext, id: string, props: StoredProps): Promise<StoredOutput> {
  const { patchLifecycle } = await import("./patch/lifecycle.ts");
  return patchLifecycle.call(this, id, props);
}

/** The inner resource of a type `kubernetes::…` or `kro::…`. */
export function resourceOf<Out extends KubernetesResource>(type: string): InnerResource<Out> {
  const known = resources.get(type) ?? Resource(type, type === PATCH ? patchHandler : handler);
  resources.set(type, known);
  return known as InnerResource<Out>;
}

registerDynamicResource((type) =>
  isObjectType(type) ? (resourceOf(type) as unknown as Provider) : undefined,
);
