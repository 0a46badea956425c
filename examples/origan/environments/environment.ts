/** Everything that may differ between environments. */

/** What runs in pods. */
export type Workload = "postgres" | "nats" | ReplicatedWorkload;

/** Those of Origan's own, of which there may be several. */
export type ReplicatedWorkload = "control-api" | "gateway" | "admin-panel" | "runner";

/** Variables that an environment either gives a default or requires. */
export interface Variables {
  BASE_DOMAIN: string;
  ORIGAN_DEPLOY_DOMAIN: string;
  /** Tag of Origan's own images. */
  ORIGAN_IMAGE_TAG: string;
  /** Of whoever deploys: it makes the bucket. */
  MINIO_ACCESS_KEY: string;
  MINIO_SECRET_KEY: string;
  /** Of the control API: it reads and writes the bucket's objects. */
  BUCKET_ACCESS_KEY: string;
  BUCKET_SECRET_KEY: string;
  POSTGRES_PASSWORD: string;
  DATABASE_URL: string;
  JWT_SECRET: string;
  GITHUB_CLIENT_ID: string;
  GITHUB_CLIENT_SECRET: string;
  GITHUB_WEBHOOK_SECRET: string;
  GITHUB_APP_ID: string;
  GITHUB_APP_PRIVATE_KEY_BASE64: string;
}

/** CPU and memory of one container. */
export interface Resources {
  requests: { cpu: string; memory: string };
  limits?: { cpu?: string; memory: string };
}

/** One environment, as data. */
export interface Environment {
  name: "development" | "production";
  /** Values for variables that are not set. What has none is required. */
  defaults: (given: Partial<Variables>) => Partial<Variables>;
  /** Where Origan's own images come from, unless ORIGAN_IMAGE_REGISTRY says otherwise. */
  registry: string;
  replicas: Record<ReplicatedWorkload, number>;
  resources: Record<Workload, Resources>;
  /** Size of the database's volume. */
  storage: string;
  /** cert-manager's ClusterIssuer; without one everything is plain HTTP. */
  clusterIssuer?: string;
  /** Port of the gateway on every node; without one it is reached through the ingress only. */
  gatewayNodePort?: number;
}
