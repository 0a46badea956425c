import { ProviderError } from "../../../src/errors.ts";
import { groupOf } from "../../../src/model/kind.ts";
import type { WithSecrets } from "../../../src/model/wire.ts";
import { guarded } from "../../guard.ts";
import type { AlchemySecret } from "../../secrets.ts";
import { partsOf } from "../manifest.ts";
import type { AnyManifest } from "../manifest-resource.ts";
import type { KubernetesResource } from "../resource.ts";
import type { KindPatch } from "./define-patch.ts";
import { deployPatch, type PatchRequest } from "./deploy-patch.ts";
import type { PatchMetadata, PatchOptions, PatchProps } from "./props.ts";

/** Fields of any object, with what says which object it is. */
export interface AnyPatch extends AnyManifest {
  metadata: PatchMetadata;
}

/** Props of a {@link Patch}. */
export interface AnyPatchProps extends PatchOptions {
  /** What says which object it is, and its fields. Every string may be an `alchemy.secret`. */
  manifest: WithSecrets<AnyPatch, AlchemySecret>;
}

/**
 * Some fields of an object that somebody else owns: labels, annotations, data, environment, taints, anything.
 *
 * The object is neither created nor deleted: when it is missing it is waited for, and destroy gives the fields up. Those that
 * nobody else owns go then; values that they had before do not come back. Every kind has its typed form (`DeploymentPatch`),
 * custom kinds get one by `CustomResourcePatch`; this one is for everything else.
 *
 * @example
 * await Patch("scrape", {
 *   manifest: {
 *     apiVersion: "example.com/v1",
 *     kind: "Widget",
 *     metadata: { name: "main", namespace: "shop", labels: { scrape: "yes" } },
 *     spec: { size: 3 },
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export interface Patch extends KubernetesResource {
  /** Absent for objects of the whole cluster. */
  namespace?: string;
}

/**
 * Patches any object.
 * @param id repeats across kinds, not within this one
 * @throws {ProviderError} `not-found` when there is no such object, `conflict` when others own the fields
 */
export async function Patch(id: string, props: AnyPatchProps): Promise<Patch> {
  return deployPatch<Patch>(await guarded(async () => requestOf(id, props)));
}

function requestOf(id: string, { manifest, ...options }: AnyPatchProps): PatchRequest {
  // Programs build manifests from YAML: their types are a promise only.
  const { apiVersion, kind, metadata, status: _status, ...body } = (manifest ?? {}) as Partial<AnyPatch>;
  if (typeof apiVersion !== "string" || typeof kind !== "string") {
    throw new ProviderError("usage", "its manifest lacks apiVersion or kind", {
      object: `Patch "${id}"`,
      advice: "Give both, and metadata.name, beside the fields.",
    });
  }
  return { prefix: "patch", apiVersion, kind, id, options, metadata: metadata ?? {}, body };
}

/** A custom resource, as far as patches set it beside its metadata. */
export interface CustomResourceFields<Spec> {
  spec: Spec;
}

/**
 * Makes patches of a custom kind typed by its spec.
 * @param apiVersion for example `"cert-manager.io/v1"`
 * @param kind for example `"Certificate"`
 * @throws {ProviderError} the patches that it makes: `not-found` when there is no such object, `conflict` when others own the fields
 *
 * @example
 * const CertificatePatch = CustomResourcePatch<{ renewBefore: string }>("cert-manager.io/v1", "Certificate");
 * await CertificatePatch("web", { metadata: { name: "web", namespace: "shop" }, spec: { renewBefore: "360h" } });
 */
export function CustomResourcePatch<Spec extends object>(
  apiVersion: string,
  kind: string,
): KindPatch<CustomResourceFields<Spec>, Patch> {
  const prefix = `${kind.toLowerCase()}.${groupOf(apiVersion)}.patch`;
  const resource = async (id: string, props: PatchProps<CustomResourceFields<Spec>>): Promise<Patch> => {
    const parts = await guarded(async () => partsOf(props));
    return deployPatch({ prefix, apiVersion, kind, id, ...parts });
  };
  return Object.assign(resource, { apiVersion, kind });
}
