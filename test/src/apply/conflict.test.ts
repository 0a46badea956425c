import { describe, expect, test } from "bun:test";
import { type FieldConflict, FieldConflictError } from "../../../src/apply/conflict.ts";
import { keeperOf } from "../../../src/apply/controlled.ts";
import { describeManager } from "../../../src/apply/managers.ts";
import { withoutServerOwned } from "../../../src/apply/server-owned.ts";
import type { LiveObject, Manifest } from "../../../src/model/object.ts";

const manifest: Manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" } };

function message(conflicts: FieldConflict[]): string {
  return new FieldConflictError(conflicts, { object: "ConfigMap shop/web", manifest }).message;
}

describe("a conflict is told", () => {
  test("manager by manager, with the remedies", () => {
    const conflicts = [
      { manager: "helm", field: ".data.a" },
      { manager: "kubectl-edit", field: ".data.b" },
      { manager: "helm", field: ".data.c" },
    ];
    expect(message(conflicts).split("\n")[0]).toBe(
      "ConfigMap shop/web: other field managers own what the manifest sets: " +
        "helm (a Helm release) → data.a, data.c; kubectl-edit (kubectl edit) → data.b. " +
        'Drop the fields from the manifest, leave them to their owner with conflicts: { ignore: ["data.a", "data.c", "data.b"] }, ' +
        'or take them over with conflicts: "force".',
    );
  });

  test("at a length that can be read, and all of it for programs", () => {
    const conflicts = Array.from({ length: 20 }, (_, manager) =>
      Array.from({ length: 20 }, (_none, field) => ({ manager: `m${manager}`, field: `.data.f${field}` })),
    ).flat();
    const error = new FieldConflictError(conflicts, { object: "ConfigMap shop/web", manifest });
    expect(error.message.length).toBeLessThan(1_000);
    expect(error.message).toContain(
      "m0 → data.f0, data.f1, data.f2, data.f3, data.f4, data.f5, … 14 more; m1 → ",
    );
    expect(error.message).toContain("; … 16 more.");
    expect(error.owners.size).toBe(20);
    expect(error.owners.get("m19")).toHaveLength(20);
  });
});

describe("a manager is known to people as", () => {
  const rows: [string, string | undefined, string][] = [
    ["kube-controller-manager", "scale", "kube-controller-manager (the HorizontalPodAutoscaler)"],
    ["k3s", "scale", "k3s (the HorizontalPodAutoscaler)"],
    ["kubectl", "scale", "kubectl scale"],
    ["my-scaler", "scale", "my-scaler (by scaling)"],
    ["kube-controller-manager", undefined, "kube-controller-manager (a controller of Kubernetes)"],
    ["kubectl-client-side-apply", undefined, "kubectl-client-side-apply (kubectl apply)"],
    ["kubectl-edit", undefined, "kubectl-edit (kubectl edit)"],
    ["kubectl", undefined, "kubectl (kubectl apply --server-side)"],
    ["alchemy-f00d", undefined, "alchemy-f00d (the Alchemy resource other/test/web)"],
    ["alchemy-beef", undefined, "alchemy-beef (another Alchemy resource)"],
    ["my-tool", undefined, "my-tool"],
  ];
  test.each(rows)("%s of %s: %s", (manager, subresource, expected) => {
    const annotations = { "alchemy.run/owner": "f00d", "alchemy.run/fqn": "other/test/web" };
    const live: LiveObject = {
      ...manifest,
      metadata: { name: "web", uid: "1", resourceVersion: "1", annotations },
    };
    expect(describeManager({ manager, ...(subresource !== undefined && { subresource }) }, live)).toBe(
      expected,
    );
  });
});

describe("an object is kept by somebody else", () => {
  const live = (body: Record<string, unknown>, metadata: Record<string, unknown> = {}): LiveObject => ({
    ...manifest,
    ...body,
    metadata: { name: "web", uid: "1", resourceVersion: "1", ...metadata },
  });
  const controller = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "rs", uid: "2", controller: true };
  const secret = { kind: "Secret" };
  const token = { ...secret, type: "kubernetes.io/service-account-token" };
  const account = { "kubernetes.io/service-account.name": "robot" };
  const rows: [string, LiveObject, Manifest, string | undefined][] = [
    ["nobody", live({}), manifest, undefined],
    ["a controller", live({}, { ownerReferences: [controller] }), manifest, "is controlled by ReplicaSet rs"],
    [
      "an owner that is no controller",
      live({}, { ownerReferences: [{ ...controller, controller: false }] }),
      manifest,
      undefined,
    ],
    [
      "a controller that the manifest names",
      live({}, { ownerReferences: [controller] }),
      { ...manifest, metadata: { name: "web", ownerReferences: [controller] } },
      undefined,
    ],
    [
      "kro",
      live({}, { labels: { "kro.run/node-id": "a", "kro.run/instance-name": "shop" } }),
      manifest,
      "is part of the kro instance shop",
    ],
    ["kro's own instance", live({}, { labels: { "kro.run/owned": "true" } }), manifest, undefined],
    [
      "the token controller",
      live(token, { annotations: account }),
      { ...manifest, ...secret },
      "is the token of ServiceAccount robot",
    ],
    [
      "the token controller, as the manifest wants",
      live(token, { annotations: account }),
      { ...manifest, ...token },
      undefined,
    ],
    [
      "a certificate's annotation on what is no Secret",
      live({}, { annotations: { "cert-manager.io/certificate-name": "web" } }),
      manifest,
      undefined,
    ],
  ];
  test.each(rows)("%s", (_name, object, wanted, expected) => {
    expect(keeperOf(object, wanted)).toBe(expected as string);
  });
});

describe("what others write is not sent", () => {
  const webhooks = (caBundle?: string): Manifest => ({
    ...manifest,
    kind: "MutatingWebhookConfiguration",
    webhooks: [{ name: "a", clientConfig: { url: "x", ...(caBundle !== undefined && { caBundle }) } }],
  });
  const role = { ...manifest, apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
  const rows: [string, Manifest, Manifest][] = [
    ["an empty caBundle", webhooks(""), webhooks()],
    ["a line break for a caBundle", webhooks("Cg=="), webhooks()],
    ["a real caBundle is", webhooks("YWJj"), webhooks("YWJj")],
    [
      "rules of an aggregated role",
      { ...role, aggregationRule: {}, rules: [] },
      { ...role, aggregationRule: {} },
    ],
    ["rules of a role are", { ...role, rules: [] }, { ...role, rules: [] }],
    [
      "rules of another kind of that name are",
      { ...role, apiVersion: "example.com/v1", aggregationRule: {}, rules: [] },
      { ...role, apiVersion: "example.com/v1", aggregationRule: {}, rules: [] },
    ],
    [
      "a caBundle of another kind is",
      { ...manifest, spec: { caBundle: "" } },
      { ...manifest, spec: { caBundle: "" } },
    ],
  ];
  test.each(rows)("%s", (_name, sent, expected) => {
    expect(withoutServerOwned(sent)).toEqual(expected);
  });
});
