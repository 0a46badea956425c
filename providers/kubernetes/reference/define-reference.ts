import type { LiveObject } from "../../../src/model/object.ts";
import type { Wire } from "../../../src/model/wire.ts";
import type { KindResource } from "../define-kind.ts";
import type { KubernetesResource } from "../resource.ts";
import { identityOf, type KindRef, lookUp, type Referenced, type RefProps } from "./look-up.ts";

/** Look-ups of a built-in kind. */
export function referenceOf<M, Out extends KubernetesResource>({
  apiVersion,
  kind,
}: KindResource<M, Out>): KindRef<Referenced<Wire<M>, Out>> {
  return lookUpOf<Referenced<Wire<M>, Out>>({ apiVersion, kind }, (live) => ({
    ...live,
    ...identityOf(live),
  }));
}

/** Look-ups of a kind, with what they make of the live object. */
export function lookUpOf<Out extends KubernetesResource>(
  { apiVersion, kind }: { apiVersion: string; kind: string },
  made: (live: LiveObject) => object,
): KindRef<Out> {
  const reference = async (props: RefProps): Promise<Out | undefined> => {
    const live = await lookUp({ apiVersion, kind }, props);
    return live && (made(live) as Out);
  };
  return Object.assign(reference, { apiVersion, kind }) as KindRef<Out>;
}
