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

/** Where instances go that name no namespace, by path of the graph. @default a namespace of their own */
export const NAMESPACES: Readonly<Record<string, string>> = {
  // Its ServiceAccount has the namespace of the spec, which is the default one.
  "examples/kubernetes/core-dns/core-dns.yaml": "default",
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

const ACK = "examples/aws/ack-controller";
const MARKERS = "test/e2e/chainsaw/check-validation-markers";
const UNQUOTED = "kro 0.9.4 takes the words of an unquoted default for markers";

const refusedGraphs = [
  ...["ec2", "ecr", "ecr-public", "eks", "s3", "sqs"].map((service) => ({
    document: `${ACK}/controllers/${service}-controller.yaml`,
    says: "without a value",
    reason: UNQUOTED,
  })),
  {
    document: `${ACK}/controllers/iam-controller.yaml`,
    says: "no matching overload for '_+_' applied to '(string, bool)'",
    reason: "a text with a boolean in it, which kro 0.9.4 does not convert",
  },
  { document: `${ACK}/resourcegroup.yaml`, says: "without a value", reason: UNQUOTED },
  {
    document: "examples/aws/llm/llm.yaml",
    says: 'returns type "bool" but expected "string"',
    reason: "a boolean where Kubernetes wants a string",
  },
].map((row) => ({ stage: "graph refused" as const, ...row }));

const refusedInstances = [
  { instance: "invalid-instance-array-limits.yaml", says: "spec." },
  { instance: "invalid-instance-max-items.yaml", says: "spec.tags: must have at most 3 items" },
  { instance: "invalid-instance-min-items.yaml", says: "spec.tags: must have at least 1 items" },
  { instance: "invalid-instance-priorities-max.yaml", says: "spec.priorities: must have at most 3 items" },
  { instance: "invalid-length-instance.yaml", says: "spec.username: must have at least 3 characters" },
  { instance: "invalid-pattern-instance.yaml", says: "spec.email: must match the pattern" },
  { instance: "invalid-unique-instance.yaml", says: "spec.tags[2]: is a duplicate" },
].map(({ instance, says }) => ({
  document: `${MARKERS}/rgd.yaml`,
  instance: `${MARKERS}/${instance}`,
  stage: "instance refused" as const,
  says,
  reason: "is wrong on purpose",
}));

/** An exception that is known. */
interface Row extends Exception {
  reason: string;
  /** The cluster that it is found on. @default both */
  on?: "real" | "embedded";
  /** Whether every run finds it. @default true */
  always?: boolean;
}

const CORE_DNS = {
  document: "examples/kubernetes/core-dns/core-dns.yaml",
  instance: "examples/kubernetes/core-dns/coredns-instance.yaml",
};

/** All of them. */
export const EXCEPTIONS: readonly Row[] = [
  ...refusedGraphs,
  ...refusedInstances,
  {
    ...CORE_DNS,
    on: "real",
    // Between two of their writes kro may see nothing to change for a moment.
    always: false,
    stage: "not active",
    says: "cluster mutated",
    reason:
      "it sets the Deployment's revision annotation, the deployment controller sets it back: kro never ends, direct mode writes once",
  },
  {
    ...CORE_DNS,
    on: "embedded",
    always: false,
    stage: "differs",
    says: "deployment.kubernetes.io/revision",
    reason: "the same annotation: who was the last to write it",
  },
];
