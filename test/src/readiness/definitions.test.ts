import { expect, test } from "bun:test";
import { judge } from "../../../src/readiness/readiness.ts";
import type { Readiness } from "../../../src/readiness/verdict.ts";
import { condition, object } from "./objects.ts";

const HPA = "autoscaling/v2/HorizontalPodAutoscaler";
const CRD = "apiextensions.k8s.io/v1/CustomResourceDefinition";
const CSR = "certificates.k8s.io/v1/CertificateSigningRequest";
const TOKEN = "kubernetes.io/service-account-token";
const conditions = (...list: object[]): object => ({ status: { conditions: list } });

const rows: [string, ReturnType<typeof object>, Partial<Readiness> & object][] = [
  ["an autoscaler nobody has seen", object(HPA, { spec: {} }), { state: "ready" }],
  [
    "an autoscaler that scales",
    object(HPA, conditions(condition("AbleToScale", "True"), condition("ScalingActive", "True"))),
    { state: "ready" },
  ],
  [
    "an autoscaler without metrics",
    object(HPA, conditions(condition("ScalingActive", "False", "FailedGetResourceMetric", "no metrics"))),
    { state: "ready", warning: "FailedGetResourceMetric: no metrics" },
  ],
  [
    "an autoscaler without its target",
    object(HPA, conditions(condition("AbleToScale", "False", "FailedGetScale", "not found"))),
    { state: "ready", warning: "FailedGetScale: not found" },
  ],
  [
    "an autoscaler of nothing",
    object(HPA, conditions(condition("ScalingActive", "False", "InvalidSelector", "no"))),
    { state: "failed", reason: "InvalidSelector: no" },
  ],
  [
    "an autoscaler that is switched off",
    object(HPA, conditions(condition("ScalingActive", "False", "ScalingDisabled"))),
    { state: "ready" },
  ],
  [
    "a quota nobody has seen",
    object("v1/ResourceQuota", { spec: { hard: { pods: "1" } }, status: {} }),
    { state: "progressing" },
  ],
  [
    "a quota that was changed",
    object("v1/ResourceQuota", { spec: { hard: { pods: "1" } }, status: { hard: { pods: "2" } } }),
    { state: "progressing" },
  ],
  [
    "a quota in force",
    object("v1/ResourceQuota", {
      spec: { hard: { pods: "1", cpu: "2" } },
      status: { hard: { cpu: "2", pods: "1" } },
    }),
    { state: "ready" },
  ],
  ["a quota of nothing", object("v1/ResourceQuota", { spec: {}, status: {} }), { state: "ready" }],
  ["a Secret", object("v1/Secret", { type: "Opaque" }), { state: "ready" }],
  [
    "a token that was not issued",
    object("v1/Secret", { type: TOKEN }),
    { state: "progressing", acceptAfter: 10_000 },
  ],
  ["a token", object("v1/Secret", { type: TOKEN, data: { token: "eA==" } }), { state: "ready" }],
  [
    "a definition that is being deleted",
    object(
      CRD,
      conditions(
        condition("Established", "True"),
        condition("Terminating", "True", "InstanceDeletionInProgress"),
      ),
    ),
    { state: "terminating", cause: "InstanceDeletionInProgress" },
  ],
  ["a request nobody has approved", object(CSR, { status: {} }), { state: "ready" }],
  [
    "a request that was denied",
    object(CSR, conditions(condition("Denied", "True", "Policy", "no"))),
    { state: "failed", reason: "Policy: no" },
  ],
  [
    "a budget that protects nothing",
    object("policy/v1/PodDisruptionBudget", {
      status: {
        observedGeneration: 2,
        conditions: [condition("DisruptionAllowed", "False", "SyncFailed", "no scale")],
      },
    }),
    { state: "ready", warning: "SyncFailed: no scale" },
  ],
  [
    "a budget that allows nothing now",
    object("policy/v1/PodDisruptionBudget", {
      status: {
        observedGeneration: 2,
        conditions: [condition("DisruptionAllowed", "False", "InsufficientPods")],
      },
    }),
    { state: "ready" },
  ],
  [
    "a policy with an odd expression",
    object("admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy", {
      status: {
        observedGeneration: 2,
        typeChecking: {
          expressionWarnings: [
            { fieldRef: "spec.validations[0].expression", warning: "undefined field 'x'" },
          ],
        },
      },
    }),
    { state: "ready", warning: "spec.validations[0].expression: undefined field 'x'" },
  ],
  [
    "a CronJob that is suspended",
    object("batch/v1/CronJob", { spec: { suspend: true } }),
    { state: "ready", suspended: true },
  ],
  ["a CronJob", object("batch/v1/CronJob", { spec: {} }), { state: "ready" }],
];

test.each(rows)("%s", (_name, live, expected) => {
  const verdict = judge(live);
  expect(verdict).toMatchObject(expected);
  expect("warning" in verdict).toBe("warning" in expected || "suspended" in expected);
});
