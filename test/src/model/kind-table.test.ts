import { describe, expect, test } from "bun:test";
import { builtinKind, builtinKinds } from "../../../src/model/kind-table.ts";
import { apiVersionOf } from "../../../src/model/kind.ts";

describe("builtinKind", () => {
  const deployment = {
    group: "apps",
    version: "v1",
    kind: "Deployment",
    plural: "deployments",
    namespaced: true,
  };

  test.each([
    ["apps/v1", "Deployment", { ...deployment, hasStatus: true, podTemplate: ["spec", "template"] }],
    [
      "v1",
      "Namespace",
      { group: "", version: "v1", plural: "namespaces", namespaced: false, hasStatus: true },
    ],
    ["v1", "ConfigMap", { plural: "configmaps", namespaced: true, hasStatus: false }],
    ["networking.k8s.io/v1", "NetworkPolicy", { plural: "networkpolicies" }],
    ["v1", "Endpoints", { plural: "endpoints" }],
    ["batch/v1", "CronJob", { podTemplate: ["spec", "jobTemplate", "spec", "template"] }],
    ["autoscaling/v2", "HorizontalPodAutoscaler", { version: "v2" }],
    ["autoscaling/v1", "HorizontalPodAutoscaler", { version: "v1", plural: "horizontalpodautoscalers" }],
    ["v1", "Event", { group: "" }],
    ["events.k8s.io/v1", "Event", { group: "events.k8s.io" }],
  ])("knows %s %s", (apiVersion, kind, facts) => {
    expect(builtinKind(apiVersion, kind)).toMatchObject(facts);
  });

  test.each([
    ["apps/v1beta1", "Deployment", "not served any more"],
    ["v1", "Deployment", "another group"],
    ["apps/v1", "deployment", "kinds are case-sensitive"],
    ["v1", "Binding", "cannot be read"],
    ["v1", "ComponentStatus", "cannot be created"],
    ["authentication.k8s.io/v1", "TokenReview", "cannot be kept"],
    ["authorization.k8s.io/v1", "SubjectAccessReview", "cannot be kept"],
    ["autoscaling/v1", "Scale", "a subresource"],
    ["example.com/v1", "Database", "a custom resource"],
    ["", "", "nothing"],
  ])("does not know %s %s: %s", (apiVersion, kind) => {
    expect(builtinKind(apiVersion, kind)).toBeUndefined();
  });
});

describe("builtinKinds", () => {
  test("lists each kind once, in its preferred version", () => {
    const names = builtinKinds().map(({ group, kind }) => `${group}/${kind}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(50);
    expect(builtinKinds().find(({ kind }) => kind === "HorizontalPodAutoscaler")?.version).toBe("v2");
  });

  test("agrees with builtinKind", () => {
    for (const kind of builtinKinds()) expect(builtinKind(apiVersionOf(kind), kind.kind)).toEqual(kind);
  });
});
