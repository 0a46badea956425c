/**
 * What every Kubernetes resource gives to the program: its identity.
 * @typeParam ApiVersion for example `"apps/v1"`
 * @typeParam KindName for example `"Deployment"`
 */
export interface KubernetesResource<ApiVersion extends string = string, KindName extends string = string> {
  apiVersion: ApiVersion;
  kind: KindName;
  /** `metadata.name` of the live object. */
  name: string;
  /** `metadata.uid` of the live object: another one after it was replaced. */
  uid: string;
}

/** A resource whose objects live in a namespace. */
export interface NamespacedResource<
  ApiVersion extends string = string,
  KindName extends string = string,
> extends KubernetesResource<ApiVersion, KindName> {
  /** `metadata.namespace` of the live object. */
  namespace: string;
}

/** Names a namespace: its name, or the Namespace resource. */
export type NamespaceReference = string | { kind: "Namespace"; name: string };
