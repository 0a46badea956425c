/**
 * Rules of kinds that other projects bring, keyed by `group/Kind`: each row says what the project's own controllers write.
 * Kinds that follow kstatus (Flux, Knative, Crossplane, Cluster API) need no row.
 */

import type { Fault, StatusRow } from "./status-row.ts";
import { MAY_COME } from "./verdict.ts";

const status = (field: string): readonly string[] => ["status", field];
const PHASE = status("phase");
const HEALTH = ["status", "health", "status"];
const notReady: Fault = { condition: "Ready", patience: MAY_COME };

const CERT_MANAGER = "cert-manager pkg/controller/certificates, pkg/apis/certmanager/v1";
const ACME = "cert-manager pkg/apis/acme/v1: State";
const CNPG = "cloudnative-pg api/v1: Phase…, BackupPhase…, DatabaseStatus";
const EXTERNAL_SECRETS = "external-secrets pkg/controllers: markAsDone, markAsFailed, getResourceVersion";
const GATEWAY = "gateway-api apis/v1: …ConditionType";
const TRAEFIK = "traefik pkg/provider/kubernetes/crd/traefikio/v1alpha1: no status";
const TEKTON = "tektoncd/pipeline pkg/apis/pipeline/v1: condition Succeeded";
const PROMETHEUS = "prometheus-operator pkg/apis/monitoring/v1: ConditionType";
const SNAPSHOTS = "external-snapshotter client/apis/volumesnapshot/v1: VolumeSnapshotStatus";

const issuer: StatusRow = { source: CERT_MANAGER, conditions: ["Ready"], faults: [notReady] };
const acme: StatusRow = {
  source: ACME,
  field: { path: status("state"), ready: ["valid"] },
  words: status("reason"),
  faults: [{ value: "invalid" }, { value: "expired" }, { value: "errored" }],
};
const cnpgObject: StatusRow = {
  source: CNPG,
  field: { path: status("applied"), ready: [true] },
  words: status("message"),
  faults: [{ value: false, patience: MAY_COME }],
  observesSuccess: true,
};
const secretStore: StatusRow = { source: EXTERNAL_SECRETS, conditions: ["Ready"], faults: [notReady] };
const pushSecret: StatusRow = {
  ...secretStore,
  observed: { path: status("syncedResourceVersion") },
  observesSuccess: true,
};
const externalSecret: StatusRow = {
  ...secretStore,
  observed: {
    path: status("syncedResourceVersion"),
    // It is looked at once: shouldRefresh; of immutable targets up to 0.10: shouldReconcile.
    unless: [
      [{ path: ["spec", "refreshPolicy"], is: ["CreatedOnce"] }],
      [{ path: ["spec", "target", "immutable"], is: [true] }],
      [
        { path: ["spec", "refreshInterval"], is: ["0", "0s", "0m", "0h", "0m0s", "0h0m0s"] },
        { path: ["spec", "refreshPolicy"], is: [undefined, "Periodic"] },
      ],
    ],
  },
  observesSuccess: true,
};
const noStatus: StatusRow = { source: TRAEFIK };
const run: StatusRow = {
  source: TEKTON,
  conditions: ["Succeeded"],
  faults: [{ condition: "Succeeded" }],
};
const monitor: StatusRow = {
  source: PROMETHEUS,
  conditions: ["Available", "Reconciled"],
  // Pods of the former revision are available, too.
  counts: { wanted: status("replicas"), there: status("updatedReplicas") },
};
const snapshot: StatusRow = {
  source: SNAPSHOTS,
  field: { path: status("readyToUse"), ready: [true] },
  words: ["status", "error", "message"],
};

// Every other phase is one of work under way.
const BROKEN_CLUSTER = [
  "Cluster is unrecoverable and needs manual intervention",
  "Cluster cannot proceed to reconciliation due to an unknown plugin being required",
  "Cluster cannot proceed to reconciliation due to an error while interacting with plugins",
  "Cluster has incomplete or invalid image catalog",
  "Cluster cannot execute instance online upgrade due to missing architecture binary",
  "Unable to create required cluster objects",
  "Invalid cluster definition",
];

