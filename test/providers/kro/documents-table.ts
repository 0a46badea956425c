/** What the files of kro's examples and tests leave open, and where a document does not do what the others do. Data only. */

import type { JsonObject } from "../../../src/model/json.ts";

const EXTERNAL_REFERENCES = "test/e2e/chainsaw/check-external-references";
const UPGRADE = "test/upgrade/fixtures";

/** Files with objects that instances need, by path of the graph. */
export const BESIDE: Readonly<Record<string, readonly string[]>> = {
  "test/e2e/chainsaw/check-unknown-fields/rgd.yaml": [
    "test/e2e/chainsaw/check-unknown-fields/allow-unknown-crd.yaml",
  ],
  [`${EXTERNAL_REFERENCES}/rgd.yaml`]: [`${EXTERNAL_REFERENCES}/configmap.yaml`],
  [`${UPGRADE}/external-ref/rgd.yaml`]: [`${UPGRADE}/01-external-configmap.yaml`],
  [`${UPGRADE}/legacy-selector/rgd.yaml`]: [`${UPGRADE}/01-external-configmap.yaml`],
};

/** Specs for graphs that have no instance beside them. @param namespace of the case, which exists */
export const INSTANCES: Readonly<Record<string, (namespace: string) => JsonObject>> = {
  "examples/apigateway/vpc-lattice/rg-webapp.yaml": () => ({ name: "lattice-webapp", service: {} }),
  "examples/aws/ack-controller/crds/ec2-crd-group.yaml": () => ({}),
  "examples/aws/ack-controller/crds/ecr-crd-group.yaml": () => ({}),
  "examples/aws/ack-controller/crds/ecr-public-crd-group.yaml": () => ({}),
  "examples/aws/ack-controller/crds/eks-crd-group.yaml": () => ({}),
  "examples/aws/ack-controller/crds/iam-crd-group.yaml": () => ({}),
  "examples/aws/ack-controller/crds/s3-crd-group.yaml": () => ({}),
  "examples/aws/ack-controller/crds/sqs-crd-group.yaml": () => ({}),
  "examples/kubernetes/saas-multi-tenant/tenant-application-rgd.yaml": (namespace) => ({
    tenantId: namespace,
    image: "nginx",
  }),
  "examples/kubernetes/saas-multi-tenant/tenant-environment-rgd.yaml": (namespace) => ({
    tenantId: `${namespace}-tenant`,
  }),
  "test/e2e/chainsaw/check-rgd-creation/rgd.yaml": () => ({ replicas: 2 }),
  "test/e2e/chainsaw/check-rgd-deletion/rgd.yaml": () => ({ image: "nginx:1.29" }),
};

/** Values of instances that this cluster could not take, by path of the instance. */
export const OVERRIDES: Readonly<Record<string, JsonObject>> = {
  // Addresses of services are 10.0.0.0/16 here.
  "examples/kubernetes/core-dns/coredns-instance.yaml": {
    values: { service: { clusterIP: "10.0.200.45", clusterIPs: ["10.0.200.45"] } },
  },
};

/** How far a document or an instance came. */
export type Stage =
  /** kro and our analysis refuse the graph. */
  | "graph refused"
  /** The API server, and direct mode before any request, refuse the instance. */
  | "instance refused"
  /** kro does not get it ACTIVE, from neither document. */
  | "not active"
  /** kro gets it ACTIVE, direct mode does not get it ready. */
  | "not ready in direct mode"
  /** Children of direct mode differ from kro's. */
  | "differs";

/** Something that is not as it is with the others. */
export interface Exception {
  document: string;
  /** File of the instance. */
  instance?: string;
  stage: Stage;
  /** What was said; in the table a part of it. */
  says: string;
}

/** All of them. */
export const EXCEPTIONS: readonly (Exception & { reason: string })[] = [];
