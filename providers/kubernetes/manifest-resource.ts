import { ProviderError } from "../../src/errors.ts";
import type { WithSecrets } from "../../src/model/wire.ts";
import type { AlchemySecret } from "../secrets.ts";
import { guarded } from "../guard.ts";
import { deployObject, type ObjectRequest } from "./deploy-object.ts";
import type { ResourceOptions } from "./options.ts";
import type { KubernetesResource } from "./resource.ts";
import type { MetadataProps } from "./props.ts";

/** Any object, in the form that YAML files have. */
export interface AnyManifest {
  apiVersion: string;
  kind: string;
  metadata?: MetadataProps;
  [field: string]: unknown;
}

/** Props of a {@link Manifest}. */
export interface ManifestProps extends ResourceOptions {
  /** The whole object. Every string may be an `alchemy.secret`. */
  manifest: WithSecrets<AnyManifest, AlchemySecret>;
}

/**
 * Any object of any kind that the cluster serves, as its manifest: for kinds without types, and for YAML at hand.
 *
 * The kind is looked up by discovery. Prefer the typed kinds where they exist, and `CustomResource` for a kind used often.
 *
 * @example
 * const quota = await Manifest("quota", {
 *   manifest: {
 *     apiVersion: "v1",
 *     kind: "ResourceQuota",
 *     metadata: { namespace: "shop" },
 *     spec: { hard: { pods: "20" } },
 *   },
 * });
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/
 */
export interface Manifest extends KubernetesResource {
  /** Absent for objects of the whole cluster. */
  namespace?: string;
}

/**
 * Deploys any object.
 * @param id repeats across kinds, not within this one
 * @throws {ProviderError} `unknown-kind` when the cluster does not serve the kind, with the kinds that come near
 */
export async function Manifest(id: string, props: ManifestProps): Promise<Manifest> {
  return deployObject<Manifest>(await guarded(async () => requestOf(id, props)));
}

function requestOf(id: string, props: ManifestProps): ObjectRequest {
  const { manifest, ...options } = (props ?? {}) as Partial<ManifestProps>;
  // Programs build manifests from YAML: their types are a promise only.
  const { apiVersion, kind, metadata, status: _status, ...body } = (manifest ?? {}) as Partial<AnyManifest>;
  if (typeof apiVersion !== "string" || typeof kind !== "string") {
    throw new ProviderError("usage", "its manifest lacks apiVersion or kind", {
      object: `Manifest "${id}"`,
      advice: "Give the whole object, as in a YAML file.",
    });
  }
  if (apiVersion === "v1" && kind === "List") {
    throw new ProviderError("usage", "a List is no object of the cluster", {
      object: `Manifest "${id}"`,
      advice: "Deploy each of its items as a Manifest.",
    });
  }
  const type = "kubernetes::Manifest";
  return { type, prefix: "manifest", apiVersion, kind, id, options, metadata: metadata ?? {}, body };
}
