/**
 * Kubernetes kinds in a flattened vocabulary, for applications on k3s: the name is the id, labels and selectors follow from it.
 * Each function only builds a manifest and calls the resource of its kind; whatever it does not offer, that resource does.
 */

export { K3sApi, type K3sApiInit, type K3sApiOptions } from "../../src/client/k3s-api.ts";
export { MinioBucket, type MinioBucketProps } from "./bucket.ts";
export { K3sConfigMap, type K3sConfigMapProps } from "./config-map.ts";
export { K3sDeployment, type K3sDeploymentProps } from "./deployment.ts";
export { type IngressRule, type IngressTLS, K3sIngress, type K3sIngressProps } from "./ingress.ts";
export { K3sJob, type K3sJobProps } from "./job.ts";
export { type K3sObjectProps } from "./metadata.ts";
export { K3sPersistentVolumeClaim, type K3sPersistentVolumeClaimProps } from "./persistent-volume-claim.ts";
export {
  type ContainerSpec,
  type EnvFromSource,
  type K3sPodProps,
  type PodFields,
  type Volume,
} from "./pod.ts";
export { K3sSecret, type K3sSecretProps } from "./secret.ts";
export { K3sService, type K3sServiceProps, type ServicePort } from "./service.ts";
export { K3sStatefulSet, type K3sStatefulSetProps, type VolumeClaimTemplate } from "./stateful-set.ts";