/** Rows by `group/Kind`. */
export const presets: Readonly<Record<string, StatusRow | undefined>> = {
  "acme.cert-manager.io/Challenge": acme,
  "acme.cert-manager.io/Order": acme,
  "cert-manager.io/Certificate": {
    source: CERT_MANAGER,
    conditions: ["Ready"],
    // It tries again after an hour.
    faults: [{ condition: "Issuing", patience: 10_000 }],
  },
  "cert-manager.io/CertificateRequest": {
    source: CERT_MANAGER,
    conditions: ["Ready"],
    faults: [
      { condition: "Denied", status: "True" },
      { condition: "InvalidRequest", status: "True" },
      { condition: "Ready", reasons: ["Failed", "Denied"] },
    ],
  },
  "cert-manager.io/ClusterIssuer": issuer,
  "cert-manager.io/Issuer": issuer,

  "external-secrets.io/ClusterExternalSecret": secretStore,
  "external-secrets.io/ClusterSecretStore": secretStore,
  "external-secrets.io/ExternalSecret": externalSecret,
  "external-secrets.io/PushSecret": pushSecret,
  "external-secrets.io/SecretStore": secretStore,

  "gateway.networking.k8s.io/GatewayClass": {
    source: GATEWAY,
    conditions: ["Accepted"],
    faults: [{ condition: "Accepted", patience: MAY_COME }],
  },

  "postgresql.cnpg.io/Backup": {
    source: CNPG,
    field: { path: PHASE, ready: ["completed"] },
    words: status("error"),
    faults: [
      { value: "failed" },
      { value: "walArchivingFailing", patience: MAY_COME },
      { value: "invalid backup definition", patience: MAY_COME },
    ],
  },
  "postgresql.cnpg.io/Cluster": {
    source: CNPG,
    field: { path: PHASE, ready: ["Cluster in healthy state"] },
    words: status("phaseReason"),
    faults: BROKEN_CLUSTER.map((value) => ({ value, patience: MAY_COME })),
    suspended: [
      { path: ["metadata", "annotations", "cnpg.io/hibernation"], is: ["on"] },
      // Of updates that a person supervises.
      { path: PHASE, is: ["Waiting for user action"] },
    ],
    counts: { wanted: ["spec", "instances"], there: status("readyInstances") },
  },
  "postgresql.cnpg.io/ClusterImageCatalog": { source: CNPG },
  "postgresql.cnpg.io/Database": cnpgObject,
  "postgresql.cnpg.io/ImageCatalog": { source: CNPG },
  "postgresql.cnpg.io/Pooler": {
    source: CNPG,
    counts: { wanted: ["spec", "instances"], there: status("instances") },
  },
  "postgresql.cnpg.io/Publication": cnpgObject,
  "postgresql.cnpg.io/ScheduledBackup": {
    source: CNPG,
    suspended: [{ path: ["spec", "suspend"], is: [true] }],
  },
  "postgresql.cnpg.io/Subscription": cnpgObject,

  "traefik.io/IngressRoute": noStatus,
  "traefik.io/IngressRouteTCP": noStatus,
  "traefik.io/IngressRouteUDP": noStatus,
  "traefik.io/Middleware": noStatus,
  "traefik.io/MiddlewareTCP": noStatus,
  "traefik.io/ServersTransport": noStatus,
  "traefik.io/ServersTransportTCP": noStatus,
  "traefik.io/TLSOption": noStatus,
  "traefik.io/TLSStore": noStatus,
  "traefik.io/TraefikService": noStatus,

  "argoproj.io/Application": {
    source:
      "argo-cd pkg/apis/application/v1alpha1: AppHealthStatus; gitops-engine pkg/health: HealthStatusCode",
    field: { path: HEALTH, ready: ["Healthy"] },
    faults: [{ value: "Degraded", patience: MAY_COME }],
    suspended: [{ path: HEALTH, is: ["Suspended"] }],
  },
  "argoproj.io/Rollout": {
    source: "argo-rollouts pkg/apis/rollouts/v1alpha1: RolloutPhase",
    field: { path: PHASE, ready: ["Healthy"] },
    words: status("message"),
    faults: [{ value: "Degraded", patience: MAY_COME }],
    suspended: [{ path: PHASE, is: ["Paused"] }],
  },
  "argoproj.io/Workflow": {
    source: "argo-workflows pkg/apis/workflow/v1alpha1: WorkflowPhase",
    field: { path: PHASE, ready: ["Succeeded"] },
    words: status("message"),
    faults: [{ value: "Failed" }, { value: "Error" }],
    suspended: [{ path: ["spec", "suspend"], is: [true] }],
  },
  "minio.min.io/Tenant": {
    source: "argo-cd resource_customizations/minio.min.io/Tenant/health.lua",
    field: { path: status("currentState"), ready: ["Initialized"] },
  },
  "monitoring.coreos.com/Alertmanager": monitor,
  "monitoring.coreos.com/Prometheus": monitor,
  "monitoring.coreos.com/ThanosRuler": monitor,
  "snapshot.storage.k8s.io/VolumeSnapshot": snapshot,
  "snapshot.storage.k8s.io/VolumeSnapshotContent": snapshot,
  "tekton.dev/PipelineRun": {
    ...run,
    suspended: [{ path: ["spec", "status"], is: ["PipelineRunPending"] }],
  },
  "tekton.dev/TaskRun": run,
};
