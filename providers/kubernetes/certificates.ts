/** The kind of `certificates.k8s.io`. */

import type { V1CertificateSigningRequest } from "@kubernetes/client-node";
import { defineKind } from "./define-kind.ts";
import type { KubernetesResource } from "./resource.ts";

/**
 * Asks a signer of the cluster for a certificate; somebody has to approve it. `request` is the base64 of the PEM.
 * Its spec cannot be changed, and Kubernetes collects it within a day: read the certificate at once.
 *
 * @example
 * await CertificateSigningRequest("developer", {
 *   wait: "applied",
 *   spec: {
 *     request: process.env.DEVELOPER_CSR_BASE64 ?? "",
 *     signerName: "kubernetes.io/kube-apiserver-client",
 *     usages: ["client auth"],
 *   },
 * });
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
 */
export interface CertificateSigningRequest extends KubernetesResource<
  "certificates.k8s.io/v1",
  "CertificateSigningRequest"
> {}
export const CertificateSigningRequest = defineKind<V1CertificateSigningRequest, CertificateSigningRequest>(
  "certificates.k8s.io/v1",
  "CertificateSigningRequest",
);
