import type { Wire } from "../../src/model/wire.ts";
import { guarded } from "../guard.ts";
import { deployObject } from "./deploy-object.ts";
import { partsOf } from "./manifest.ts";
import type { KubernetesResource } from "./resource.ts";
import type { KindProps } from "./props.ts";

/**
 * A built-in kind as an Alchemy resource: call it with an id and the manifest's fields.
 * @typeParam M the kind's model of `@kubernetes/client-node`
 * @typeParam Out what the program gets
 */
export interface KindResource<M, Out extends KubernetesResource> {
  (id: string, ...props: KindArguments<KindProps<Wire<M>>>): Promise<Out>;
  readonly apiVersion: Out["apiVersion"];
  readonly kind: Out["kind"];
}

/** Props may be left out where a kind requires none. */
type KindArguments<Props extends object> = Partial<Props> extends Props ? [props?: Props] : [props: Props];

const defined = new Map<string, string>();

/**
 * Makes a built-in kind usable as an Alchemy resource.
 * @param apiVersion for example `"apps/v1"`
 * @param kind for example `"Deployment"`
 * @throws {Error} when another apiVersion of the kind was defined before: both would share the resource type
 */
export function defineKind<M, Out extends KubernetesResource>(
  apiVersion: Out["apiVersion"],
  kind: Out["kind"],
): KindResource<M, Out> {
  const earlier = defined.get(kind);
  if (earlier !== undefined)
    throw new Error(`The kind ${kind} is defined twice: ${earlier} and ${apiVersion}.`);
  defined.set(kind, apiVersion);
  const type = `kubernetes::${kind}`;
  const resource = async (id: string, props?: KindProps<Wire<M>>): Promise<Out> => {
    const parts = await guarded(async () => partsOf(props ?? {}));
    return deployObject<Out>({ type, apiVersion, kind, id, ...parts });
  };
  return Object.assign(resource, { apiVersion, kind });
}
