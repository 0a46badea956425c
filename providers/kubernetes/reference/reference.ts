import type { LiveObject } from "../../../src/model/object.ts";
import { lookUpOf } from "./define-reference.ts";
import { hasRevision } from "../../../src/apply/revision.ts";
import { identityOf, type KindRef, type LiveMetadata, lookUp, type RefProps } from "./look-up.ts";
import { withoutValues } from "./secret-ref.ts";
import type { KubernetesResource } from "../resource.ts";

/**
 * Any object that somebody else owns, of any kind that the cluster serves: for kinds without types. Values of Secrets are left
 * out.
 *
 * @example
 * const database = await ManifestRef({
 *   apiVersion: "postgresql.cnpg.io/v1",
 *   kind: "Cluster",
 *   name: "shop",
 *   namespace: "databases",
 * });
 * console.log(database.uid, database.metadata.labels);
 */
export interface ManifestRef extends KubernetesResource {
  /** Absent for objects of the whole cluster. */
  namespace?: string;
  metadata: LiveMetadata;
  [field: string]: unknown;
}

/** Which object a {@link ManifestRef} looks at. */
export interface ManifestRefProps extends RefProps {
  apiVersion: string;
  kind: string;
}

/**
 * Looks up any object.
 * @returns `undefined` when it is absent and `optional`
 * @throws {ProviderError} `not-found` when it is absent, `unknown-kind` when the cluster does not serve the kind
 */
export async function ManifestRef(
  props: ManifestRefProps & { optional: true },
): Promise<ManifestRef | undefined>;
export async function ManifestRef(props: ManifestRefProps): Promise<ManifestRef>;
export async function ManifestRef({
  apiVersion,
  kind,
  ...props
}: ManifestRefProps): Promise<ManifestRef | undefined> {
  const live = await lookUp({ apiVersion, kind }, props);
  return live && (publicPart(live) as ManifestRef);
}

function publicPart(live: LiveObject): object {
  return live.kind === "Secret" && hasRevision(live) ? withoutValues(live) : { ...live, ...identityOf(live) };
}

/** A custom resource that somebody else owns. */
export interface CustomResourceRef<Spec, Status> extends KubernetesResource {
  /** Absent for objects of the whole cluster. */
  namespace?: string;
  metadata: LiveMetadata;
  spec: Spec;
  /** As the controller has written it so far. */
  status?: Partial<Status>;
}

/**
 * Makes look-ups of a custom kind typed by its spec and status.
 * @param apiVersion for example `"cert-manager.io/v1"`
 * @param kind for example `"Certificate"`
 * @throws {ProviderError} the look-ups that it makes: `not-found` when the object is absent and not `optional`
 *
 * @example
 * const CertificateRef = CustomResourceRef<{ secretName: string }>("cert-manager.io/v1", "Certificate");
 * const tls = await CertificateRef({ name: "web", namespace: "shop" });
 * console.log(tls.spec.secretName);
 */
export function CustomResourceRef<Spec extends object, Status extends object = Record<string, unknown>>(
  apiVersion: string,
  kind: string,
): KindRef<CustomResourceRef<Spec, Status>> {
  return lookUpOf<CustomResourceRef<Spec, Status>>({ apiVersion, kind }, publicPart);
}
