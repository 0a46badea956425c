/**
 * Finalizers: who removes each of them, and when. Data; pure.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
 */

/** What is known of a finalizer. */
export interface FinalizerOwner {
  /** Who removes it: what has to run for that. */
  owner: string;
  /** When it does. */
  once: string;
  /** Whether Kubernetes itself removes it, so that nobody else ever should. */
  builtIn?: true;
}

const MANAGER = "kube-controller-manager";

/** By the finalizer's whole name. */
const BY_NAME: Readonly<Record<string, FinalizerOwner | undefined>> = {
  foregroundDeletion: { owner: MANAGER, once: "the objects that it owns are gone", builtIn: true },
  orphan: { owner: MANAGER, once: "the objects that it owns are released", builtIn: true },
  kubernetes: { owner: MANAGER, once: "nothing is left in it", builtIn: true },
  "kubernetes.io/pvc-protection": { owner: MANAGER, once: "no pod uses the claim", builtIn: true },
  "kubernetes.io/pv-protection": { owner: MANAGER, once: "no claim is bound to the volume", builtIn: true },
  "kubernetes.io/vac-protection": { owner: MANAGER, once: "no volume uses the class", builtIn: true },
  "batch.kubernetes.io/job-tracking": { owner: MANAGER, once: "the Job has counted the pod", builtIn: true },
  "resource.kubernetes.io/delete-protection": {
    owner: MANAGER,
    once: "no pod uses the claim",
    builtIn: true,
  },
  "networking.k8s.io/service-cidr-finalizer": {
    owner: MANAGER,
    once: "no Service has an address of the range",
    builtIn: true,
  },
  "customresourcecleanup.apiextensions.k8s.io": {
    owner: "kube-apiserver",
    once: "no custom resource of the kind is left",
    builtIn: true,
  },
  "service.kubernetes.io/load-balancer-cleanup": {
    owner: "the cloud controller manager",
    once: "the load balancer is deleted",
  },
  "kro.run/finalizer": { owner: "kro", once: "what the instance consists of is gone" },
  "karpenter.sh/termination": { owner: "Karpenter", once: "the node is drained and its machine gone" },
};

/** By the domain of the finalizer, or one above it. */
const BY_DOMAIN: readonly (readonly [domain: string, owner: string, once: string])[] = [
  ["external-provisioner.volume.kubernetes.io", "the CSI driver of the volume", "its storage is deleted"],
  ["snapshot.storage.kubernetes.io", "the snapshot controller", "no snapshot needs it"],
  ["acme.cert-manager.io", "cert-manager", "its challenge is cleaned up"],
  ["cert-manager.io", "cert-manager", "it has cleaned up"],
  ["external-secrets.io", "External Secrets", "what it wrote is deleted"],
  ["argoproj.io", "Argo CD", "the application's resources are deleted"],
  ["fluxcd.io", "Flux", "what it applied is deleted"],
  ["cattle.io", "the controllers of k3s or Rancher", "what it deployed is uninstalled"],
  ["traefik.io", "Traefik", "it has cleaned up"],
  ["cnpg.io", "CloudNativePG", "the database object is dropped"],
  ["crossplane.io", "Crossplane", "what it manages outside of the cluster is deleted"],
  ["k8s.aws", "the AWS Load Balancer Controller", "the load balancer is deleted"],
  ["gke.io", "the controllers of GKE", "its cloud resources are deleted"],
  ["gateway.networking.k8s.io", "the Gateway controller", "no Gateway needs it"],
  ["keda.sh", "KEDA", "the autoscaler is removed"],
  ["longhorn.io", "Longhorn", "the volume's replicas are deleted"],
  ["rook.io", "Rook", "the storage is deleted"],
  ["strimzi.io", "Strimzi", "the topic or user is deleted"],
  ["istio.io", "the Istio operator", "it has cleaned up"],
  ["velero.io", "Velero", "the backup's data is deleted"],
];

/**
 * Who removes a finalizer; of an unknown one its domain says whose it is.
 * @param finalizer for example `kubernetes.io/pvc-protection`
 */
export function ownerOfFinalizer(finalizer: string): FinalizerOwner {
  const known = BY_NAME[finalizer];
  if (known !== undefined) return known;
  const domain = finalizer.split("/", 1)[0] ?? "";
  const row = BY_DOMAIN.find(([above]) => domain === above || domain.endsWith(`.${above}`));
  if (row !== undefined) return { owner: row[1], once: row[2] };
  const owner = domain.includes(".") ? `a controller of ${domain}` : "whoever set it";
  return { owner, once: "it has cleaned up" };
}

/** Whether a finalizer only says that something else has to go first, which then is what holds. */
export function isGarbageCollection(finalizer: string): boolean {
  return finalizer === "foregroundDeletion" || finalizer === "orphan";
}
