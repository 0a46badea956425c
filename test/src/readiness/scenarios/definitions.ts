/** What defines, holds or limits others, and a graph of kro. */

import type { JsonObject } from "../../../../src/model/json.ts";
import type { Manifest } from "../../../../src/model/object.ts";
import { at, deployment, has, object, observed, phase, rolledOut, selector, template } from "./objects.ts";
import type { Scenario } from "./step.ts";

const names = (plural: string, kind: string): JsonObject => ({
  plural,
  kind,
  singular: plural.slice(0, -1),
  listKind: `${kind}List`,
});
const definition = (plural: string, kind: string): Manifest =>
  object(
    "apiextensions.k8s.io/v1",
    "CustomResourceDefinition",
    {
      spec: {
        group: "recorded.example.com",
        scope: "Namespaced",
        names: names(plural, kind),
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    },
    { name: `${plural}.recorded.example.com` },
  );
const graph = (value: string): Manifest =>
  object(
    "kro.run/v1alpha1",
    "ResourceGraphDefinition",
    {
      spec: {
        schema: { apiVersion: "v1alpha1", kind: "RecordedShop", spec: { image: "string" } },
        resources: [
          {
            id: "web",
            template: deployment({
              template: template({ spec: { containers: [{ name: "web", image: value }] } }),
            }),
            readyWhen: ["${web.status.?readyReplicas.orValue(0) > 0}"],
          },
        ],
      },
    },
    { name: "recorded-shop" },
  );

/** What defines, holds or limits others, and a graph of kro. */
export const definitions: readonly Scenario[] = [
  {
    name: "a definition, and one whose names are taken",
    steps: [
      { apply: definition("shops", "Shop") },
      { until: "CustomResourceDefinition/shops.recorded.example.com", is: has("Established", "True") },
      { apply: definition("stores", "Shop") },
      { until: "CustomResourceDefinition/stores.recorded.example.com", is: has("NamesAccepted", "False") },
    ],
  },
  {
    name: "a namespace, and its end",
    steps: [
      { apply: object("v1", "Namespace", {}, { name: "recorded-namespace" }) },
      { until: "Namespace/recorded-namespace", is: phase("Active") },
      { remove: "Namespace/recorded-namespace" },
      { until: "Namespace/recorded-namespace", is: phase("Terminating") },
    ],
  },
  {
    name: "an APIService without its Service",
    steps: [
      {
        apply: object(
          "apiregistration.k8s.io/v1",
          "APIService",
          {
            spec: {
              group: "recorded.example.org",
              version: "v1",
              groupPriorityMinimum: 100,
              versionPriority: 10,
              insecureSkipTLSVerify: true,
              service: { namespace: "default", name: "no-such-service" },
            },
          },
          { name: "v1.recorded.example.org" },
        ),
      },
      { until: "APIService/v1.recorded.example.org", is: has("Available", "False") },
      { remove: "APIService/v1.recorded.example.org" },
    ],
  },
  {
    name: "a budget, a quota and a token",
    steps: [
      { apply: object("v1", "ServiceAccount", {}) },
      { apply: object("policy/v1", "PodDisruptionBudget", { spec: { minAvailable: 1, selector } }) },
      { apply: object("v1", "ResourceQuota", { spec: { hard: { pods: "3", "requests.cpu": "1000m" } } }) },
      {
        apply: object(
          "v1",
          "Secret",
          { type: "kubernetes.io/service-account-token" },
          { annotations: { "kubernetes.io/service-account.name": "web" } },
        ),
      },
      { until: "PodDisruptionBudget/web", is: observed },
      { until: "ResourceQuota/web", is: (live) => at("status", "hard", "pods")(live) === "3" },
      { until: "Secret/web", is: (live) => at("data", "token")(live) !== undefined },
    ],
  },
  {
    name: "an autoscaler without metrics",
    steps: [
      { apply: deployment() },
      {
        apply: object("autoscaling/v2", "HorizontalPodAutoscaler", {
          spec: {
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
            maxReplicas: 3,
            metrics: [
              {
                type: "Resource",
                resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
              },
            ],
          },
        }),
      },
      { until: "HorizontalPodAutoscaler/web", is: has("ScalingActive", "False") },
    ],
  },
  {
    name: "a policy with an odd expression",
    steps: [
      {
        apply: object(
          "admissionregistration.k8s.io/v1",
          "ValidatingAdmissionPolicy",
          {
            spec: {
              matchConstraints: {
                resourceRules: [
                  {
                    apiGroups: ["apps"],
                    apiVersions: ["v1"],
                    operations: ["CREATE"],
                    resources: ["deployments"],
                  },
                ],
              },
              validations: [{ expression: "object.spec.replicsa > 0" }],
            },
          },
          { name: "recorded" },
        ),
      },
      {
        until: "ValidatingAdmissionPolicy/recorded",
        is: (live) => at("status", "typeChecking", "expressionWarnings")(live) !== undefined,
      },
    ],
  },
  {
    name: "a graph, an instance of it, and a change that cannot be compiled",
    steps: [
      { apply: graph("${schema.spec.image}") },
      { until: "ResourceGraphDefinition/recorded-shop", is: has("Ready", "True") },
      { watch: "/apis/kro.run/v1alpha1/recordedshops" },
      { apply: object("kro.run/v1alpha1", "RecordedShop", { spec: { image: "nginx:1.29" } }) },
      { until: "RecordedShop/web", is: has("Ready", "True") },
      { patch: "RecordedShop/web", with: { spec: { image: "nginx:1.30" } } },
      {
        until: "Deployment/web",
        is: (live) => at("metadata", "generation")(live) === 2 && rolledOut(1)(live),
      },
      {
        until: "RecordedShop/web",
        is: (live) => at("metadata", "generation")(live) === 2 && has("Ready", "True")(live),
      },
      { apply: graph("${schema.spec.nothing}") },
      { until: "ResourceGraphDefinition/recorded-shop", is: has("Ready", "False") },
      { remove: "RecordedShop/web" },
    ],
  },
];
