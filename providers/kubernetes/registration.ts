/**
 * Registration with Alchemy, as a side effect of importing this package: one resolver for all our types, so that destroy
 * works whatever the program still uses. Resources are made when they are first needed; all share one handler, patches another.
 */

import { type Provider, registerDynamicResource, Resource } from "alchemy";
import { lifecycle } from "./lifecycle.ts";
import { patchLifecycle } from "./patch/lifecycle.ts";
import type { KubernetesResource } from "./resource.ts";
import { isObjectType, type StoredProps } from "./state.ts";

type InnerResource<Out> = (id: string, props: StoredProps | undefined) => Promise<Out>;

const resources = new Map<string, unknown>();

/** The type of all patches, whatever they patch. */
export const PATCH = "kubernetes::Patch";

/** The inner resource of a type `kubernetes::…` or `kro::…`. */
export function resourceOf<Out extends KubernetesResource>(type: string): InnerResource<Out> {
  const known = resources.get(type) ?? Resource(type, type === PATCH ? patchLifecycle : lifecycle);
  resources.set(type, known);
  return known as InnerResource<Out>;
}

registerDynamicResource((type) =>
  isObjectType(type) ? (resourceOf(type) as unknown as Provider) : undefined,
);
