/** Resource types by the object that they are for, as programs that deploy manifests one by one use them. */

import type { Manifest } from "../../src/model/object.ts";
import { deployObject } from "../kubernetes/deploy-object.ts";
import type { ResourceOptions } from "../kubernetes/options.ts";
import type { KubernetesResource } from "../kubernetes/resource.ts";
import { namespaceName } from "./instance-request.ts";
import type { NamespaceReference } from "../kubernetes/resource.ts";
import { handleResourceRegistrationError } from "./alchemy-scope.ts";
import {
  idPrefix,
  inferAlchemyTypeFromKubernetesResource,
  type ResourceTypeInferenceConfig,
} from "./resource-type.ts";
import { resourceOf } from "../kubernetes/registration.ts";

/** Props of a registered type. */
export interface KubernetesResourceProps extends ResourceOptions {
  /** The manifest. */
  resource: Manifest;
  /** @default the manifest's own, else the scope's */
  namespace?: NamespaceReference;
}

/** Deploys one manifest as a resource of a registered type. */
export type AlchemyResourceProvider = (
  id: string,
  props: KubernetesResourceProps,
) => Promise<KubernetesResource>;

/** Which types this process has used, and for what. */
export interface ResourceTypeRegistry {
  /** How often each type was asked for. */
  readonly registeredTypes: ReadonlyMap<string, number>;
  /** Type by id of the resource. */
  readonly resourceIdToType: ReadonlyMap<string, string>;
  /** Types that more than one resource has. */
  readonly sharedTypes: ReadonlySet<string>;
}

const registeredTypes = new Map<string, number>();
const resourceIdToType = new Map<string, string>();
const sharedTypes = new Set<string>();

/** The types of this process: for looking at, what state keeps does not depend on it. */
export const resourceTypeRegistry: ResourceTypeRegistry = { registeredTypes, resourceIdToType, sharedTypes };

/**
 * Makes sure that Alchemy knows the resource type of an object, and returns what deploys such objects. Destroy finds the handler
 * of every type by itself, whether or not the program still asks for it.
 * @param resourceType @default inferred from the object
 * @throws {ProviderError} `usage` for a type that breaks the rules
 */
export function ensureResourceTypeRegistered(
  resource: Manifest,
  resourceType?: string,
  config: ResourceTypeInferenceConfig = {},
): AlchemyResourceProvider {
  const mapping =
    resourceType === undefined
      ? config
      : { ...config, customMappings: new Map([[resource.kind, resourceType]]) };
  const type = inferAlchemyTypeFromKubernetesResource(resource, mapping);
  try {
    resourceOf(type);
  } catch (error) {
    handleResourceRegistrationError(error, type);
  }
  registeredTypes.set(type, (registeredTypes.get(type) ?? 0) + 1);
  return (id, props) => {
    if ([...resourceIdToType.values()].includes(type)) sharedTypes.add(type);
    resourceIdToType.set(id, type);
    return deployManifest(type, id, props);
  };
}

async function deployManifest(
  type: string,
  given: string,
  props: KubernetesResourceProps,
): Promise<KubernetesResource> {
  const { resource, namespace, ...options } = props;
  const { apiVersion, kind, metadata, ...body } = resource;
  const prefix = idPrefix(resource);
  const place = namespaceName(namespace) ?? metadata.namespace;
  return deployObject<KubernetesResource>({
    type,
    prefix,
    apiVersion,
    kind,
    body,
    options,
    // An id that createAlchemyResourceId made begins with the kind already.
    id: given.startsWith(`${prefix}-`) ? given.slice(prefix.length + 1) : given,
    metadata: { ...metadata, ...(place !== undefined && { namespace: place }) },
  });
}
