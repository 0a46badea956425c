import type { Wire } from "../../../src/model/wire.ts";
import { guarded } from "../../guard.ts";
import type { KindResource } from "../define-kind.ts";
import { partsOf } from "../manifest.ts";
import type { KubernetesResource, NamespacedResource } from "../resource.ts";
import { deployPatch } from "./deploy-patch.ts";
import type { PatchProps } from "./props.ts";

/** The identity of a patched object: what a patch gives to the program. */
export type Identity<Out extends KubernetesResource> = Out extends NamespacedResource
  ? NamespacedResource<Out["apiVersion"], Out["kind"]>
  : KubernetesResource<Out["apiVersion"], Out["kind"]>;

/**
 * Patches of one kind as an Alchemy resource: call it with an id, the object's name and the fields.
 * @typeParam Body the manifest of the kind as JSON on the wire
 * @typeParam Out what the program gets
 */
export interface KindPatch<Body, Out extends KubernetesResource> {
  (id: string, props: PatchProps<Body>): Promise<Out>;
  readonly apiVersion: Out["apiVersion"];
  readonly kind: Out["kind"];
}

/** Patches of a built-in kind. */
export function patchOf<M, Out extends KubernetesResource>({
  apiVersion,
  kind,
}: KindResource<M, Out>): KindPatch<Wire<M>, Identity<Out>> {
  const prefix = `${kind.toLowerCase()}.patch`;
  const resource = async (id: string, props: PatchProps<Wire<M>>): Promise<Identity<Out>> => {
    const parts = await guarded(async () => partsOf(props));
    return deployPatch({ prefix, apiVersion, kind, id, ...parts });
  };
  return Object.assign(resource, { apiVersion, kind });
}
