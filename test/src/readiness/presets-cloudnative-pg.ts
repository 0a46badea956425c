/** What CloudNativePG writes, and what it means. */

import type { PresetCase } from "./objects.ts";

export const ofCloudNativePg: readonly PresetCase[] = [
  ["postgresql.cnpg.io/v1/Cluster", "new", { spec: { instances: 3 } }, "progressing: phase is not set yet"],
  [
    "postgresql.cnpg.io/v1/Cluster",
    "starting",
    {
      spec: { instances: 3 },
      status: { phase: "Setting up primary", phaseReason: "Creating primary instance a-1" },
    },
    "progressing: phase is Setting up primary: Creating primary instance a-1",
  ],
  [
    "postgresql.cnpg.io/v1/Cluster",
    "healthy before it was scaled",
    { spec: { instances: 3 }, status: { phase: "Cluster in healthy state", readyInstances: 1 } },
    "progressing: readyInstances is 1 of 3",
  ],
  [
    "postgresql.cnpg.io/v1/Cluster",
    "healthy",
    { spec: { instances: 3 }, status: { phase: "Cluster in healthy state", readyInstances: 3 } },
    "ready",
  ],
  [
    "postgresql.cnpg.io/v1/Cluster",
    "beyond repair",
    { status: { phase: "Cluster is unrecoverable and needs manual intervention" } },
    "failed after 60 s: phase is Cluster is unrecoverable and needs manual intervention",
  ],
  [
    "postgresql.cnpg.io/v1/Cluster",
    "invalid",
    { status: { phase: "Invalid cluster definition", phaseReason: "no" } },
    "failed after 60 s: phase is Invalid cluster definition: no",
  ],
  [
    "postgresql.cnpg.io/v1/Cluster",
    "updated under supervision",
    {
      spec: { instances: 3 },
      status: {
        phase: "Waiting for user action",
        phaseReason: "User must issue a supervised switchover",
        readyInstances: 3,
      },
    },
    "suspended: phase is Waiting for user action: User must issue a supervised switchover",
  ],
  [
    "postgresql.cnpg.io/v1/Backup",
    "invalid",
    { status: { phase: "invalid backup definition", error: "no" } },
    "failed after 60 s: phase is invalid backup definition: no",
  ],
  [
    "postgresql.cnpg.io/v1/Backup",
    "running",
    { status: { phase: "running" } },
    "progressing: phase is running",
  ],
  ["postgresql.cnpg.io/v1/Backup", "done", { status: { phase: "completed" } }, "ready"],
  [
    "postgresql.cnpg.io/v1/Backup",
    "failed",
    { status: { phase: "failed", error: "exit status 4" } },
    "failed: phase is failed: exit status 4",
  ],
  [
    "postgresql.cnpg.io/v1/Pooler",
    "scaling",
    { spec: { instances: 2 }, status: { instances: 1 } },
    "progressing: instances is 1 of 2",
  ],
  ["postgresql.cnpg.io/v1/Pooler", "scaled", { spec: { instances: 2 }, status: { instances: 2 } }, "ready"],
  [
    "postgresql.cnpg.io/v1/Database",
    "applied",
    { status: { observedGeneration: 2, applied: true } },
    "ready",
  ],
  [
    "postgresql.cnpg.io/v1/Database",
    "not applied",
    { status: { observedGeneration: 2, applied: false, message: "no owner" } },
    "failed after 60 s: applied is false: no owner",
  ],
  [
    "postgresql.cnpg.io/v1/Database",
    "not applied after a change",
    { status: { observedGeneration: 1, applied: false, message: "no owner" } },
    "failed after 60 s: applied is false: no owner",
  ],
  [
    "postgresql.cnpg.io/v1/Database",
    "applied before it was changed",
    { status: { observedGeneration: 1, applied: true } },
    "progressing: its controller has seen generation 1 of 2",
  ],
  [
    "postgresql.cnpg.io/v1/ScheduledBackup",
    "suspended",
    { spec: { suspend: true } },
    "suspended: suspend is true",
  ],
  ["postgresql.cnpg.io/v1/ScheduledBackup", "at work", { spec: {} }, "ready"],
];
