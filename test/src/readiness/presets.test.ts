/** What the controllers of other projects write, and what it means. */

import { describe, expect, test } from "bun:test";
import { judge } from "../../../src/readiness/readiness.ts";
import { presets } from "../../../src/readiness/presets.ts";
import { condition, object, type PresetCase } from "./objects.ts";
import { ofCloudNativePg } from "./presets-cloudnative-pg.ts";

const current = (type: string, status: string, reason = "R", message = ""): object => ({
  ...condition(type, status, reason, message),
  observedGeneration: 2,
});
const old = (type: string, status: string): object => ({ ...condition(type, status), observedGeneration: 1 });
const conditions = (...list: object[]): object => ({ status: { conditions: list } });

const rows: PresetCase[] = [
  ["cert-manager.io/v1/Certificate", "new", {}, "progressing: it has no condition Ready yet"],
  [
    "cert-manager.io/v1/Certificate",
    "being issued",
    conditions(
      current("Ready", "False", "DoesNotExist", "Issuing certificate as Secret does not exist"),
      current("Issuing", "True", "DoesNotExist"),
    ),
    "progressing: DoesNotExist: Issuing certificate as Secret does not exist",
  ],
  ["cert-manager.io/v1/Certificate", "issued", conditions(current("Ready", "True", "Ready")), "ready"],
  [
    "cert-manager.io/v1/Certificate",
    "issued for the old spec",
    conditions(old("Ready", "True")),
    "progressing: its condition Ready is about generation 1 of 2",
  ],
  [
    "cert-manager.io/v1/Certificate",
    "renewed while it is valid",
    conditions(current("Ready", "True"), current("Issuing", "True", "Renewing")),
    "ready",
  ],
  [
    "cert-manager.io/v1/Certificate",
    "refused",
    conditions(
      current("Ready", "False", "DoesNotExist"),
      current(
        "Issuing",
        "False",
        "Failed",
        "The certificate request has failed to complete and will be retried: denied",
      ),
    ),
    "failed after 10 s: Failed: The certificate request has failed to complete and will be retried: denied",
  ],
  [
    "cert-manager.io/v1/Certificate",
    "issued by server-side apply, which keeps the condition",
    conditions(current("Ready", "True"), current("Issuing", "False", "Issued", "successfully issued")),
    "ready",
  ],
  [
    "cert-manager.io/v1/Certificate",
    "valid, though not renewed",
    conditions(current("Ready", "True"), current("Issuing", "False", "Failed", "no")),
    "ready",
  ],
  [
    "cert-manager.io/v1/Certificate",
    "refused before it was changed",
    conditions(old("Issuing", "False"), current("Ready", "True")),
    "ready",
  ],
  [
    "cert-manager.io/v1/CertificateRequest",
    "pending",
    conditions(condition("Approved", "True"), condition("Ready", "False", "Pending", "waiting")),
    "progressing: Pending: waiting",
  ],
  [
    "cert-manager.io/v1/CertificateRequest",
    "denied",
    conditions(condition("Denied", "True", "Policy", "no")),
    "failed: Policy: no",
  ],
  [
    "cert-manager.io/v1/CertificateRequest",
    "failed",
    conditions(condition("Ready", "False", "Failed", "no")),
    "failed: Failed: no",
  ],
  [
    "cert-manager.io/v1/CertificateRequest",
    "issued",
    conditions(condition("Ready", "True", "Issued")),
    "ready",
  ],
  [
    "cert-manager.io/v1/ClusterIssuer",
    "without its account",
    conditions(current("Ready", "False", "ErrRegisterACMEAccount", "no")),
    "failed after 60 s: ErrRegisterACMEAccount: no",
  ],
  ["cert-manager.io/v1/Issuer", "checked", conditions(current("Ready", "True", "KeyPairVerified")), "ready"],
  [
    "acme.cert-manager.io/v1/Order",
    "pending",
    { status: { state: "pending" } },
    "progressing: state is pending",
  ],
  [
    "acme.cert-manager.io/v1/Order",
    "invalid",
    { status: { state: "invalid", reason: "no" } },
    "failed: state is invalid: no",
  ],
  ["acme.cert-manager.io/v1/Challenge", "valid", { status: { state: "valid" } }, "ready"],

  ["external-secrets.io/v1/ExternalSecret", "new", {}, "progressing: it has no condition Ready yet"],
  [
    "external-secrets.io/v1/ExternalSecret",
    "synced",
    { status: { syncedResourceVersion: "2-8a7c", conditions: [condition("Ready", "True", "SecretSynced")] } },
    "ready",
  ],
  [
    "external-secrets.io/v1/ExternalSecret",
    "synced before it was changed",
    { status: { syncedResourceVersion: "1-8a7c", conditions: [condition("Ready", "True", "SecretSynced")] } },
    "progressing: its controller has seen generation 1 of 2",
  ],
  [
    "external-secrets.io/v1/ExternalSecret",
    "not synced",
    conditions(condition("Ready", "False", "SecretSyncedError", "could not get secret data from provider")),
    "failed after 60 s: SecretSyncedError: could not get secret data from provider",
  ],
  ...(
    [
      ["looked at once", { refreshPolicy: "CreatedOnce" }, true],
      ["immutable", { target: { immutable: true } }, true],
      ["never looked at again", { refreshInterval: "0s" }, true],
      ["never looked at again, as is said", { refreshInterval: "0", refreshPolicy: "Periodic" }, true],
      ["looked at on change", { refreshInterval: "0", refreshPolicy: "OnChange" }, false],
      ["looked at every hour", { refreshInterval: "1h", target: { immutable: false } }, false],
    ] as const
  ).map(([what, spec, isReady]): PresetCase => [
    "external-secrets.io/v1/ExternalSecret",
    `synced before it was changed, ${what}`,
    { spec, status: { syncedResourceVersion: "1-8a7c", conditions: [condition("Ready", "True")] } },
    isReady ? "ready" : "progressing: its controller has seen generation 1 of 2",
  ]),
  [
    "external-secrets.io/v1/ExternalSecret",
    "not synced after a change",
    {
      status: {
        syncedResourceVersion: "1-8a7c",
        conditions: [condition("Ready", "False", "SecretSyncedError", "could not get secret data")],
      },
    },
    "failed after 60 s: SecretSyncedError: could not get secret data",
  ],
  [
    "external-secrets.io/v1alpha1/PushSecret",
    "pushed before it was changed",
    { status: { syncedResourceVersion: "1-1", conditions: [condition("Ready", "True", "Synced")] } },
    "progressing: its controller has seen generation 1 of 2",
  ],
  [
    "external-secrets.io/v1alpha1/PushSecret",
    "pushed",
    { status: { syncedResourceVersion: "2-1", conditions: [condition("Ready", "True", "Synced")] } },
    "ready",
  ],
  [
    "external-secrets.io/v1/ClusterSecretStore",
    "checked",
    conditions(condition("Ready", "True", "Valid")),
    "ready",
  ],
  [
    "external-secrets.io/v1/SecretStore",
    "invalid",
    conditions(condition("Ready", "False", "InvalidProviderConfig", "no")),
    "failed after 60 s: InvalidProviderConfig: no",
  ],

  [
    "gateway.networking.k8s.io/v1/GatewayClass",
    "waiting",
    conditions(condition("Accepted", "Unknown", "Pending", "Waiting for controller")),
    "progressing: Pending: Waiting for controller",
  ],
  ["gateway.networking.k8s.io/v1/GatewayClass", "accepted", conditions(current("Accepted", "True")), "ready"],
  [
    "gateway.networking.k8s.io/v1/GatewayClass",
    "refused",
    conditions(current("Accepted", "False", "InvalidParameters", "no")),
    "failed after 60 s: InvalidParameters: no",
  ],

  ...ofCloudNativePg,
  ["traefik.io/v1alpha1/IngressRoute", "accepted", { spec: {} }, "ready"],
  ["argoproj.io/v1alpha1/Application", "new", {}, "progressing: status is not set yet"],
  [
    "argoproj.io/v1alpha1/Application",
    "missing",
    { status: { health: { status: "Missing" } } },
    "progressing: status is Missing",
  ],
  ["argoproj.io/v1alpha1/Application", "healthy", { status: { health: { status: "Healthy" } } }, "ready"],
  [
    "argoproj.io/v1alpha1/Application",
    "degraded",
    { status: { health: { status: "Degraded" } } },
    "failed after 60 s: status is Degraded",
  ],
  [
    "argoproj.io/v1alpha1/Application",
    "suspended",
    { status: { health: { status: "Suspended" } } },
    "suspended: status is Suspended",
  ],
  [
    "argoproj.io/v1alpha1/Rollout",
    "of the older generation",
    { status: { observedGeneration: "1", phase: "Healthy" } },
    "progressing: its controller has seen generation 1 of 2",
  ],
  [
    "argoproj.io/v1alpha1/Rollout",
    "paused",
    { status: { observedGeneration: "2", phase: "Paused", message: "CanaryPauseStep" } },
    "suspended: phase is Paused: CanaryPauseStep",
  ],
  [
    "argoproj.io/v1alpha1/Workflow",
    "failed",
    { status: { phase: "Failed", message: "no" } },
    "failed: phase is Failed: no",
  ],
  [
    "minio.min.io/v2/Tenant",
    "starting",
    { status: { currentState: "Provisioning MinIO Statefulset" } },
    "progressing: currentState is Provisioning MinIO Statefulset",
  ],
  [
    "monitoring.coreos.com/v1/Prometheus",
    "reconciled, not available",
    conditions(current("Available", "Degraded", "SomePodsNotReady"), current("Reconciled", "True")),
    "progressing: SomePodsNotReady",
  ],
  [
    "monitoring.coreos.com/v1/Prometheus",
    "available in its former revision",
    {
      status: {
        replicas: 2,
        updatedReplicas: 1,
        availableReplicas: 2,
        conditions: [current("Available", "True"), current("Reconciled", "True")],
      },
    },
    "progressing: updatedReplicas is 1 of 2",
  ],
  [
    "monitoring.coreos.com/v1/Alertmanager",
    "available",
    {
      status: {
        replicas: 2,
        updatedReplicas: 2,
        conditions: [current("Available", "True"), current("Reconciled", "True")],
      },
    },
    "ready",
  ],
  [
    "snapshot.storage.k8s.io/v1/VolumeSnapshot",
    "failing",
    { status: { readyToUse: false, error: { message: "no" } } },
    "progressing: readyToUse is false: no",
  ],
  ["snapshot.storage.k8s.io/v1/VolumeSnapshot", "taken", { status: { readyToUse: true } }, "ready"],
  [
    "tekton.dev/v1/PipelineRun",
    "running",
    conditions(condition("Succeeded", "Unknown", "Running")),
    "progressing: Running",
  ],
  [
    "tekton.dev/v1/PipelineRun",
    "put off",
    {
      spec: { status: "PipelineRunPending" },
      status: { conditions: [condition("Succeeded", "Unknown", "PipelineRunPending")] },
    },
    "suspended: status is PipelineRunPending",
  ],
  [
    "tekton.dev/v1/PipelineRun",
    "failed",
    conditions(condition("Succeeded", "False", "Failed", "no")),
    "failed: Failed: no",
  ],
  ["tekton.dev/v1/TaskRun", "done", conditions(condition("Succeeded", "True", "Completed")), "ready"],
];

function told(type: string, fields: object): string {
  const verdict = judge(object(type, fields));
  if (verdict.state === "ready")
    return verdict.suspended === true ? `suspended: ${verdict.warning}` : "ready";
  const after =
    "patience" in verdict && verdict.patience !== undefined ? ` after ${verdict.patience / 1000} s` : "";
  return `${verdict.state}${after}: ${verdict.reason}`;
}

describe("presets", () => {
  test.each(rows)("%s %s", (type, _what, fields, expected) => {
    expect(told(type, fields)).toBe(expected);
  });
  test("every row says whose it is, and what it waits for is not contradictory", () => {
    for (const [key, row] of Object.entries(presets)) {
      expect(key).toMatch(/^[a-z0-9.-]+\.[a-z]+\/[A-Z]\w+$/);
      expect(row?.source).not.toBe("");
      const ready = row?.field?.ready ?? [];
      expect(row?.faults?.filter(({ value }) => value !== undefined && ready.includes(value)) ?? []).toEqual(
        [],
      );
    }
  });
});
